"""The ``homelab`` command: one module a command, which imports what it needs once it runs."""

import gc
import io
import os
import signal
import sys
from importlib import metadata
from typing import Annotated

import typer

from homelab.cli.backup import backup
from homelab.cli.check import check
from homelab.cli.diagram import diagram
from homelab.cli.diff import diff
from homelab.cli.doctor import doctor
from homelab.cli.errors import Commands
from homelab.cli.explain import explain
from homelab.cli.init import init
from homelab.cli.load import load
from homelab.cli.promote import promote, rollback
from homelab.cli.render import render
from homelab.cli.restore import restore
from homelab.cli.review import review
from homelab.cli.schema import schema
from homelab.cli.user import user

app = typer.Typer(
    cls=Commands,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="A private AI workspace on Kubernetes.",
)


def main() -> None:
    """Run the command with the arguments of this process."""
    # A program's objects hardly ever become garbage before it ends: fewer collections save a few percent.
    gc.set_threshold(100_000)
    # Names of files may be no text.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # Like Ctrl-C, so that what is unfinished is removed.
    for each in (signal.SIGTERM, signal.SIGHUP):
        # nohup ignores the end of its terminal.
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, lambda number, _: sys.exit(128 + number))
    try:
        app(prog_name="homelab")
    except OSError as error:
        # Python would write what is left in the buffer when it exits, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        typer.echo(f"error: {error.filename or 'the output'}: {error.strerror or error}", err=True)
        sys.exit(1)


def _show_version(wanted: bool) -> None:
    if not wanted:
        return
    try:
        typer.echo(f"homelab {metadata.version('pulumi-homelab')}")
    except metadata.PackageNotFoundError:
        typer.echo("homelab, run from its source without being installed")
    raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options before the command."""


for command in (init, render, diagram, diff, review, check, explain, load, doctor, promote, rollback, restore, schema):
    app.command()(command)
app.add_typer(user, name="user")
app.add_typer(backup, name="backup")
