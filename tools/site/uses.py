"""Which example uses an argument, and with which value."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tools.site.programs import UNKNOWN, examples

_LONG = 60
"""Characters, above which a value is looked up in the example."""


@dataclass(frozen=True)
class Use:
    """An argument in an example."""

    example: str
    value: Any

    @property
    def is_short(self) -> bool:
        """Whether the value is written down, and fits a line."""
        return not isinstance(self.value, dict) and not _has_unknown(self.value) and len(str(self.value)) <= _LONG


@functools.cache
def uses(component: str) -> Mapping[str, Use]:
    """The clearest use of each argument of a component, by path: one whose value is short, else the first."""
    found: dict[str, Use] = {}
    for example in examples():
        for called, given in example.calls():
            for path, value in _values(given) if called == component else ():
                use = Use(example.name, value)
                if path not in found or (use.is_short and not found[path].is_short):
                    found[path] = use
    return found


def _values(group: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in group.items():
        yield prefix + name, value
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _values(item, f"{prefix}{name}.")


def _has_unknown(value: Any) -> bool:
    return any(map(_has_unknown, value)) if isinstance(value, list) else value is UNKNOWN
