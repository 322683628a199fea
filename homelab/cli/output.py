"""How commands print what is for people, and what is for machines."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from homelab.data import json_text

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 80
"""Columns where there is no terminal, and the variable COLUMNS does not ask for more."""


def console(*, width: int = WIDTH, quiet: bool = False) -> "Console":
    """Where text for people goes. Colours are left out with ``NO_COLOR``, and where there is no terminal.

    :param width: Columns where there is no terminal: more for a table whose rows are to stay lines.
    :param quiet: Print nothing.
    """
    from rich.console import Console

    columns = os.environ.get("COLUMNS", "")
    wide = max(width, int(columns)) if columns.isdecimal() else width
    return Console(width=None if sys.stdout.isatty() else wide, quiet=quiet, highlight=False, markup=False, emoji=False)


def print_json(value: object) -> None:
    """Print data for machines."""
    typer.echo(json_text(value))


def is_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def progress(line: str) -> None:
    """What happens, for somebody who watches: on standard error, where that is a terminal."""
    if sys.stderr.isatty():
        typer.echo(line, err=True)


@contextmanager
def working(text: str) -> Generator[None]:
    """Say what takes a while, on a terminal alone, and until it is done: nothing may be printed in between."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield
