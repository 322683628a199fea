"""How commands print what is for people, and what is for machines."""

import json
import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 80
"""Columns where there is no terminal."""


def console(*, width: int = WIDTH) -> "Console":
    """Where text for people goes. Colours are left out with ``NO_COLOR``, and where there is no terminal.

    :param width: Columns where there is no terminal: more for a table whose rows are to stay lines.
    """
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else width, highlight=False, markup=False, emoji=False)


def print_json(value: object) -> None:
    """Print data for machines: JSON, indented, without escapes."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def is_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()
