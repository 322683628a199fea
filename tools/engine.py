"""Run Pulumi's engine for a stack of this project: ``make preview``, ``up``, ``down`` and ``secret``.

A machine needs no Pulumi account and no Pulumi installed: whatever is missing is kept in ``.pulumi-local/``, which git
ignores. That folder holds the state of what is deployed and the passphrase of its secrets, so it is worth a backup.
"""

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pulumi.automation import CommandError, ConcurrentUpdateError, EngineEvent, Stack

from homelab.offline.backend import uses_own_backend
from tools.backend import locked_by, open_stack, release_dead_lock, stack_file, unchanged
from tools.command import InterruptionError, printed_by
from tools.errors import EngineError, ShownError
from tools.kubeconfig import kubeconfig_files, load_mapping, target_cluster
from tools.output import Output, as_make, shown_failure
from tools.plan import Plan
from tools.recovery import (
    counted,
    exported_state,
    full_history,
    how_to_remove,
    read_after_failure,
    retained,
    take_over,
    wait_until_deleted,
    was_cut_short,
)
from tools.secrets import set_secret, workspace_secret

app = typer.Typer(add_completion=False, help="Preview, deploy or remove a stack with Pulumi's engine.")

StackOption = Annotated[str, typer.Option(help="The stack: the NAME of Pulumi.NAME.yaml.")]
FolderOption = Annotated[Path, typer.Option("--cwd", help="The folder of Pulumi.yaml.", resolve_path=True)]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
DiffOption = Annotated[bool, typer.Option("--diff", help="Show every field that would change.")]
HERE = Path()


@app.command()
def preview(stack: StackOption = "dev", folder: FolderOption = HERE, diff: DiffOption = False) -> None:
    """Show what ``up`` would change. Needs no cluster."""
    with errors_as_exit_status(stack), unchanged_file(stack, folder):
        opened, config_file = open_stack(stack, folder)
        planned(opened, config_file, diff=diff)


@app.command()
def up(stack: StackOption = "dev", folder: FolderOption = HERE, yes: YesOption = False) -> None:
    """Show what would change in the cluster, ask, and do it."""
    with operation_on(stack, folder):
        target = cluster_to_change("up", stack, folder, yes=yes)
        opened, config_file = open_stack(stack, folder)
        release_dead_lock(opened)
        read_after_failure(opened)
        plan = planned(opened, config_file)
        confirm(f"Deploy stack {stack} in {target}", yes=yes)
        take_over(opened, plan.creates)
        run(opened, opened.up, config_file=config_file, show_secrets=False)


@app.command()
def down(stack: StackOption = "dev", folder: FolderOption = HERE, yes: YesOption = False) -> None:
    """Delete the stack's resources from the cluster, except those that it retains."""
    with operation_on(stack, folder):
        target = cluster_to_change("down", stack, folder, yes=yes)
        opened, config_file = open_stack(stack, folder)
        release_dead_lock(opened)
        read_after_failure(opened)
        if was_cut_short(full_history(opened)):
            take_over_before_removal(opened, config_file)
        kept = retained(exported_state(opened)["deployment"])
        stays = f"{counted(kept)} stay" if kept else "nothing stays, volumes and their data go as well"
        confirm(f"Remove stack {stack} from {target} ({stays})", yes=yes)
        run(opened, opened.destroy, config_file=config_file, show_secrets=False)
        if kept:
            text = f"What stays: {counted(kept)}. `pulumi up` takes them over again. {how_to_remove(kept)}"
            typer.echo(as_make(text, stack))


@app.command()
def refresh(stack: StackOption = "dev", folder: FolderOption = HERE) -> None:
    """Read what there is from the cluster into the stack's state."""
    with operation_on(stack, folder):
        opened, config_file = open_stack(stack, folder)
        release_dead_lock(opened)
        run(opened, opened.refresh, config_file=config_file, show_secrets=False)
        wait_until_deleted(opened)


@app.command()
def cancel(stack: StackOption = "dev", folder: FolderOption = HERE) -> None:
    """Release the lock that an interrupted operation has left. Nothing may run on the stack meanwhile."""
    with operation_on(stack, folder):
        opened, _ = open_stack(stack, folder)
        opened.cancel()


@app.command()
def output(
    name: Annotated[str, typer.Argument(metavar="NAME", help="One of the stack's outputs.")],
    stack: StackOption = "dev",
    folder: FolderOption = HERE,
) -> None:
    """Print an output of the stack, also a secret one."""
    with operation_on(stack, folder):
        opened, _ = open_stack(stack, folder)
        outputs = opened.outputs()
        if name not in outputs:
            raise EngineError(f"stack {stack} has no output {name!r}, only {', '.join(sorted(outputs)) or 'none'}")
        typer.echo(outputs[name].value)


