"""The command line: ``make librechat``, ``make librechat-generated`` and ``make rag-api`` use it."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tools.errors import EngineError
from tools.librechat import release as releases
from tools.librechat.files import Files
from tools.librechat.packages import PROVIDER, PackageError
from tools.librechat.upstream import AGENTS

app = typer.Typer(add_completion=False, help="What homelab generates from LibreChat and its RAG API.")

VersionArgument = Annotated[str, typer.Argument(help="The release, such as v0.8.9.")]
SourceOption = Annotated[Path | None, typer.Option(help="A checkout of it. Default: cloned.", exists=True)]
ProviderOption = Annotated[str | None, typer.Option(help=f"Version of {PROVIDER}. Default: the checkout's.")]
AgentsOption = Annotated[str | None, typer.Option(help=f"Version of {AGENTS}. Default: the checkout's.")]
NearOption = Annotated[bool, typer.Option("--near", help="The checkout is of another version, as near as can be had.")]


@app.command()
def release(
    version: VersionArgument,
    source: SourceOption = None,
    data_provider: ProviderOption = None,
    agents: AgentsOption = None,
    near: NearOption = False,
) -> None:
    """Move to a release of LibreChat, and show what that changes."""
    with _errors_as_exit_status():
        given = {name: each for name, each in ((PROVIDER, data_provider), (AGENTS, agents)) if each}
        typer.echo(releases.move_to(version, Files(), source=source, given=given, is_near=near))


@app.command()
def rag_api(version: VersionArgument, source: SourceOption = None) -> None:
    """Write the variables of a release of the RAG API, and show what that changes."""
    with _errors_as_exit_status():
        typer.echo(releases.move_rag_api_to(version, Files(), source=source))


@app.command()
def generated() -> None:
    """Write the schema of librechat.yaml and its types anew, from the package that is pinned."""
    with _errors_as_exit_status(), tempfile.TemporaryDirectory() as folder:
        releases.write_generated(Files(), Path(folder))


@contextmanager
def _errors_as_exit_status() -> Generator[None]:
    try:
        yield
    except (EngineError, PackageError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    app()
