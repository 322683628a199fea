"""kubectl, which brings the operator's own context, credentials and rights."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

from homelab.doctor.checks import NoAnswerError, NotPossibleError

Manifest: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kubectl:
    """kubectl in one namespace of one cluster."""

    namespace: str
    context: str | None = None
    """Context of the kubeconfig. Default: the current one."""
    program: str = "kubectl"
    kubeconfig: Path | None = None
    """Default: as kubectl finds it."""
    timeout: float = 60
    """Seconds that a command may take."""

    def items(self, *kinds: str) -> list[Manifest]:
        """Objects of some kinds.

        :raises NotPossibleError: The operator may not read them, or the cluster does not know a kind.
        :raises NoAnswerError: The cluster does not answer.
        """
        answer = self._run("get", ",".join(kinds), "--output=json")
        return cast("list[Manifest]", json.loads(answer)["items"])

    def execute(self, pod: str, container: str, command: Sequence[str], *, stdin: str = "") -> str:
        """Output of a command in a container.

        :raises NotPossibleError: The operator may not, or the container has no such program.
        :raises NoAnswerError: The command fails.
        """
        where = ["exec", pod, f"--container={container}", "--stdin", "--quiet", "--", *command]
        return self._run(*where, stdin=stdin)

    def _run(self, *arguments: str, stdin: str | None = None) -> str:
        if shutil.which(self.program) is None:
            raise NotPossibleError(f"{self.program} is not on PATH")
        options = [f"--namespace={self.namespace}"]
        options += [f"--context={self.context}"] if self.context else []
        options += [f"--kubeconfig={self.kubeconfig}"] if self.kubeconfig else []
        try:
            run = subprocess.run(
                [self.program, *options, *arguments],
                input=stdin,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=self.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NoAnswerError(f"kubectl {arguments[0]}: no answer within {self.timeout:g} s") from None
        if run.returncode != 0:
            raise _explained(arguments[0], run.stderr)
        return run.stdout


def _explained(command: str, stderr: str) -> NoAnswerError | NotPossibleError:
    """The error's last line, which is kubectl's own."""
    lines = [line for line in stderr.splitlines() if line.strip()] or ["no message"]
    message = f"kubectl {command}: {lines[-1].strip().removeprefix('error: ')[:300]}"
    unable = (
        "is forbidden: ",
        "executable file not found",
        "no such file or directory",
        "doesn't have a resource type",
    )
    return NotPossibleError(message) if any(each in stderr for each in unable) else NoAnswerError(message)
