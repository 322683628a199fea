"""Run Pulumi's engine for a stack of this project: ``make preview``, ``up``, ``down`` and ``secret``.

A machine needs no Pulumi account and no Pulumi installed: whatever is missing is kept in ``.pulumi-local/``, which git
ignores. That folder holds the state of what is deployed and the passphrase of its secrets, so it is worth a backup.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Annotated, Any, cast

import typer
import yaml
from pulumi.automation import (
    CommandError,
    ConfigValue,
    InvalidVersionError,
    LocalWorkspaceOptions,
    PulumiCommand,
    Stack,
    UpdateSummary,
    create_or_select_stack,
    select_stack,
)

LOCAL_FOLDER = ".pulumi-local"

app = typer.Typer(add_completion=False, help="Preview, deploy or remove a stack with Pulumi's engine.")

StackOption = Annotated[str, typer.Option(help="The stack: the NAME of Pulumi.NAME.yaml.")]
FolderOption = Annotated[Path, typer.Option("--cwd", help="The folder of Pulumi.yaml.", resolve_path=True)]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
HERE = Path()


class EngineError(Exception):
    """What keeps the engine from running, as one line for the user."""


@app.command()
def preview(stack: StackOption = "dev", folder: FolderOption = HERE) -> None:
    """Show what ``up`` would change. Needs no cluster."""
    with errors_as_exit_status():
        opened, config_file = open_stack(stack, folder)
        opened.preview(config_file=config_file, **streamed())


@app.command()
def up(stack: StackOption = "dev", folder: FolderOption = HERE, yes: YesOption = False) -> None:
    """Create and update the stack's resources in the cluster."""
    with errors_as_exit_status(), unchanged(stack_file(stack, folder), when=not uses_own_backend(os.environ)):
        confirm("Deploy", stack, folder, yes=yes)
        opened, config_file = open_stack(stack, folder)
        settle_interrupted_creates(opened)
        if destroyed_but_kept(opened.history()):
            typer.echo("Taking over the volumes and passwords that were kept. If they are gone, run `make down` first.")
            config_file = adopting(opened, stack_file(stack, folder), config_file)
        opened.up(config_file=config_file, show_secrets=False, **streamed())


@app.command()
def down(stack: StackOption = "dev", folder: FolderOption = HERE, yes: YesOption = False) -> None:
    """Delete the stack's resources from the cluster, except those that it retains."""
    with errors_as_exit_status(), unchanged(stack_file(stack, folder), when=not uses_own_backend(os.environ)):
        confirm("Remove", stack, folder, yes=yes)
        opened, config_file = open_stack(stack, folder)
        message = KEPT if retains_anything(exported_state(opened)["deployment"]) else None
        opened.destroy(config_file=config_file, show_secrets=False, message=message, **streamed())


