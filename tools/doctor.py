"""Writes the end of ``docs/doctor.md``: every check of ``homelab doctor``."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from homelab.doctor.checks import Check
from homelab.doctor.inside import INSIDE
from homelab.doctor.objects import CLUSTER, OBJECTS
from homelab.doctor.outside import OUTSIDE
from tools.documents import rewritten

FILE = Path(__file__).parent.parent / "docs" / "doctor.md"


def text() -> str:
    """The document, with its tables written anew."""
    return rewritten(FILE, _parts())


def _parts() -> Iterator[str]:
    yield _table("From outside, by a URL", OUTSIDE)
    yield _table("In a namespace, by its objects", [*CLUSTER, *OBJECTS])
    yield _table("In a namespace, by what its programs see", INSIDE)


def _table(title: str, checks: "Iterable[Check[Any]]") -> str:
    rows = [f"| `{each.name}` | {_cell(each.expected)} | {_cell(each.action)} |" for each in checks]
    return "\n".join([f"## {title}", "| check | expected | what to do otherwise |", "|---|---|---|", *rows, ""])


def _cell(sentence: str) -> str:
    return sentence.replace("|", "\\|")


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
