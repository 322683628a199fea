"""``homelab check``."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from homelab.cli.errors import reported
from homelab.cli.output import print_json

if TYPE_CHECKING:
    from homelab.check.command import CheckResult


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
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Check LibreChat's configuration as LibreChat does, but more strictly.

    Content that LibreChat would ignore is an error, too. References to variables are looked up if --env or --env-file
    lists the variables of the environment; unused ones are reported then.
    """
    from homelab.check.command import CheckError, check_file, check_variables, read_variables
    from homelab.check.report import as_data

    with reported(CheckError):
        environment = read_variables(env or (), env_file or ())
        results = {file: check_file(file, environment, lenient=lenient) for file in files}
    referenced = {name for result in results.values() for name in result.references}
    variables = None if environment is None else check_variables(environment, referenced)
    if as_json:
        print_json(as_data(results, variables))
    else:
        _show(results, variables)
    if any(result.errors for result in results.values()):
        raise typer.Exit(1)


def _show(results: Mapping[Path, "CheckResult"], variables: "CheckResult | None") -> None:
    for file, result in results.items():
        for line in result.lines:
            typer.echo(line, err=True)
        typer.echo(f"{file}: {result}")
    if variables is None:
        typer.echo("Variables were not looked up: list those of the environment with --env or --env-file.")
    else:
        for line in variables.lines:
            typer.echo(line, err=True)
