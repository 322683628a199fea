"""Which workspace a command is about."""

from dataclasses import dataclass
from pathlib import Path

from homelab.running.kubectl import Kubectl
from homelab.running.stack import StackError, read_stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A namespace, by its name or by the stack that declares it."""

    stack: str | None = None
    """Stack that declares the namespace: NAME of Pulumi.NAME.yaml."""
    folder: Path = Path()
    """Directory of Pulumi.yaml."""
    namespace: str | None = None
    context: str | None = None
    """Context of the kubeconfig. Default: the current one."""

    def kubectl(self) -> Kubectl:
        """Kubectl in the namespace.

        :raises StackError: Nothing names a namespace, or the stack cannot be read.
        """
        if self.namespace:
            return Kubectl(self.namespace, self.context)
        if not self.stack:
            raise StackError("name the workspace: --stack NAME or --namespace NAME")
        return Kubectl(read_stack(self.folder, self.stack).namespace, self.context)
