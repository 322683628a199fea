"""Problems in a librechat.yaml, as messages of one line without secrets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from homelab.detection import shown
from homelab.librechat_config.schema.spelling import closest_name

Key = str | int
Keys = tuple[Key, ...]
"""Path of a value: keys of maps and indexes of lists."""

OBJECT_KEY = "[object Object]"
"""Text of a map as a key in JavaScript, as in ``{{NAME}}`` without quotes."""


class Outcome(StrEnum):
    """Reaction of LibreChat to a problem."""

    EXITS = "LibreChat exits"
    IGNORES = "LibreChat ignores it"


@dataclass(frozen=True)
class Problem:
    """Problem that LibreChat would reject, ignore or misread."""

    keys: Keys
    """Path of the value."""
    message: str
    """Expected and actual value, without secrets."""
    is_error: bool = True
    """Whether it is an error, not a warning."""
    outcome: Outcome | None = field(default=None, compare=False)
    """LibreChat's reaction; None if the message states it, or if it depends on more than the file."""

    @property
    def path(self) -> str:
        """Text of `keys`: ``endpoints.custom.0.name``; empty for the whole file."""
        return ".".join(map(str, self.keys))

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.keys else self.message


def format_value(keys: Keys, value: object) -> str:
    """Format a value for a message: shortened, and without possible secrets."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return shown(keys, value)
    kinds: Mapping[type, str] = {dict: "a map", list: "a list"}
    return kinds.get(type(value), f"a value of type {type(value).__name__}")


def did_you_mean(unknown: object, known: Collection[str]) -> str:
    """Hint `` (did you mean X?)`` if a known name is similar, by the rules of `spelling`; else empty."""
    name = closest_name(str(unknown), known)
    return f" (did you mean {name}?)" if name else ""
