"""``homelab restore``."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.places import Context, Folder, Namespace, Stack, Workspace


def restore(  # noqa: PLR0913
    stack: Stack = None,
    folder: Folder = Path(),
    namespace: Namespace = None,
    workspace: Workspace = None,
    context: Context = None,
    *,
    snapshot: Annotated[
        str, typer.Option(metavar="ID", help="Snapshot, of which the beginning is enough; or `latest`.")
    ] = "latest",
    to: Annotated[
        str | None,
        typer.Option(
            metavar="NAMESPACE",
            help="Restore into the workspace in another namespace, which uses the same repository and keys.",
        ),
    ] = None,
    stores: Annotated[
        str | None, typer.Option(help="Only these, as in `documents,files`. Default: all that the snapshot holds.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace data that is there.")] = False,
    other_keys: Annotated[
        bool,
        typer.Option(
            "--other-keys", help="Restore although CREDS_KEY is another one, and lose what LibreChat has encrypted."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan, and change nothing.")] = False,
    go_on: Annotated[bool, typer.Option("--continue", help="Finish a restore that was interrupted.")] = False,
    abandon: Annotated[
        bool, typer.Option("--abandon", help="Give a restore up, and start everything on what the stores hold.")
    ] = False,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that the restore's Job may take.")] = 8 * 3600,
) -> None:
    """Restore a workspace from a snapshot.

    Shows the plan and asks. LibreChat and the RAG API are stopped; a Job verifies the snapshot and restores it; who was
    erased since is erased again; search indexes everything anew; everything is started as it was; the doctor looks for
    what is wrong. Unless all of that has worked, the exit code is 1, and the last line says what state things are in
    and which command goes on.
    """
    from homelab.backup.command import PROBLEMS, RestoreOptions, plan_continuation, plan_restore
    from homelab.backup.steps import StoppedError
    from homelab.running.kubectl import Kubectl
    from homelab.running.target import Target

    if go_on and abandon:
        raise typer.BadParameter("--continue and --abandon exclude each other")
    try:
        source = Target(stack=stack, folder=folder, namespace=namespace, context=context).kubectl()
        target = Kubectl(to, context) if to else source
        if go_on or abandon:
            plan = plan_continuation(target, workspace, _report, abandon=abandon, timeout=timeout)
        else:
            wanted = [each.strip() for each in (stores or "").split(",") if each.strip()]
            options = RestoreOptions(snapshot, wanted, force, other_keys, timeout)
            plan = plan_restore(source, target, workspace, options, _report)
        for line in plan.lines:
            typer.echo(line)
        if dry_run:
            return
        if not yes:
            typer.confirm("Continue?", abort=True)
        plan.carry_out(_report)
    except PROBLEMS as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(error.exit_code if isinstance(error, StoppedError) else 1) from error
    typer.echo("done: the doctor has found nothing that failed" if not abandon else "done")


def _report(line: str) -> None:
    # Somebody may have closed the terminal: what was stopped has to be started again all the same.
    with contextlib.suppress(OSError):
        typer.echo(line, err=True)
