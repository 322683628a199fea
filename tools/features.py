"""The rows of ``docs/features.md``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[1] / "docs" / "features.md"
_HEAD = ("| Feature | Argument | LibreChat's own words | Example |", "|---|---|---|---|")
_CODE = "`[^`|]+`"
_CELL = f"(?:\N{EN DASH}|{_CODE}(?:, {_CODE})*)"
_ROW = re.compile(
    rf"\| (?P<feature>[^|`]+) \| (?P<arguments>{_CELL}) \| (?P<own>{_CELL}) "
    r"\| \[(?P<example>[\w-]+)\]\((?P<link>\S+)\) \|"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """``path: value``, where only that value is the feature, or ``path``."""

    path: str
    value: str | None

    @property
    def keys(self) -> Sequence[str]:
        """The parts of its path."""
        return self.path.split(".")

    @property
    def is_variable(self) -> bool:
        """Whether it is a variable, and not a key of librechat.yaml."""
        return self.path.isupper()


@dataclass(frozen=True, slots=True)
class Row:
    """One feature."""

    feature: str
    arguments: Sequence[Setting]
    own: Sequence[Setting]
    """Keys of librechat.yaml, and variables."""
    example: str
    """Name of a folder of ``examples``."""
    link: str
    """Address of the example, from the document."""


def rows() -> list[Row]:
    """All rows of all tables.

    :raises ValueError: A line of a table is no row.
    """
    return [*map(_row, _lines())]


def _lines() -> Iterator[str]:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if "|" in line and line not in _HEAD:
            yield line


def _row(line: str) -> Row:
    found = _ROW.fullmatch(line)
    if found is None:
        raise ValueError(f"{FILE.name}: expected a row with a feature, arguments, own words and an example, got {line}")
    arguments, own = (_settings(found[cell]) for cell in ("arguments", "own"))
    return Row(found["feature"], arguments, own, found["example"], found["link"])


def _settings(cell: str) -> list[Setting]:
    parts = (text.partition(": ") for text in re.findall("`([^`]+)`", cell))
    return [Setting(path, value or None) for path, _, value in parts]
