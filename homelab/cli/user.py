"""``homelab user``."""

from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.errors import reported
from homelab.cli.places import Context, Folder, Namespace, Stack, Workspace

user = typer.Typer(no_args_is_help=True, help="A person's data: export or erase all of it.")

_Person = Annotated[str, typer.Argument(metavar="EMAIL", help="Email address of the account, or its id.")]


@user.command()
def erase(
    person: _Person,
    stack: Stack = None,
    folder: Folder = Path(),
    namespace: Namespace = None,
    workspace: Workspace = None,
    context: Context = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before erasing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, and erase nothing.")] = False,
) -> None:
    """Erase a person: account, chats, files, vectors, search documents and cache keys.

    Counts what is left in the end: the exit code is 1 unless that is nothing. An erasure that was interrupted is
    resumed by running it again. Backups are not changed; a restore erases again whom it has brought back.
    """
    from homelab.privacy.command import PROBLEMS, Erasure
    from homelab.running.target import Target

    with reported(*PROBLEMS):
        erasure = Erasure.of(
            Target(stack=stack, folder=folder, namespace=namespace, context=context).kubectl(), person, workspace
        )
        for line in erasure.preview():
            typer.echo(line)
        if dry_run:
            return
        if not yes:
            typer.confirm("Erase all of it? It cannot be undone", abort=True)
        for line in erasure.run():
            typer.echo(line)


@user.command()
def export(
    person: _Person,
    out: Annotated[Path, typer.Option(help="File of the archive, or a folder to put it into.")],
    recipient: Annotated[
        str | None, typer.Option(help="Encrypt for this recipient of age: age1..., or an SSH public key.")
    ] = None,
    stack: Stack = None,
    folder: Folder = Path(),
    namespace: Namespace = None,
    workspace: Workspace = None,
    context: Context = None,
) -> None:
    """Export all there is of a person, as a tar archive with a manifest.

    Account, chats, files and texts of vectors; no passwords, keys, tokens and sessions. The file is its owner's
    only.
    """
    from homelab.privacy.command import PROBLEMS
    from homelab.privacy.command import export as run
    from homelab.running.target import Target

    with reported(*PROBLEMS):
        kubectl = Target(stack=stack, folder=folder, namespace=namespace, context=context).kubectl()
        for line in run(kubectl, person, out, recipient, workspace):
            typer.echo(line)
