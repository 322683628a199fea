"""Problems in a librechat.yaml, as messages of one line without secrets."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from homelab.librechat_config.schema.spelling import closest_name

Key = str | int
Keys = tuple[Key, ...]
"""Path of a value: keys of maps and indexes of lists."""

OBJECT_KEY = "[object Object]"
"""Text of a map as a key in JavaScript, as in ``{{NAME}}`` without quotes."""
_SECRET_KEY = re.compile(r"(key|token|secret|password|credentials?)$", re.IGNORECASE)
_SECRET_GROUPS = {"headers", "requestHeaders", "oauth_headers", "additionalHeaders", "env", "args"}
_LONGEST_VALUE = 60


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
    if isinstance(value, str):
        if may_be_secret(keys) or "@" in value:
            return "a string that may be a secret"
        text = repr(value)
        return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    kinds: Mapping[type, str] = {dict: "a map", list: "a list"}
    return kinds.get(type(value), f"a value of type {type(value).__name__}")


def may_be_secret(keys: Keys) -> bool:
    """Whether a string at a path may be a key, token or password."""
    return not _SECRET_GROUPS.isdisjoint(keys) or bool(keys and _SECRET_KEY.search(str(keys[-1])))


def did_you_mean(unknown: object, known: Collection[str]) -> str:
    """Hint `` (did you mean X?)`` if a known name is similar, by the rules of `spelling`; else empty."""
    name = closest_name(str(unknown), known)
    return f" (did you mean {name}?)" if name else ""
