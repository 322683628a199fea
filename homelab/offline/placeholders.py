"""Texts with placeholders, at any depth of plain data."""

from collections.abc import Mapping
from typing import Any, cast


def filled(value: Any, values: Mapping[str, str]) -> Any:
    """``value`` with ``{name}`` in its texts replaced by the value of that name."""
    match value:
        case str():
            return value.format(**values)
        case Mapping():
            return {name: filled(each, values) for name, each in cast(Mapping[str, Any], value).items()}
        case list():
            return [filled(each, values) for each in cast(list[Any], value)]
        case _:
            return value
