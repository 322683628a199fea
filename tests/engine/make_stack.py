"""A stack as `make` runs it: ``tools.engine`` in a process of its own, on the real engine and control plane."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cluster.kubectl import Kubectl
from tests.engine.engine import ROOT

KINDS = "secret,configmap,pvc,service,deployment,statefulset,job,networkpolicy"
_DONE = re.compile(r" (created|deleted) \(")


@dataclass(frozen=True)
class MakeStack:
    """The dev stack of a project whose user knows `make` alone: with a backend of the project's own."""

    project: Path
    namespace: str
    kubectl: Kubectl

    def start(self, command: str, *options: str) -> subprocess.Popen[str]:
        """Start what ``make preview``, ``up`` or ``down`` starts, in a session of its own."""
        yes = ["--yes"] if command in ("up", "down") else []
        environment = {name: value for name, value in os.environ.items() if name != "PULUMI_BACKEND_URL"}
        return subprocess.Popen(
            [sys.executable, "-m", "tools.engine", command, "--cwd", str(self.project), *yes, *options],
            cwd=ROOT,
            env={**environment, "KUBECONFIG": str(self.kubectl.kubeconfig), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, command: str, *options: str, fails: bool = False) -> str:
        """Run one of them to its end, and return what it has printed."""
        with self.start(command, *options) as process:
            text = process.communicate()[0]
        assert process.returncode == int(fails), text
        return text

    def break_off(self, command: str, fault: str, *, after: int) -> str:
        """Run one of them, and end it once that many objects are done; what it has printed."""
        process = self.start(command)
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if sum(bool(_DONE.search(each)) for each in lines) >= after:
                break
        else:
            raise AssertionError(f"{command} came to its end:\n{''.join(lines)}")
        if fault == "killed":
            end_session(process.pid)
        else:
            os.killpg(process.pid, signal.SIGINT)
        if fault == "interrupted twice":
            time.sleep(0.2)
            os.killpg(process.pid, signal.SIGINT)
        lines += process.stdout
        process.wait()
        process.stdout.close()
        return "".join(lines)

    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return re.search(r"Resources:\n +[0-9]+ unchanged\n", self.run("preview")) is not None

    def objects(self) -> Counter[str]:
        """The workspace's objects, by kind and name."""
        found = self.kubectl.items(KINDS, namespace=self.namespace)
        labels = [(each, each["metadata"].get("labels", {})) for each in found]
        own = [each for each, label in labels if label.get("app.kubernetes.io/managed-by") == "pulumi"]
        return Counter(f"{each['kind']} {each['metadata']['name']}" for each in own)

    def in_state(self) -> Counter[str]:
        """The objects that the state has, by kind and name."""
        file = self.project / ".pulumi-local" / "state" / ".pulumi" / "stacks" / "homelab" / "dev.json"
        latest = json.loads(file.read_text())["checkpoint"]["latest"]
        assert not latest.get("pending_operations")
        resources = [each for each in latest["resources"] if each["type"].startswith("kubernetes:")]
        names = [(each["type"].rpartition(":")[2], each["id"].rpartition("/")[2]) for each in resources]
        return Counter(f"{kind} {name}" for kind, name in names if kind != "Namespace")

    def kept(self) -> dict[str, Any]:
        """Identities of the volumes, and passwords by the names that outlive a stack."""
        items = self.kubectl.items("pvc,secret", namespace=self.namespace)
        fixed = [each for each in items if "pulumi.com/autonamed" not in each["metadata"].get("annotations", {})]
        return {
            f"{each['kind']} {each['metadata']['name']}": each.get("data") or each["metadata"]["uid"]
            for each in fixed
            if "deletionTimestamp" not in each["metadata"]
        }


def end_session(session: int) -> None:
    """Kill all that was started: the engine is in a process group of its own, and so is each of its plugins."""
    every = subprocess.run(["ps", "-e", "-o", "pid="], capture_output=True, text=True, check=True).stdout
    for process in map(int, every.split()):
        with suppress(ProcessLookupError):
            if os.getsid(process) == session:
                os.kill(process, signal.SIGKILL)
