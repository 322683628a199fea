"""Run Pulumi's engine for a stack of this project: ``make preview``, ``up``, ``down`` and ``secret``.

A machine needs no Pulumi account and no Pulumi installed: whatever is missing is kept in ``.pulumi-local/``, which git
ignores. That folder holds the state of what is deployed and the passphrase of its secrets, so it is worth a backup.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Annotated, Any

import typer
from pulumi.automation import (
    CommandError,
    InvalidVersionError,
    LocalWorkspaceOptions,
    PulumiCommand,
    Stack,
    create_or_select_stack,
    select_stack,
)

from homelab.offline.backend import LOCAL_FOLDER, local_passphrase, local_state, local_variables, uses_own_backend
from tools.errors import EngineError
from tools.kubeconfig import kubeconfig_files, load_mapping, target_cluster
from tools.recovery import (
    KEPT,
    adopting,
    destroyed_but_kept,
    exported_state,
    retains_anything,
    settle_interrupted_creates,
)
from tools.secrets import set_secret, workspace_secret

app = typer.Typer(add_completion=False, help="Preview, deploy or remove a stack with Pulumi's engine.")

StackOption = Annotated[str, typer.Option(help="The stack: the NAME of Pulumi.NAME.yaml.")]
FolderOption = Annotated[Path, typer.Option("--cwd", help="The folder of Pulumi.yaml.", resolve_path=True)]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
HERE = Path()


@app.command()
def preview(stack: StackOption = "dev", folder: FolderOption = HERE) -> None:
    """Show what ``up`` would change. Needs no cluster."""
    with errors_as_exit_status():
        opened, config_file = open_stack(stack, folder)
        opened.preview(config_file=config_file, **streamed())


@app.command()
def up(stack: StackOption = "dev", folder: FolderOption = HERE, yes: YesOption = False) -> None:
    """Create and update the stack's resources in the cluster."""
    with operation_on(stack, folder):
        confirm("Deploy", stack, folder, yes=yes)
        opened, config_file = open_stack(stack, folder)
        settle_interrupted_creates(opened)
        if destroyed_but_kept(opened.history()):
            typer.echo("Taking over the volumes and passwords that were kept. If they are gone, run `make down` first.")
            config_file = adopting(opened, Path(config_file or stack_file(stack, folder)), folder / LOCAL_FOLDER)
        opened.up(config_file=config_file, show_secrets=False, **streamed())


@app.command()
def down(stack: StackOption = "dev", folder: FolderOption = HERE, yes: YesOption = False) -> None:
    """Delete the stack's resources from the cluster, except those that it retains."""
    with operation_on(stack, folder):
        confirm("Remove", stack, folder, yes=yes)
        opened, config_file = open_stack(stack, folder)
        message = KEPT if retains_anything(exported_state(opened)["deployment"]) else None
        opened.destroy(config_file=config_file, show_secrets=False, message=message, **streamed())


@app.command()
def cancel(stack: StackOption = "dev", folder: FolderOption = HERE) -> None:
    """Release the lock that an interrupted operation has left. Nothing may run on the stack meanwhile."""
    with operation_on(stack, folder):
        opened, _ = open_stack(stack, folder)
        opened.cancel()


@app.command()
def secret(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A path below workspace, such as openai.api_key.")],
    stack: StackOption = "dev",
    folder: FolderOption = HERE,
) -> None:
    """Write a secret, encrypted, into the stack's file. It is asked for, or read from standard input."""
    with errors_as_exit_status():
        path = workspace_secret(key)
        stack_file(stack, folder)
        value = typer.prompt(key, hide_input=True) if sys.stdin.isatty() else sys.stdin.read()
        if not value.strip():
            raise EngineError(f"{key} got an empty value: type the secret, or pipe it into this command")
        opened, _ = open_stack(stack, folder)
        set_secret(opened, path, value)


@contextmanager
def errors_as_exit_status() -> Generator[None]:
    """Exit with status 1 after the error's line, or silently where the engine has already printed its own."""
    try:
        yield
    except (EngineError, OSError) as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from error
    except CommandError as error:
        raise typer.Exit(1) from error


@contextmanager
def operation_on(stack: str, folder: Path) -> Generator[None]:
    """Run an operation that changes a stack; see `errors_as_exit_status` and `unchanged`."""
    with errors_as_exit_status(), unchanged(stack_file(stack, folder), when=not uses_own_backend(os.environ)):
        yield


def streamed() -> dict[str, Any]:
    """Arguments that make an operation print the engine's output while it runs."""
    return {
        "color": "always" if sys.stdout.isatty() else "never",
        "on_output": typer.echo,
        "on_error": partial(typer.echo, err=True),
    }


