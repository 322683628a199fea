"""What a workspace's program costs beyond Pulumi's own share: ``make benchmark``.

The floor is the registration of the very same resources, through the same SDK classes, straight from their recorded
plain inputs. Every measurement is a fresh process; what counts is the cost over a process that only imports.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pulumi

from homelab import AIWorkspace
from homelab.offline import Recording, record

Program = Callable[[], None]
MAX_RATIO = 1.3
MAX_GROWTH = 12.0
REPETITIONS = 5

ARGS: Any = {
    "namespace": "ai",
    "librechat": {
        "domain": "chat.example.com",
        "replicas": 3,
        "storage": {"type": "s3", "s3": {"bucket": "files", "access_key": "a", "secret_key": "b"}},
        "stt": {"implementation": "openai"},
        "tts": {"implementation": "openai"},
        "ingress": {"class_name": "nginx", "tls": {"secret_name": "tls"}},
    },
    "openai": {"api_key": "a", "models": ["m"]},
    "anthropic": {"api_key": "b", "models": ["m"]},
}


def workspaces(count: int) -> Program:
    """A program of ``count`` full workspaces."""

    def program() -> None:
        for index in range(count):
            AIWorkspace(f"ws-{index}", ARGS | {"namespace": f"ai-{index}"})

    return program


def plain(declared: list[Mapping[str, Any]]) -> Program:
    """A program that registers the same resources without any logic of its own."""

    def program() -> None:
        parents: dict[str, pulumi.Resource] = {}
        for each in declared:
            options = pulumi.ResourceOptions(parent=parents.get(each["parent"]))
            if each["custom"]:
                made = _class_of(each["type"])(each["name"], **_keywords(each["inputs"]), opts=options)
            else:
                made = pulumi.ComponentResource(each["type"], each["name"], {}, options)
            parents[each["urn"]] = made

    return program


def _class_of(token: str) -> Callable[..., pulumi.Resource]:
    package, module, name = token.split(":")
    version = module.rpartition("/")[2] if package == "kubernetes" else ""
    group = module.split("/")[0].split(".")[0]
    path = f"pulumi_kubernetes.{group}.{version}" if package == "kubernetes" else f"pulumi_{package}"
    return getattr(import_module(path), name)


def _keywords(inputs: Mapping[str, Any]) -> dict[str, Any]:
    names = {"stringData": "string_data", "overrideSpecial": "override_special"}
    return {names.get(name, name): value for name, value in inputs.items() if name not in ("apiVersion", "kind")}


def declared_by(recording: Recording) -> list[Mapping[str, Any]]:
    """What the program of a recording declared, as plain data."""
    fields = ("type", "name", "urn", "parent", "custom", "inputs")
    return [{name: getattr(each, name) for name in fields} for each in recording.resources]


def measured_here(program: Program) -> dict[str, float]:
    """CPU seconds and peak memory of this process for ``program``, over what imports alone take."""
    memory, start = _peak_megabytes(), time.process_time()
    count = len(record(program).resources)
    return {"cpu": time.process_time() - start, "memory": _peak_megabytes() - memory, "resources": count}


def _peak_megabytes() -> float:
    """Of this process alone; getrusage would count what the parent had when it started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measured_in_turns(*programs: Sequence[str]) -> list[dict[str, float]]:
    """The medians of several fresh processes for each program, in turns, so that a busy machine meets all alike."""
    runs = [[_run(arguments) for arguments in programs] for _ in range(REPETITIONS)]
    return [
        {name: statistics.median(run[name] for run in of_program) for name in of_program[0]}
        for of_program in zip(*runs, strict=True)
    ]


def _run(arguments: Sequence[str]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.workspace", *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> int:
    """Print the ratios; status 1 when one is over its bound."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "resources.json"
        file.write_text(json.dumps(declared_by(record(workspaces(10)))))
        floor, ten = measured_in_turns(["--plain", str(file)], ["--workspaces", "10"])
    hundred = _run(["--workspaces", "100"])
    rows = {
        "CPU of 10 workspaces over the same resources plain": (ten["cpu"] / floor["cpu"], MAX_RATIO),
        "memory of 10 workspaces over the same resources plain": (ten["memory"] / floor["memory"], MAX_RATIO),
        "CPU of 100 workspaces over that of 10": (hundred["cpu"] / ten["cpu"], MAX_GROWTH),
    }
    each = floor["cpu"] / floor["resources"] * 1000
    print(f"{floor['resources']:.0f} resources, {each:.2f} ms of CPU each in the plain program")
    for name, (ratio, bound) in rows.items():
        print(f"{name}: {ratio:.2f} (at most {bound})")
    return int(any(ratio > bound for ratio, bound in rows.values()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspaces", type=int)
    parser.add_argument("--plain", type=Path)
    options = parser.parse_args()
    if options.workspaces:
        print(json.dumps(measured_here(workspaces(options.workspaces))))
    elif options.plain:
        print(json.dumps(measured_here(plain(json.loads(options.plain.read_text())))))
    else:
        sys.exit(main())
