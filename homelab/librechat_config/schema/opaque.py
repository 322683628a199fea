"""Opaque values, which are unknown until Pulumi has run."""

from collections.abc import Awaitable
from enum import Enum

import pulumi


class Unknown(Enum):
    """Placeholder for a string with unknown variables, or for an invalid value."""

    VALUE = "unknown"


def is_opaque(value: object) -> bool:
    """Whether ``value`` is unknown; such values are accepted anywhere, and not checked."""
    return isinstance(value, pulumi.Output | Awaitable | Unknown)


def is_set(value: object) -> bool:
    """Whether LibreChat regards ``value`` as set: an empty string is not."""
    return is_opaque(value) or bool(value)
