"""Values that nobody knows before Pulumi has run."""

from collections.abc import Awaitable
from enum import Enum

import pulumi


class Unknown(Enum):
    """Stands for a string with variables whose values are not known, and for a value that is wrong anyway."""

    VALUE = "unknown"


def is_opaque(value: object) -> bool:
    """Whether ``value`` comes later; such a value is accepted wherever it stands, and never looked into."""
    return isinstance(value, pulumi.Output | Awaitable | Unknown)


def is_given(value: object) -> bool:
    """Whether there is something: an empty string is nothing to LibreChat."""
    return is_opaque(value) or bool(value)
