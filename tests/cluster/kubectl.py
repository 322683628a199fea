"""kubectl, as the tests use it."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_KINDS = "secret,configmap,pvc,service,deployment,statefulset,job,networkpolicy,pdb,hpa,ingress,httproute,pod"


class KubectlError(Exception):
    """What kubectl printed when it failed."""


@dataclass(frozen=True)
class Kubectl:
    """One kubectl and the cluster that it talks to."""

    program: Path
    kubeconfig: Path

    def command(self, *arguments: str) -> list[str]:
        """The command line, for whoever wants to run it otherwise."""
        return [str(self.program), f"--kubeconfig={self.kubeconfig}", *arguments]

    def run(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run it.

        :raises KubectlError: It exits with anything but 0.
        """
        run = subprocess.run(self.command(*arguments), input=stdin, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise KubectlError(f"kubectl {' '.join(arguments)}: {run.stdout}{run.stderr}".strip())
        return run

    def create(self, manifest: Mapping[str, Any]) -> None:
        """Create one object."""
        self.run("create", "-f", "-", stdin=json.dumps(manifest))

    def apply(self, folder: Path, *options: str) -> dict[str, str]:
        """Apply a kustomization; what became of each object, by ``kind.group/name``: created, configured or unchanged.

        :raises KubectlError: It fails, or the API server warns.
        """
        # Reading the server's schema anew for every object would take five seconds; the built-in types are the same.
        run = self.run("apply", "--kustomize", str(folder), "--validate=strict", "--openapi-patch=false", *options)
        if run.stderr:
            raise KubectlError(run.stderr.strip())
        return dict(line.removesuffix(" (server dry run)").split(" ") for line in run.stdout.splitlines())

    def items(self, kind: str, *, namespace: str | None = None) -> list[dict[str, Any]]:
        """All objects of a kind, in one namespace or in all of them."""
        where = ["--all-namespaces"] if namespace is None else [f"--namespace={namespace}"]
        return json.loads(self.run("get", kind, *where, "--output=json").stdout)["items"]

    def versions(self, namespace: str) -> dict[str, str]:
        """What changes with every change of an object that a workspace is made of, by ``Kind name``."""
        return {
            f"{each['kind']} {each['metadata']['name']}": each["metadata"]["resourceVersion"]
            for each in self.items(_KINDS, namespace=namespace)
        }

    def wait_until_ready(self, namespace: str) -> None:
        """Wait until every workload is rolled out, every Job is complete and every claim is bound.

        :raises KubectlError: It takes more than a minute.
        """
        where, timeout = f"--namespace={namespace}", "--timeout=60s"
        for kind in ("deployment", "statefulset"):
            self.run("rollout", "status", where, timeout, kind)
        for kind, condition in (("job", "condition=complete"), ("pvc", "jsonpath={.status.phase}=Bound")):
            if self.items(kind, namespace=namespace):
                self.run("wait", where, timeout, f"--for={condition}", kind, "--all")
