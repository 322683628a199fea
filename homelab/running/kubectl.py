"""kubectl, which brings the operator's own context, credentials and rights."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.workspace import Manifest


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

    def items(self, *kinds: str, selector: str | None = None) -> list[Manifest]:
        """Objects of some kinds.

        :param selector: Labels, as in ``app.kubernetes.io/name=librechat``. Default: all objects.
        :raises NotPossibleError: The operator may not read them, or the cluster does not know a kind.
        :raises NoAnswerError: The cluster does not answer.
        """
        chosen = [f"--selector={selector}"] if selector else []
        answer = self.run("get", ",".join(kinds), *chosen, "--output=json")
        return cast("list[Manifest]", json.loads(answer)["items"])

    def find(self, kind: str, name: str) -> Manifest | None:
        """One object, or None if there is none of this name."""
        answer = self.run("get", kind, name, "--ignore-not-found", "--output=json")
        return cast("Manifest", json.loads(answer)) if answer.strip() else None

    def create(self, manifest: Manifest) -> Manifest:
        """Create an object, and return it as the cluster completed it."""
        return cast("Manifest", json.loads(self.run("create", "--filename=-", "--output=json", stdin=_json(manifest))))

    def apply(self, manifest: Manifest) -> None:
        """Create or change an object, whose fields then belong to the field manager ``homelab``."""
        self.run("apply", "--server-side", "--field-manager=homelab", "--filename=-", stdin=_json(manifest))

    def patch(self, kind: str, name: str, change: Manifest) -> None:
        """Merge a change into an object."""
        self.run("patch", kind, name, "--type=merge", f"--patch={json.dumps(change)}")

    def execute(self, pod: str, container: str, command: Sequence[str], *, stdin: str = "") -> str:
        """Output of a command in a container.

        :raises NotPossibleError: The operator may not, or the container has no such program.
        :raises NoAnswerError: The command fails.
        """
        where = ["exec", pod, f"--container={container}", "--stdin", "--quiet", "--", *command]
        return self.run(*where, stdin=stdin)

    @contextmanager
    def stream(self, pod: str, container: str, command: Sequence[str], *, stdin: str = "") -> Generator[IO[bytes]]:
        """Output of a command in a container, as it comes; there is no limit of time.

        :raises NotPossibleError: The operator may not, or the container has no such program.
        :raises NoAnswerError: The command fails, which shows when its output has been read.
        """
        where = ["exec", pod, f"--container={container}", "--stdin", "--quiet", "--", *command]
        with (
            tempfile.TemporaryFile() as errors,
            subprocess.Popen(
                self.command(*where), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            ) as process,
        ):
            if process.stdin is None or process.stdout is None:
                raise NoAnswerError("kubectl exec: no pipes")
            try:
                process.stdin.write(stdin.encode())
                process.stdin.close()
                yield process.stdout
            except BaseException:
                process.kill()
                raise
            process.stdout.close()
            if process.wait() != 0:
                errors.seek(0)
                raise _explained("exec", errors.read().decode(errors="replace"))

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        """Output of any command.

        :param stdin: What it reads; nothing of it shows in the list of processes.
        :raises NotPossibleError: There is no kubectl, or the operator lacks a right.
        :raises NoAnswerError: The command fails, or takes longer than ``timeout``.
        """
        if shutil.which(self.program) is None:
            raise NotPossibleError(f"{self.program} is not on PATH")
        try:
            run = subprocess.run(
                self.command(*arguments),
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

    def command(self, *arguments: str) -> list[str]:
        """The command with its options, for a program that runs it itself."""
        options = [f"--namespace={self.namespace}"]
        options += [f"--context={self.context}"] if self.context else []
        options += [f"--kubeconfig={self.kubeconfig}"] if self.kubeconfig else []
        return [self.program, *options, *arguments]


def _json(manifest: Manifest) -> str:
    return json.dumps(manifest)


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
