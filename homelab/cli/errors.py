"""How a command ends that cannot do what it should."""

from collections.abc import Generator
from contextlib import contextmanager

import typer


@contextmanager
def reported(*expected: type[Exception], exit_code: int = 1) -> Generator[None]:
    """End the command with one line for an error of an expected type; any other one is a defect, with its traceback."""
    try:
        yield
    except expected as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(exit_code) from error
