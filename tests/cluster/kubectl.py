"""kubectl, as the tests use it."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class KubectlError(Exception):
    """What kubectl printed when it failed."""


@dataclass(frozen=True)
class Kubectl:
    """One kubectl and the cluster that it talks to."""

    program: Path
    kubeconfig: Path

    def run(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run it.

        :raises KubectlError: It exits with anything but 0.
        """
        run = subprocess.run(
            [self.program, f"--kubeconfig={self.kubeconfig}", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode != 0:
            raise KubectlError(f"kubectl {' '.join(arguments)}: {run.stdout}{run.stderr}".strip())
        return run

    def create(self, manifest: dict[str, Any]) -> None:
        """Create one object."""
        self.run("create", "-f", "-", stdin=json.dumps(manifest))

    def items(self, kind: str, *, namespace: str | None = None) -> list[dict[str, Any]]:
        """All objects of a kind, in one namespace or in all of them."""
        where = ["--all-namespaces"] if namespace is None else [f"--namespace={namespace}"]
        return json.loads(self.run("get", kind, *where, "--output=json").stdout)["items"]

    def get(self, kind: str, name: str, *, namespace: str) -> dict[str, Any]:
        """One object.

        :raises KubectlError: There is none.
        """
        return json.loads(self.run("get", kind, name, f"--namespace={namespace}", "--output=json").stdout)