def confirm(action: str, stack: str, folder: Path, *, yes: bool) -> None:
    """Name the cluster that is about to change, and ask; any answer but yes ends the command.

    :raises EngineError: There is no such cluster, or no terminal to ask on.
    """
    config: dict[str, Any] = load_mapping(stack_file(stack, folder)).get("config") or {}
    if unclear := {"kubernetes:kubeconfig", "kubernetes:cluster"} & config.keys():
        raise EngineError(
            f"Pulumi.{stack}.yaml sets {unclear.pop()}, which hides what would change: use `pulumi` itself"
        )
    target = target_cluster(kubeconfig_files(os.environ), config.get("kubernetes:context"))
    if yes:
        typer.echo(f"{action} stack {stack}: {target}")
        return
    if not sys.stdin.isatty():
        raise EngineError(f"there is no terminal to ask on; add --yes to {action.lower()} stack {stack} in {target}")
    typer.confirm(f"{action} stack {stack} in {target}?", default=False, abort=True)


# The stack and its backend


def stack_file(stack: str, folder: Path) -> Path:
    """The stack's config file, which has to exist: a mistyped name must not become a new, empty stack."""
    file = folder / f"Pulumi.{stack}.yaml"
    if not file.is_file():
        stacks = ", ".join(sorted(other.name.split(".")[1] for other in folder.glob("Pulumi.*.yaml"))) or "none"
        raise EngineError(f"there is no stack {stack!r} in {folder}: its stacks are {stacks}")
    return file


def local_environment(local: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """What points Pulumi at a file backend in ``local``, made if absent, as is its passphrase file (mode 0600)."""
    local_state(local).mkdir(parents=True, exist_ok=True)
    variables = local_variables(local, environ)
    file = local_passphrase(local)
    if "PULUMI_CONFIG_PASSPHRASE_FILE" in variables and not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return variables


def with_encryption_salt(settings: Path, saved: Path) -> str:
    """A stack's settings as text, with the encryption salt of the copy ``saved`` before if they lack one of their own.

    Text is added to text: PyYAML and Pulumi read some values differently (``yes``), so nothing is written anew.
    """
    text = settings.read_text()
    if load_mapping(settings).keys() & {"encryptionsalt", "encryptedkey", "secretsprovider"}:
        return text
    salt = load_mapping(saved).get("encryptionsalt") if saved.exists() else None
    return f"{text.rstrip()}\nencryptionsalt: {salt}\n" if salt else text


def open_stack(stack: str, folder: Path) -> tuple[Stack, str | None]:
    """Select the stack, after creating it if need be, and name the config file to use (``None``: the stack's own).

    With a passphrase Pulumi writes an encryption salt into the stack's config file when it creates the stack. So that
    no tracked file changes, the stack in the local backend is created from copies, and used with the copied config.

    :raises EngineError: Pulumi cannot be had, or it cannot open the stack.
    """
    settings = stack_file(stack, folder)
    local = folder / LOCAL_FOLDER
    command = pulumi_command(local / "cli")
    try:
        if uses_own_backend(os.environ):
            options = LocalWorkspaceOptions(pulumi_command=command)
            return create_or_select_stack(stack, work_dir=str(folder), opts=options), None
        options = LocalWorkspaceOptions(pulumi_command=command, env_vars=local_environment(local, os.environ))
        copies = local / "project"
        copies.mkdir(exist_ok=True)
        (copies / "Pulumi.yaml").write_text((folder / "Pulumi.yaml").read_text())
        copy = copies / settings.name
        copy.write_text(with_encryption_salt(settings, copy))
        create_or_select_stack(stack, work_dir=str(copies), opts=options)
        return select_stack(stack, work_dir=str(folder), opts=options), str(copy)
    except CommandError as error:
        raise EngineError(str(error).rpartition("stderr: ")[2].strip()) from error


@contextmanager
def unchanged(file: Path, *, when: bool) -> Generator[None]:
    """Put ``file`` back as it was, ``when`` asked to.

    After an operation Pulumi's SDK asks for the stack's outputs without naming the config file, and the CLI then writes
    a salt into the tracked one.
    """
    before = file.read_bytes()
    try:
        yield
    finally:
        if when and file.read_bytes() != before:
            file.write_bytes(before)


def pulumi_command(root: Path) -> PulumiCommand:
    """The ``pulumi`` on PATH if this SDK can drive it, else one installed into ``root``, in the SDK's own version.

    :raises EngineError: There is neither.
    """
    with suppress(OSError, subprocess.CalledProcessError, InvalidVersionError):
        return PulumiCommand()
    try:
        return PulumiCommand.install(root=str(root))
    except (OSError, HTTPException, subprocess.CalledProcessError) as error:
        raise EngineError(
            f"no Pulumi on PATH that works here, and none to download ({error}): `make demo` needs neither"
        ) from error


if __name__ == "__main__":
    app()
