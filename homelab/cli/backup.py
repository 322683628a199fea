"""``homelab backup``."""

from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.errors import reported
from homelab.cli.output import console, progress
from homelab.cli.places import Context, Folder, Namespace, Stack, Workspace

backup = typer.Typer(no_args_is_help=True, help="Backups of a workspace: make one now, or list what there is.")


@backup.command()
def now(
    stack: Stack = None,
    folder: Folder = Path(),
    namespace: Namespace = None,
    workspace: Workspace = None,
    context: Context = None,
    *,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until it is done.")] = True,
) -> None:
    """Back up now, as the schedule would.

    Prints the snapshot. If the backup fails, the exit code is 1, and the last lines of the container that failed are
    shown. A Ctrl-C leaves it running.
    """
    from datetime import UTC, datetime

    from homelab.backup.command import PROBLEMS, back_up, snapshot_line
    from homelab.running.target import Target

    with reported(*PROBLEMS):
        kubectl = Target(stack=stack, folder=folder, namespace=namespace, context=context).kubectl()
        made = back_up(kubectl, workspace, progress, wait=wait)
    typer.echo(made if isinstance(made, str) else snapshot_line(made, datetime.now(UTC)))


@backup.command(name="list")
def list_snapshots(
    stack: Stack = None,
    folder: Folder = Path(),
    namespace: Namespace = None,
    workspace: Workspace = None,
    context: Context = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the snapshots that there are to restore, the newest one first.

    A Job in the namespace reads the repository, as only the cluster knows its password.
    """
    from datetime import UTC, datetime

    from homelab.backup.command import PROBLEMS
    from homelab.backup.jobs import BackedUpWorkspace
    from homelab.backup.snapshots import as_json as to_json
    from homelab.backup.snapshots import table
    from homelab.running.target import Target

    with reported(*PROBLEMS):
        kubectl = Target(stack=stack, folder=folder, namespace=namespace, context=context).kubectl()
        snapshots = BackedUpWorkspace.find(kubectl, workspace).snapshots(progress)
    if as_json:
        typer.echo(to_json(snapshots))
    elif snapshots:
        # One line for each.
        console(width=200).print(table(snapshots, datetime.now(UTC)))
    else:
        typer.echo("no snapshots yet: homelab backup now makes one")
