"""Versions of the programs whose files a volume holds, and which of them another version opens."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class FileFormat:
    """Files that a program writes, and whether it opens those that another version wrote."""

    name: str
    """Program and version, as in the label of the volume: ``postgres-17``."""
    refusal: Callable[[str], str | None]
    """Why the program does not open files of the version with this name, and what to do; None if it does."""


def tag_of(image: pulumi.Input[str]) -> str:
    """Tag of an image; empty if it has none, or if it is not known yet."""
    if not isinstance(image, str):
        return ""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def version_of(text: str) -> tuple[int, ...]:
    """Numbers of a version such as ``v9.1.1-alpine`` or ``valkey-9.1``; empty if there is none."""
    found = re.search(r"(?:^|[-v])([0-9]+(?:\.[0-9]+)+)(?=[-_+]|$)", text)
    return tuple(map(int, found[1].split("."))) if found else ()


def forward_only(program: str, image: pulumi.Input[str]) -> FileFormat | None:
    """Files that a newer version opens and an older one does not; None if the tag of ``image`` tells no version."""
    wanted = version_of(tag_of(image))
    if not wanted:
        return None
    name = _named(program, wanted)

    def refusal(found: str) -> str | None:
        if found.startswith(f"{program}-") and version_of(found) > wanted:
            return f"which {name}, an older version, may not read: set image to one of {found} or newer"
        return None

    return FileFormat(name, refusal)


def _named(program: str, version: tuple[int, ...]) -> str:
    return f"{program}-{'.'.join(map(str, version))}"
