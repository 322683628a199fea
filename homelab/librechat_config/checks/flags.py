"""Variables that are true or false."""

from collections.abc import Mapping

import pulumi


def is_true(plain: Mapping[str, pulumi.Input[str]], name: str, *, default: bool = False) -> bool:
    """Whether LibreChat reads a variable as true: only ``true``, in any case."""
    value = plain.get(name)
    return value.strip().lower() == "true" if isinstance(value, str) else default
