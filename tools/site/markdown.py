"""Pieces of Markdown."""

import re
from collections.abc import Iterable, Sequence

_LITERAL = re.compile(r"(?<!`)``([^`]+)``(?!`)")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells may have several lines, and vertical bars."""
    lines = [header, ["---"] * len(header), *([_cell(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def from_docstring(text: str) -> str:
    """A docstring in Markdown: one sign around what is code instead of two."""
    return _LITERAL.sub(r"`\1`", text)


def fence(language: str, text: str) -> str:
    """A block of code."""
    return f"```{language}\n{text.strip()}\n```\n"
