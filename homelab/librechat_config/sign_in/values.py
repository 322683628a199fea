"""How LibreChat reads what is no text from its environment."""

from collections.abc import Sequence

from homelab.arguments import Constraint


def is_listable(value: object) -> bool:
    """Whether a name can stand in a list whose names are separated by commas."""
    return isinstance(value, str) and value != "" and value == value.strip() and "," not in value


NAMES = Constraint("a list of names without commas", lambda value: len(value) > 0 and all(map(is_listable, value)))


def flag(value: bool | None) -> str | None:
    """A switch."""
    return None if value is None else str(value).lower()


def listed(values: Sequence[str] | None) -> str | None:
    """Several names in one variable."""
    return None if values is None else ",".join(values)


def milliseconds(minutes: int | None) -> str | None:
    """A span of time."""
    return None if minutes is None else str(minutes * 60 * 1000)
