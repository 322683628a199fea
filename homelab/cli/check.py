"""``homelab check``."""

from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.errors import reported


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
    as_json: Annotated[bool, typer.Option("--json", help="Print what --policies finds as JSON.")] = False,
) -> None:
    """Check LibreChat's configuration as LibreChat does, but more strictly; or manifests, by rules.

    Content that LibreChat would ignore is an error, too. References to variables are looked up if --env or --env-file
    lists the variables of the environment; unused ones are reported then.

    With --policies, the exit code is 1 if a mandatory rule is broken.
    """
    if policies or policy_config:
        _check_policies(files, policy_config, others=bool(lenient or env or env_file), as_json=as_json)
        return
    if as_json:
        typer.echo("error: --json is for what --policies finds: give both", err=True)
        raise typer.Exit(2)
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


def _check_policies(folders: list[Path], config_file: Path | None, *, others: bool, as_json: bool) -> None:
    from homelab.diff.folder import DiffError
    from homelab.policies import Level
    from homelab.policies.command import ConfigError, check_folder, read_config, summary, to_json

    if others:
        typer.echo("error: --lenient, --env and --env-file say nothing about manifests: leave out --policies", err=True)
        raise typer.Exit(2)
    with reported(ConfigError, DiffError, exit_code=2):
        config = read_config(config_file)
        found = {folder: check_folder(folder, config) for folder in folders}
    if as_json:
        typer.echo(to_json(found))
    else:
        for folder, findings in found.items():
            for each in findings:
                typer.echo(f"{folder}: {each}", err=True)
            typer.echo(f"{folder}: {summary(findings)}")
    if any(each.level is Level.MANDATORY for findings in found.values() for each in findings):
        raise typer.Exit(1)
