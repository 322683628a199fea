"""How long an ``up`` takes until everything is ready, on the test cluster: ``make benchmark-ready``.

Pods are ready there as soon as they are scheduled, so what is measured is waiting that the program itself causes: for
Services, and for components that need not be waited for. What counts are ratios of runs in turns.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi.automation import Stack

from benchmarks.workspace import ARGS, declared_by, workspaces
from homelab.offline import record
from tests.cluster.control_plane import running_cluster
from tests.engine.engine import Engine, how_to_get_pulumi, is_installed

MAX_OVER_SLOWEST = 1.5
MAX_OVER_USUAL = 0.4
REPETITIONS = 2
COUNTS = (1, 5, 20)
REMOVED = {**ARGS, "retain": False}
"""A workspace of which nothing stays, so that the next run finds nothing."""
COMPONENTS = ("DocumentDB", "Meilisearch", "PgVector", "Valkey")

_READ_OPTIONS = """\
import json
from pathlib import Path

import pulumi
import pulumi_kubernetes as k8s

import homelab

options = json.loads(Path("options.json").read_text())
"""
WORKSPACES = f"""\
{_READ_OPTIONS}
for index in range(options["count"]):
    homelab.AIWorkspace(f"ws-{{index}}", {{**options["args"], "namespace": f"bench-{{index}}"}})
"""
COMPONENT = f"""\
{_READ_OPTIONS}
namespace = k8s.core.v1.Namespace("namespace", metadata={{"name": "bench-0"}})
component = getattr(homelab, options["component"])
args = {{"namespace": "bench-0", "storage": {{"retain": False}}}}
component("alone", args, pulumi.ResourceOptions(depends_on=[namespace]))
"""
# The same objects as such programs usually wait for them: each component for the whole of those that it uses, and
# Pulumi for every Service, which is ready ten seconds after its endpoints.
USUAL_WAITS = f"""\
{_READ_OPTIONS}
made = []


def wait(args):
    if args.type_ == "kubernetes:core/v1:Service":
        args.props["metadata"].get("annotations", {{}}).pop("pulumi.com/skipAwait", None)
    if args.type_ in ("homelab:index:RagApi", "homelab:index:LibreChat"):
        args.opts.depends_on = [*args.opts.depends_on, *made]
    if args.type_.startswith("homelab:index:") and args.type_ != "homelab:index:AIWorkspace":
        made.append(args.resource)
    return pulumi.ResourceTransformationResult(args.props, args.opts)


homelab.AIWorkspace(
    "ws-0",
    {{**options["args"], "namespace": "bench-0"}},
    pulumi.ResourceOptions(transformations=[wait]),
)
"""
PLAIN = f"""\
{_READ_OPTIONS}
from benchmarks.workspace import plain

plain(options["declared"])()
"""


@dataclass(frozen=True)
class Bench:
    """Programs, each a stack of its own, that are run one after the other on one cluster."""

    engine: Engine

    def stack(self, name: str, program: str, **options: Any) -> Stack:
        """The stack of a program, which reads ``options``."""
        project = self.engine.second_project(name)
        (project / "__main__.py").write_text(program)
        (project / "options.json").write_text(json.dumps(options))
        return self.engine.stack(project)


def ready_times(bench: Bench) -> dict[str, float]:
    """Seconds from nothing to ready, medians of runs in turns, by program."""
    stacks = {
        "workspace": bench.stack("workspace", WORKSPACES, count=1, args=REMOVED),
        "usual waits": bench.stack("usual-waits", USUAL_WAITS, args=REMOVED),
        **{name: bench.stack(name.lower(), COMPONENT, component=name) for name in COMPONENTS},
    }
    runs: dict[str, list[float]] = {name: [] for name in stacks}
    for _ in range(REPETITIONS):
        for name, stack in stacks.items():
            runs[name].append(measured(stack.up)["wall"])
            stack.destroy()
    return {name: statistics.median(seconds) for name, seconds in runs.items()}


def preview_costs(bench: Bench) -> dict[str, dict[str, float]]:
    """What a preview of several workspaces costs, and one of the same resources as one of them, registered plainly."""
    declared = declared_by(record(workspaces(1)))
    stacks = {
        "the resources of one, registered plainly": bench.stack("plain", PLAIN, declared=declared),
        **{
            f"{count} workspace{'s' if count > 1 else ''}": bench.stack(
                f"workspaces-{count}", WORKSPACES, count=count, args=ARGS
            )
            for count in COUNTS
        },
    }
    return {name: measured(stack.preview) for name, stack in stacks.items()}


def measured(operation: Callable[[], object]) -> dict[str, float]:
    """Seconds of wall clock, and of CPU in the engine and all that it starts."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    operation()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.monotonic() - start, "cpu": cpu}


def main() -> int:
    """Print the figures; status 1 when a ratio is over its bound."""
    if not is_installed():
        raise SystemExit(how_to_get_pulumi().replace("test-engine", "benchmark-ready"))
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        bench = Bench(Engine(cluster, Path(folder)))
        times = ready_times(bench)
        costs = preview_costs(bench)
    for name, seconds in times.items():
        print(f"up, {name}: {seconds:.1f} s")
    for name, cost in costs.items():
        print(f"preview, {name}: {cost['wall']:.1f} s, {cost['cpu']:.1f} s of CPU")
    slowest = max(times[name] for name in COMPONENTS)
    ratios = {
        "up of a workspace over that of its slowest component alone": (times["workspace"] / slowest, MAX_OVER_SLOWEST),
        "up of a workspace over the same with the usual waits": (
            times["workspace"] / times["usual waits"],
            MAX_OVER_USUAL,
        ),
    }
    for name, (ratio, bound) in ratios.items():
        print(f"{name}: {ratio:.2f} (at most {bound})")
    return int(any(ratio > bound for ratio, bound in ratios.values()))


if __name__ == "__main__":
    sys.exit(main())
