"""``homelab diff``."""

from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.completion import complete_stack
from homelab.cli.output import console, working
from homelab.cli.places import Config, Folder


def diff(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="Folder that was rendered before.")],
    after: Annotated[
        Path | None,
        typer.Argument(metavar="[AFTER]", help="Folder to compare with. Default: what the stack renders now."),
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(
            help="Stack to compare with, for the same tool: NAME of Pulumi.NAME.yaml. Default: that of BEFORE.",
            autocompletion=complete_stack,
        ),
    ] = None,
    folder: Folder = Path(),
    config: Config = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, for a pull request.")] = False,
    title: Annotated[str, typer.Option(help="Title of the Markdown.")] = "Changes",
) -> None:
    """Show what becomes of each object when one render takes the place of another.

    The other one is a second folder, or what a stack renders now. Lists objects that are added, changed, replaced or
    removed, with each field before and after; which pods are replaced; and what cannot be changed in place, or may
    lose data. Secrets are compared, and not shown. The exit code is 0 without differences, 1 with any, 2 if they
    cannot be compared.
    """
    from homelab.diff.command import compare_folders, compare_with_stack
    from homelab.diff.display import show, to_json, to_markdown
    from homelab.diff.folder import DiffError
    from homelab.offline.command import RenderError

    if after is not None and stack is not None:
        typer.echo("error: give either a second folder or --stack NAME", err=True)
        raise typer.Exit(2)
    try:
        if after is None:
            with working("Rendering the stack"):
                found = compare_with_stack(before, folder, stack, config or ())
        else:
            found = compare_folders(before, after)
    except (DiffError, RenderError) as error:
        for line in error.args:
            typer.echo(f"error: {line}", err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(to_json(found.changes, notes=found.notes))
    elif markdown:
        typer.echo(to_markdown(found.changes, title=title, notes=found.notes), nl=False)
    else:
        show(found.changes, console(), notes=found.notes)
    raise typer.Exit(1 if found.changes else 0)
