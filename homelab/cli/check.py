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
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="librechat.yaml, or values of LibreChat's Helm chart; with --policies, folders of manifests.",
        ),
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
    policies: Annotated[
        bool, typer.Option("--policies", help="Check what `homelab render` wrote by the rules of docs/policies.md.")
    ] = False,
    policy_config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Levels of the rules in JSON, as for pulumi's --policy-pack-config."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Check LibreChat's configuration as LibreChat does, but more strictly; or manifests, by rules.

    Content that LibreChat would ignore is an error, too. References to variables are looked up if --env or --env-file
    lists the variables of the environment; unused ones are reported then.

    With --policies, the exit code is 1 if a mandatory rule is broken.
    """
    if policies or policy_config:
        _check_policies(files, policy_config, others=bool(lenient or env or env_file), as_json=as_json)
        return
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


def _check_policies(folders: list[Path], config_file: Path | None, *, others: bool, as_json: bool) -> None:
    from homelab.diff.folder import DiffError
    from homelab.policies import Level
    from homelab.policies.command import ConfigError, as_data, check_folder, read_config, summary

    if others:
        typer.echo("error: --lenient, --env and --env-file say nothing about manifests: leave out --policies", err=True)
        raise typer.Exit(2)
    with reported(ConfigError, DiffError, exit_code=2):
        config = read_config(config_file)
        found = {folder: check_folder(folder, config) for folder in folders}
    if as_json:
        print_json(as_data(found))
    else:
        for folder, findings in found.items():
            for each in findings:
                typer.echo(f"{folder}: {each}", err=True)
            typer.echo(f"{folder}: {summary(findings)}")
    if any(each.level is Level.MANDATORY for findings in found.values() for each in findings):
        raise typer.Exit(1)