@app.command()
def secret(key: str, stack: StackOption = "dev", folder: FolderOption = HERE) -> None:
    """Ask for a secret of the stack's config, and write it encrypted into the stack's file."""
    with errors_as_exit_status():
        opened, _ = open_stack(stack, folder)
        value = typer.prompt(key, hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        opened.set_config(key, ConfigValue(value, secret=True))


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


def streamed() -> dict[str, Any]:
    """Arguments that make an operation print the engine's output while it runs."""
    return {
        "color": "always" if sys.stdout.isatty() else "never",
        "on_output": typer.echo,
        "on_error": partial(typer.echo, err=True),
    }


def load_mapping(file: Path) -> dict[str, Any]:
    """Read a YAML or JSON file that holds a mapping; an empty file is an empty one.

    :raises EngineError: It holds anything else.
    """
    try:
        loaded: object = yaml.safe_load(file.read_text()) or {}
    except yaml.YAMLError as error:
        raise EngineError(f"{file} is no valid YAML") from error
    if not isinstance(loaded, dict):
        raise EngineError(f"{file} holds no mapping")
    return cast("dict[str, Any]", loaded)


# What a stack has kept

KEPT = "volumes and passwords stay"
"""Message of a destruction that leaves something, for the next ``up`` of the stack: the state is empty then."""


def retains_anything(deployment: Mapping[str, Any]) -> bool:
    """Whether a stack's state holds resources that outlive it."""
    return any(resource.get("retainOnDelete", False) for resource in deployment.get("resources", []))


def destroyed_but_kept(history: Sequence[UpdateSummary]) -> bool:
    """Whether the last thing that succeeded was a destruction that has left something; ``history``: newest first."""
    last = next((update for update in history if update.result == "succeeded"), None)
    return last is not None and last.kind == "destroy" and last.message == KEPT


def adopting(stack: Stack, settings: Path, config_file: str | None) -> str:
    """A copy of the config with ``workspace.adopt`` switched on in it, for one run."""
    copy = settings.parent / LOCAL_FOLDER / "adopting" / settings.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(Path(config_file or settings).read_text())
    run_pulumi(stack, "config", "set", "--path", "workspace.adopt", "true", "--config-file", str(copy))
    return str(copy)


# What an interrupted operation has left


def settle_interrupted_creates(stack: Stack) -> None:
    """Let the state know of objects whose creation had begun when an operation was killed, as far as they exist.

    Their names are settled before they are created, so they can be looked for; Pulumi does not do so by itself, and
    would create them a second time.
    """
    state = exported_state(stack)
    if not state["deployment"].get("pending_operations"):
        return
    typer.echo("An earlier operation was interrupted. Looking for what it has created.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.json"
        file.write_text(json.dumps({**state, "deployment": with_interrupted_creates(state["deployment"])}))
        run_pulumi(stack, "stack", "import", "--file", str(file))
    # What is not in the cluster is taken out of the state again.
    stack.refresh()


def with_interrupted_creates(deployment: Mapping[str, Any]) -> dict[str, Any]:
    """A state in which every Kubernetes object whose creation had begun is said to exist, and nothing is pending."""
    operations = deployment["pending_operations"]
    begun = [operation["resource"] for operation in operations if operation["type"] == "creating"]
    objects = [resource for resource in begun if resource["type"].startswith("kubernetes:")]
    # What they depend on has been created before, so they can go last.
    resources = [
        *deployment["resources"],
        *({**each, "id": object_id(each), "outputs": each["inputs"]} for each in objects),
    ]
    return {**deployment, "resources": resources, "pending_operations": []}


def object_id(resource: Mapping[str, Any]) -> str:
    """The id that the Kubernetes provider would have given."""
    metadata = resource["inputs"]["metadata"]
    return "/".join(filter(None, (metadata.get("namespace"), metadata["name"])))


def exported_state(stack: Stack) -> dict[str, Any]:
    """A stack's state; the secrets in it stay encrypted."""
    return json.loads(run_pulumi(stack, "stack", "export"))


def run_pulumi(stack: Stack, *arguments: str) -> str:
    """What a command of the CLI prints, for what the SDK has no function for."""
    workspace = stack.workspace
    command = [*arguments, "--stack", stack.name]
    return workspace.pulumi_command.run(command, workspace.work_dir, workspace.env_vars).stdout


# The cluster


def kubeconfig_files(environ: Mapping[str, str]) -> list[Path]:
    """The kubeconfig files in use: those of ``KUBECONFIG``, else ``~/.kube/config``."""
    named = [Path(name) for name in environ.get("KUBECONFIG", "").split(os.pathsep) if name]
    return named or [Path.home() / ".kube" / "config"]


def target_cluster(files: list[Path], context: str | None = None) -> str:
    """Name the context, by default the current one, and its API server's address: what the engine is about to change.

    As for ``kubectl``, a file that does not exist is skipped, and of several the first one that defines a name wins.

    :raises EngineError: There is no file or no current context, or the context or its cluster is not defined.
    """
    loaded = [load_mapping(file) for file in reversed(files) if file.is_file()]
    names = os.pathsep.join(map(str, files))
    if not loaded:
        raise EngineError(f"there is no kubeconfig at {names}; `make demo` needs no cluster")
    current = [config["current-context"] for config in loaded if config.get("current-context")]
    try:
        clusters = {
            item["name"]: item["context"]["cluster"] for config in loaded for item in config.get("contexts") or []
        }
        servers = {
            item["name"]: item["cluster"]["server"] for config in loaded for item in config.get("clusters") or []
        }
    except (KeyError, TypeError) as error:
        raise EngineError(f"{names} is no kubeconfig: a context or cluster lacks its name or address") from error
    if not (context or current):
        raise EngineError(f"{names} has no current context: set one with `kubectl config use-context NAME`")
    context = context or current[-1]
    if context not in clusters:
        raise EngineError(f"{names} has no context {context!r}, only {', '.join(sorted(clusters)) or 'none at all'}")
    if clusters[context] not in servers:
        raise EngineError(f"{names} has no cluster {clusters[context]!r}, which its context {context!r} names")
    return f"context {context} ({servers[clusters[context]]})"


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


def uses_own_backend(environ: Mapping[str, str]) -> bool:
    """Whether the user has chosen a Pulumi backend: by environment variable, or by ``pulumi login``."""
    if environ.get("PULUMI_BACKEND_URL") or environ.get("PULUMI_ACCESS_TOKEN"):
        return True
    home = Path(environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    credentials = Path(environ.get("PULUMI_CREDENTIALS_PATH") or home) / "credentials.json"
    return credentials.is_file() and bool(load_mapping(credentials).get("current"))


def local_environment(local: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """What points Pulumi at a file backend in ``local``, made if absent, as is its passphrase file (mode 0600).

    A passphrase that the user's environment gives is used instead, as Pulumi itself would.
    """
    state = local / "state"
    state.mkdir(parents=True, exist_ok=True)
    variables = {"PULUMI_BACKEND_URL": state.as_uri()}
    if not {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & environ.keys():
        file = local / "passphrase"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(32))
        variables["PULUMI_CONFIG_PASSPHRASE_FILE"] = str(file)
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
