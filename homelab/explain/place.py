"""Where an argument stands."""

from dataclasses import dataclass

from homelab.explain.examples import Steps
from homelab.librechat_config.variables import Reader


@dataclass(frozen=True)
class Place:
    """What arguments have from those above them."""

    component: str
    """Name of the component that takes the arguments."""
    steps: Steps = ()
    """Names that lead there, with 0 for an entry of a list."""
    secret: bool = False
    reader: Reader | None = None
    """Program whose variables are set here."""

    @property
    def path(self) -> tuple[str, ...]:
        """Names that lead there."""
        return tuple(step for step in self.steps if isinstance(step, str))

    @property
    def is_workspace(self) -> bool:
        """Whether this is in a stack's file."""
        return self.component == "AIWorkspace"

    @property
    def text(self) -> str:
        """The path as users write it."""
        return ".".join(self.path if self.is_workspace else (self.component, *self.path))
