"""Kinds of contradictions that several ways to sign in have."""

from collections.abc import Iterable, Mapping
from typing import Any

from homelab.arguments import Rule


def needs_beside(field_name: str, *fields: str) -> Rule:
    """Refuse fields that mean nothing unless ``field_name`` is given, and not false."""

    def find(group: Mapping[str, Any]) -> Iterable[str]:
        value = group.get(field_name)
        if value is None or value is False:
            yield from (
                f"{name} has no effect without {field_name}: give both or neither" for name in fields if name in group
            )

    return Rule((field_name, *fields), find)
