"""How a command ends that cannot do what it should."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

_PYDANTIC = "Value error, "
"""How pydantic, by which typer reads the values of options, begins its messages."""


class Commands(TyperGroup):
    """A group of commands whose errors about options begin with what is wrong."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was called."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix(_PYDANTIC)
            raise


@contextmanager
def reported(*expected: type[Exception], exit_code: int = 1) -> Generator[None]:
    """End the command with one line for an error of an expected type; any other one is a defect, with its traceback."""
    try:
        yield
    except expected as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(exit_code) from error


@contextmanager
def program_reported() -> Generator[None]:
    """End the command for a stack that cannot be rendered: a line for each reason, after its program's traceback."""
    from homelab.offline.command import RenderError

    try:
        yield
    except RenderError as error:
        if error.traceback:
            typer.echo(error.traceback, err=True, nl=False)
        for line in error.lines:
            typer.echo(f"error: {line}", err=True)
        raise typer.Exit(1) from error
