"""Which example uses an argument."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from tools.site.programs import examples


@functools.cache
def uses(component: str) -> Mapping[str, str]:
    """The first example that sets it, by the argument's path."""
    found: dict[str, str] = {}
    for example in examples():
        for called, given in example.calls():
            for path in _paths(given) if called == component else ():
                found.setdefault(path, example.name)
    return found


def _paths(group: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in group.items():
        yield prefix + name
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _paths(item, f"{prefix}{name}.")
