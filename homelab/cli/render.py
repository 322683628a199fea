"""``homelab render``."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from homelab.cli.errors import program_reported, reported
from homelab.cli.output import console, print_json, working
from homelab.cli.places import Config, Folder, Prices, RenderedStack
from homelab.gitops.tool import Tool
from homelab.modules.presets import Preset
from homelab.offline.secrets_format import SecretsFormat

if TYPE_CHECKING:
    from homelab.offline.objects import Manifest


def render(  # noqa: PLR0913, PLR0917 (they are the options of a command)
    stack: RenderedStack = "dev",
    folder: Folder = Path(),
    out: Annotated[Path | None, typer.Option(help="Output folder. Default: rendered/STACK in --cwd.")] = None,
    config: Config = None,
    kubernetes_version: Annotated[
        str | None, typer.Option(help="Check objects against this version. Default: the newest one.")
    ] = None,
    secrets: Annotated[
        SecretsFormat,
        typer.Option(
            help="What to write for Secrets: secrets.yaml, which git ignores; SealedSecrets, Secrets encrypted by SOPS "
            "or ExternalSecrets, which can be committed; none; or a placeholder for each, to compare without a "
            "passphrase."
        ),
    ] = SecretsFormat.PLAIN,
    sealing_certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="For sealed: what `kubeseal --fetch-cert` prints.")
    ] = None,
    age: Annotated[
        list[str] | None,
        typer.Option(metavar="RECIPIENT", help="For sops: a public key of age. Default: as .sops.yaml says."),
    ] = None,
    store: Annotated[
        str | None, typer.Option(metavar="[KIND/]NAME", help="For external: a SecretStore or ClusterSecretStore.")
    ] = None,
    store_key: Annotated[
        str, typer.Option(metavar="PREFIX", help="For external: what precedes the Secrets' names in the store.")
    ] = "",
    tool: Annotated[
        Tool, typer.Option("--for", help="What applies the manifests: you, by kubectl, or a tool that keeps doing so.")
    ] = Tool.KUBECTL,
    without_secrets: Annotated[bool, typer.Option("--without-secrets", hidden=True)] = False,
    new_secrets: Annotated[
        bool,
        typer.Option(
            "--new-secrets", help="Generate passwords again that an earlier render had and secrets.yaml does not have."
        ),
    ] = False,
    preset: Annotated[
        Preset | None,
        typer.Option(help="Preset instead of that of the stack; shows what differs."),
    ] = None,
    prices: Prices = None,
    deployed: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="A render of what runs: refuse changes of volumes that `pulumi preview` refuses."
        ),
    ] = None,
    preview: Annotated[
        bool,
        typer.Option(
            "--preview", help="Write nothing; run as in `pulumi preview`. Secrets that cannot be decrypted are unknown."
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the content of report.json instead of a text.")
    ] = False,
) -> None:
    """Render a stack of a Pulumi Python program to Kubernetes manifests, without cluster, engine and network.

    Nothing is written unless every object passes the checks. Generated passwords stay the same from render to render,
    as long as secrets.yaml exists; without it, an earlier render is not replaced. Encrypted values of the stack are
    decrypted by the `pulumi` on PATH, or set by --config.
    """
    from homelab.offline.command import RenderOptions, render_stack
    from homelab.offline.secrets import SecretsOptions

    with program_reported():
        report = render_stack(
            RenderOptions(
                folder=folder,
                stack=stack,
                out=out,
                config=config or (),
                kubernetes_version=kubernetes_version,
                secrets=SecretsOptions(
                    format=SecretsFormat.NONE if without_secrets else secrets,
                    sealing_certificate=sealing_certificate,
                    age=age or (),
                    store=store,
                    store_key=store_key,
                ),
                tool=tool,
                new_secrets=new_secrets,
                preset=preset,
                prices=prices,
                deployed={} if deployed is None else _claims(deployed),
                preview=preview,
            ),
            console(quiet=as_json),
            working(f"Rendering the stack {stack}"),
        )
    if as_json:
        print_json(report)


def _claims(folder: Path) -> "Mapping[str, Manifest]":
    """Volume claims of a render, by URN."""
    from homelab.diff.folder import DiffError
    from homelab.review.renders import read_render

    with reported(DiffError):
        return read_render(folder).claims
