"""What is wrong with a librechat.yaml, in one line a problem, and without secrets."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

Key = str | int
Keys = tuple[Key, ...]
"""Where a value stands: keys of maps and indexes of lists, from the top of the file."""

_SECRET_KEY = re.compile(r"(key|token|secret|password|credentials?)$", re.IGNORECASE)
_SECRET_GROUPS = {"headers", "requestHeaders", "oauth_headers", "additionalHeaders", "env", "args"}
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Problem:
    """One thing that LibreChat would reject, ignore or misread."""

    keys: Keys
    """Where it stands."""
    message: str
    """What was given and what would be right. It holds no secret."""
    is_error: bool = True
    """Whether it must not get past a preview; otherwise it is a warning."""

    @property
    def path(self) -> str:
        """`keys` for people: ``endpoints.custom.0.name``; empty for the file as a whole."""
        return ".".join(map(str, self.keys))

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.keys else self.message


def shown(keys: Keys, value: object) -> str:
    """A value for a message: shortened, and of what may hold a secret only the type."""
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
    """Whether a string at this place could be a key, token or password."""
    return not _SECRET_GROUPS.isdisjoint(keys) or bool(keys and _SECRET_KEY.search(str(keys[-1])))


def did_you_mean(given: object, known: Collection[str]) -> str:
    """`` (did you mean X?)``, where something that is known comes close."""
    by_lower_case = {name.lower(): name for name in known}
    close = difflib.get_close_matches(str(given).lower(), by_lower_case, n=1)
    return f" (did you mean {by_lower_case[close[0]]}?)" if close else ""