@app.command()
def secret(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A path below workspace, such as openai.api_key.")],
    stack: StackOption = "dev",
    folder: FolderOption = HERE,
) -> None:
    """Write a secret, encrypted, into the stack's file. It is asked for, or read from standard input."""
    with errors_as_exit_status(stack):
        path = workspace_secret(key)
        stack_file(stack, folder)
        value = typer.prompt(key, hide_input=True) if sys.stdin.isatty() else sys.stdin.read()
        if not value.strip():
            raise EngineError(f"{key} got an empty value: type the secret, or pipe it into this command")
        opened, _ = open_stack(stack, folder)
        set_secret(opened, path, value)


# Operations


def planned(opened: Stack, config_file: str | None, *, diff: bool = False) -> Plan:
    """Preview, and keep what would be created."""
    plan = Plan()
    run(opened, opened.preview, plan.add, config_file=config_file, diff=diff)
    return plan


def take_over_before_removal(opened: Stack, config_file: str | None) -> None:
    """Take over what an ``up`` that was cut short has created, and the state does not know, so that it is removed."""
    typer.echo("The last up did not come to its end: looking for what it has created beyond the state.")
    try:
        plan = planned(opened, config_file)
    except ShownError:
        typer.echo("Without a working program nobody knows where to look: only what the state knows goes.", err=True)
    else:
        take_over(opened, plan.creates)


def run(
    opened: Stack, operation: Callable[..., Any], listen: Callable[[EngineEvent], None] | None = None, **arguments: Any
) -> None:
    """Run an operation of the engine, and print what it says; ``listen`` hears all of its events.

    :raises CommandError: Another operation has locked the stack, or it was interrupted.
    :raises ShownError: It has failed for another reason.
    """
    shown = Output(opened.name)

    def on_event(event: EngineEvent) -> None:
        shown.event(event)
        if listen:
            listen(event)

    with shown_failure(shown, summary=operation != opened.preview):
        operation(**shown.arguments(), on_event=on_event, **arguments)
    shown.end(failed=False)


@contextmanager
def errors_as_exit_status(stack: str) -> Generator[None]:
    """Exit with status 1 after the error's line, or silently where it was printed before."""
    try:
        yield
    except ShownError as error:
        raise typer.Exit(1) from error
    except (EngineError, OSError, CommandError) as error:
        typer.echo(as_make(line_about(error), stack), err=True)
        raise typer.Exit(1) from error


def line_about(error: Exception) -> str:
    """What to tell the user about an error."""
    match error:
        case InterruptionError():
            return "interrupted: the next `pulumi up` or `pulumi destroy` goes on from here"
        case ConcurrentUpdateError():
            return locked_by("another operation")
        case CommandError():
            return printed_by(error)
        case _:
            return str(error)


@contextmanager
def operation_on(stack: str, folder: Path) -> Generator[None]:
    """Run an operation that changes a stack; see `errors_as_exit_status` and `unchanged`."""
    with errors_as_exit_status(stack), unchanged_file(stack, folder):
        yield


@contextmanager
def unchanged_file(stack: str, folder: Path) -> Generator[None]:
    """Leave the stack's file as it is, where the backend is this project's own."""
    with unchanged(stack_file(stack, folder), when=not uses_own_backend(os.environ)):
        yield


# The question


def cluster_to_change(command: str, stack: str, folder: Path, *, yes: bool) -> str:
    """Name the cluster that is about to change.

    :raises EngineError: There is no such cluster, or no terminal to ask on.
    """
    config: dict[str, Any] = load_mapping(stack_file(stack, folder)).get("config") or {}
    if unclear := {"kubernetes:kubeconfig", "kubernetes:cluster"} & config.keys():
        raise EngineError(
            f"Pulumi.{stack}.yaml sets {unclear.pop()}, which hides what would change: use `pulumi` itself"
        )
    target = target_cluster(kubeconfig_files(os.environ), config.get("kubernetes:context"))
    if not yes and not sys.stdin.isatty():
        of_stack = "" if stack == "dev" else f" STACK={stack}"
        raise EngineError(
            f"there is no terminal to ask on: `make {command}{of_stack} YES=1` does it in {target} without asking"
        )
    return target


def confirm(action: str, *, yes: bool) -> None:
    """Ask; any answer but yes ends the command."""
    if yes:
        typer.echo(action)
    else:
        typer.confirm(f"{action}?", default=False, abort=True)


if __name__ == "__main__":
    app()
