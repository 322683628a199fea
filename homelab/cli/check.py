"""``homelab check``."""

from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.errors import reported


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="librechat.yaml, or values of LibreChat's Helm chart.")
    ],
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Treat unknown keys as warnings, for a newer LibreChat.")
    ] = False,
    env: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME[=VALUE]", help="Variable of the environment. Leave out secret values."),
    ] = None,
    env_file: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="File with variables, such as .env.")
    ] = None,
) -> None:
    """Check LibreChat's configuration as LibreChat does, but more strictly.

    Content that LibreChat would ignore is an error, too. References to variables are looked up if --env or --env-file
    lists the variables of the environment; unused ones are reported then.
    """
    from homelab.check.command import CheckError, check_file, check_variables, read_variables

    failed = False
    referenced: set[str] = set()
    with reported(CheckError):
        environment = read_variables(env or (), env_file or ())
        for file in files:
            checked = check_file(file, environment, lenient=lenient)
            failed = failed or checked.errors > 0
            referenced |= {*checked.references}
            for line in checked.lines:
                typer.echo(line, err=True)
            typer.echo(f"{file}: {checked}")
    if environment is None:
        typer.echo("Variables were not looked up: list those of the environment with --env or --env-file.")
    else:
        for line in check_variables(environment, referenced).lines:
            typer.echo(line, err=True)
    if failed:
        raise typer.Exit(1)
