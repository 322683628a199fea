"""``homelab diagram``."""

from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.errors import program_reported
from homelab.cli.places import Config, Folder, RenderedStack
from homelab.diagram.language import Language


def diagram(
    stack: RenderedStack = "dev",
    folder: Folder = Path(),
    config: Config = None,
    language: Annotated[
        Language, typer.Option("--as", help="Mermaid, which GitHub and GitLab draw within Markdown, or D2.")
    ] = Language.MERMAID,
) -> None:
    """Print a diagram of a stack: its programs, and the connections that NetworkPolicies admit.

    It needs no cluster. Left out are Jobs, which run once when something changes, and lookups of names. For a program
    that runs nothing in a cluster, it shows what it declares on AWS.
    """
    from homelab.diagram.command import draw_stack

    with program_reported():
        typer.echo(draw_stack(folder, stack, config or (), language), nl=False)
