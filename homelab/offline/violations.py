"""Violations that checks report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from homelab.offline.wire import Path


@dataclass(frozen=True, slots=True)
class Violation:
    """An error in an object. Its text never contains a secret value."""

    subject: str
    """The object, such as ``Deployment ai/chat``."""
    path: Path
    message: str

    def __str__(self) -> str:
        return (
            f"{self.subject}: {path_text(self.path)}: {self.message}"
            if self.path
            else f"{self.subject}: {self.message}"
        )


def path_text(path: Path) -> str:
    """Format a path: ``spec.template.spec.containers[0].image``; keys with dots are in brackets."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif "." in part or "/" in part:
            text += f"[{part!r}]"
        else:
            text += f".{part}"
    return text.removeprefix(".")


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """All values inside ``value`` with their paths, outer ones first."""
    yield path, value
    if isinstance(value, Mapping):
        for key, item in cast(Mapping[str, Any], value).items():
            yield from walk(item, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(cast(Sequence[Any], value)):
            yield from walk(item, (*path, index))
