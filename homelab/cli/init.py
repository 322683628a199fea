"""``homelab init``."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from homelab.cli import output
from homelab.cli.errors import reported
from homelab.init.answers import OLLAMA_MODEL, Answers, Provider, SignIn


def init(  # noqa: PLR0913, PLR0917 (they are the options of a command)
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Folder of the project.")] = Path(),
    name: Annotated[str | None, typer.Option(help="Name of the project. Default: that of the folder.")] = None,
    stack: Annotated[str, typer.Option(help="Stack to describe: NAME of Pulumi.NAME.yaml.")] = "dev",
    domain: Annotated[
        str | None, typer.Option(help="Domain of LibreChat. Default: localhost, by `kubectl port-forward`.")
    ] = None,
    namespace: Annotated[str | None, typer.Option(help="Namespace of all objects. Default: ai.")] = None,
    ingress_class: Annotated[
        str | None, typer.Option(help="IngressClass, such as nginx. Default: none, which is no Ingress.")
    ] = None,
    cluster_issuer: Annotated[
        str | None, typer.Option(help="ClusterIssuer of cert-manager, for a certificate. Default: none.")
    ] = None,
    provider: Annotated[
        list[Provider] | None, typer.Option(help="Model provider to switch on. Default: openai and anthropic.")
    ] = None,
    bedrock_region: Annotated[str | None, typer.Option(help="For bedrock: region, such as eu-central-1.")] = None,
    ollama_model: Annotated[
        str | None, typer.Option(help=f"For ollama: model to pull. Default: {OLLAMA_MODEL}.")
    ] = None,
    sign_in: Annotated[
        SignIn | None,
        typer.Option(
            help="How people sign in: by email and password, or OpenID Connect. LDAP, SAML and others are set "
            "afterwards, in librechat.auth: docs/sign-in.md. Default: email."
        ),
    ] = None,
    admin_email: Annotated[
        str | None, typer.Option(help="For email: address of the first administrator, whose account is created.")
    ] = None,
    openid_issuer: Annotated[str | None, typer.Option(help="For openid: URL of the issuer.")] = None,
    openid_client_id: Annotated[str | None, typer.Option(help="For openid: id of the client.")] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Ask nothing, and do not say which defaults are taken for what no option says."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
) -> None:
    """Write a project that renders at once: Pulumi.yaml, a stack's file, a program, a workflow for pull requests.

    On a terminal, what no option says is asked; elsewhere, defaults are taken, and named. No secret is written: people
    enter their own API keys, and the commands that set others are printed.
    """
    given = {
        "domain": domain,
        "namespace": namespace,
        "ingress_class": ingress_class,
        "cluster_issuer": cluster_issuer,
        "providers": tuple(dict.fromkeys(provider)) if provider else None,
        "bedrock_region": bedrock_region,
        "ollama_model": ollama_model,
        "sign_in": sign_in,
        "admin_email": admin_email,
        "openid_issuer": openid_issuer,
        "openid_client_id": openid_client_id,
    }
    known: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    if known.get("ingress_class") == "none":
        known["ingress_class"] = None
    if yes:
        answers = replace(Answers(), **known)
    else:
        from homelab.cli.questions import ask, defaults

        if output.is_terminal():
            answers = ask(known)
        else:
            answers = replace(Answers(), **known)
            typer.echo(f"There is no terminal to ask on. By default: {', '.join(defaults(known))}", err=True)

    from homelab.init.command import InitError, create, next_steps, project_name
    from homelab.version import checkout

    project = name or project_name(folder)
    with reported(InitError), output.working(f"Writing {folder}"):
        create(folder, project, stack, answers, force=force)
    for line in next_steps(folder, project, stack, answers, checkout=checkout()):
        typer.echo(line)
