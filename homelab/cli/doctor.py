"""``homelab doctor``."""

import os
from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.completion import complete_stack
from homelab.cli.errors import reported
from homelab.cli.places import Context, Folder


def doctor(
    url: Annotated[
        str | None, typer.Argument(metavar="[URL]", help="Address of a workspace, to look at from outside.")
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(
            help="Look at the namespace and the address of a stack: NAME of Pulumi.NAME.yaml.",
            autocompletion=complete_stack,
        ),
    ] = None,
    folder: Folder = Path(),
    namespace: Annotated[str | None, typer.Option(help="Look at a namespace, through kubectl.")] = None,
    context: Context = None,
    email: Annotated[
        str | None,
        typer.Option(
            help="Also sign in, with an account for that purpose. Its password is asked for, or is in the variable "
            "HOMELAB_DOCTOR_PASSWORD."
        ),
    ] = None,
    ca: Annotated[Path | None, typer.Option(help="File with certificates to trust, of a private authority.")] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that a server may take to answer.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Find out what is wrong with a running workspace.

    Prints one line for each check: what was seen, and unless all is well, what was expected and what to do. The exit
    code is 1 if a check has failed. Nothing is changed; secrets are neither read nor printed.
    """
    from homelab.doctor.command import DoctorError, DoctorOptions, examine
    from homelab.doctor.outside import Account
    from homelab.doctor.report import as_json as to_json
    from homelab.doctor.report import exit_code, line, summary

    account = Account(email, _password()) if email else None
    options = DoctorOptions(
        url=url,
        stack=stack,
        folder=folder,
        namespace=namespace,
        context=context,
        account=account,
        ca=ca,
        timeout=timeout,
    )
    findings = []
    subject = None
    with reported(DoctorError, exit_code=2):
        for finding in examine(options):
            findings.append(finding)
            if not as_json:
                if finding.subject != subject:
                    subject = finding.subject
                    typer.echo(subject)
                typer.echo(line(finding))
    typer.echo(to_json(findings) if as_json else summary(findings))
    raise typer.Exit(exit_code(findings))


def _password() -> str:
    return os.environ.get("HOMELAB_DOCTOR_PASSWORD") or typer.prompt("Password", hide_input=True, err=True)
