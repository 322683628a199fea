"""What a restore that ended early says: what state things are in, and the command that goes on."""

import shlex
from dataclasses import dataclass

from homelab.running.kubectl import Kubectl

UNDONE = "nothing was restored, and everything is started again as it was"


@dataclass(frozen=True, slots=True)
class Advice:
    """Sentences about one restore."""

    kubectl: Kubectl
    workspace: str
    job: str

    @property
    def namespace(self) -> str:
        """Options of a command about the namespace, of this program or of kubectl."""
        context = f" --context {shlex.quote(self.kubectl.context)}" if self.kubectl.context else ""
        return f"--namespace {shlex.quote(self.kubectl.namespace)}{context}"

    def command(self, options: str) -> str:
        """A ``homelab restore`` of this workspace."""
        return f"`homelab restore {self.namespace} --workspace {shlex.quote(self.workspace)} {options}`"

    @property
    def still_stopped(self) -> str:
        """Something may be stopped, and the stores are as they were."""
        return (
            f"LibreChat may be stopped: start everything as it was with {self.command('--continue')}, which goes on if "
            f"Job {self.job} has begun"
        )

    def half_restored(self, snapshot: str) -> str:
        """The Job has begun."""
        return (
            "LibreChat and the RAG API stay stopped, as the stores may be restored in part. If Job "
            f"{self.job} still runs, or has completed, go on with {self.command('--continue')}; if it has failed, "
            f"restore again with {self.command(f'--snapshot {snapshot} --force')}, or start them on what is there with "
            f"{self.command('--abandon')}"
        )

    def left_by(self, earlier: str) -> str:
        """An earlier restore has failed half-way."""
        return (
            f"LibreChat and the RAG API stay stopped, as restore {earlier} has left the stores restored in part: "
            f"restore again with {self.command('--force')}, or start them on what is there with "
            f"{self.command('--abandon')}"
        )

    @property
    def restored(self) -> str:
        """The Job has completed."""
        return f"the stores are restored, but the restore is not finished: go on with {self.command('--continue')}"

    @property
    def started(self) -> str:
        """Everything is as it was."""
        return f"the restore is finished, and everything is started as it was; {self.examine}"

    @property
    def examine(self) -> str:
        """Something is not well."""
        return f"see what is wrong with `homelab doctor {self.namespace}`"

    @property
    def still_runs(self) -> str:
        """The Job is in the way."""
        return (
            f"Job {self.job} still runs: wait for it with {self.command('--continue')}, or end it with `kubectl delete "
            f"job {self.job} {self.namespace}`, which may leave the stores restored in part"
        )
