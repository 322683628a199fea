"""Where an argument stands."""

from dataclasses import dataclass, replace

from homelab.explain.examples import Steps
from homelab.librechat_config.variables import Reader


@dataclass(frozen=True)
class Place:
    """What arguments have from those above them."""

    component: str
    """Name of the component that takes the arguments."""
    steps: Steps = ()
    """Names that lead there, with 0 for an entry of a list."""
    example_steps: Steps = ()
    """The same with the names that were asked for instead of ``*``."""
    secret: bool = False
    reader: Reader | None = None
    """Program whose variables are set here."""

    def below(self, step: str | int, named: str | None = None) -> "Place":
        """The place of what is below.

        :param named: A name that was asked for, where the step is ``*``.
        """
        example_step = step if named is None else named
        return replace(self, steps=(*self.steps, step), example_steps=(*self.example_steps, example_step))

    @property
    def path(self) -> tuple[str, ...]:
        """Names that lead there."""
        return tuple(step for step in self.steps if isinstance(step, str))

    @property
    def config_path(self) -> str:
        """The path as `pulumi config set --path` takes it: ``custom_endpoints[0].api_key``."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.example_steps)
        return "".join(steps).removeprefix(".")

    @property
    def is_workspace(self) -> bool:
        """Whether this is in a stack's file."""
        return self.component == "AIWorkspace"

    @property
    def text(self) -> str:
        """The path as users write it."""
        return ".".join(self.path if self.is_workspace else (self.component, *self.path))
