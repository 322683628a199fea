"""Documents whose beginning is written by hand, and whose end by ``make docs``."""

from collections.abc import Iterable
from pathlib import Path

MARKER = "<!-- What follows is written by make docs. -->\n"


def rewritten(file: Path, lines: Iterable[str]) -> str:
    """A document with other lines at its end."""
    written_by_hand, marker, _ = file.read_text(encoding="utf-8").partition(MARKER)
    return written_by_hand + marker + "\n" + "\n".join(lines)
