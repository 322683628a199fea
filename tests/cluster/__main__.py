"""Builds the test cluster's programs, or runs a test cluster until it is interrupted."""

import signal

import typer

from tests.cluster.control_plane import running_cluster
from tests.cluster.programs import BuildError, build

app = typer.Typer(add_completion=False, help=__doc__)


@app.command("build")
def build_programs() -> None:
    """Build the programs unless that is done, and print their folder."""
    try:
        typer.echo(build())
    except BuildError as error:
        raise SystemExit(str(error)) from error


@app.command()
def up() -> None:
    """Start a cluster, print the path of its kubeconfig, and stop it on Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with running_cluster() as cluster:
            typer.echo(f"export KUBECONFIG={cluster.kubeconfig}")
            typer.echo("Ctrl-C stops the cluster.", err=True)
            signal.pause()
    except BuildError as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)


app()
