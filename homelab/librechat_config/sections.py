"""Type-safe access to sections of an unchecked librechat.yaml."""

from collections.abc import Mapping
from typing import Any, cast


def section(config: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """Map at a path; empty if there is none."""
    for key in keys:
        config = as_section(config.get(key))
    return config


def as_section(value: object) -> Mapping[str, Any]:
    """``value`` if it is a map, else an empty one."""
    return cast(Mapping[str, Any], value) if isinstance(value, Mapping) else {}


def items(value: object) -> list[Mapping[str, Any]]:
    """Maps among the entries of a list."""
    entries = cast(list[object], value) if isinstance(value, list) else []
    return [cast(Mapping[str, Any], entry) for entry in entries if isinstance(entry, Mapping)]
