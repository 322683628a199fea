"""The stacks of a project, and the backend that holds their state."""

import json
import os
import secrets
import socket
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from pulumi.automation import (
    CommandError,
    LocalWorkspaceOptions,
    Stack,
    create_or_select_stack,
    select_stack,
)

from homelab.offline.backend import LOCAL_FOLDER, local_passphrase, local_state, local_variables, uses_own_backend
from homelab.stack.workspace import unknown_key
from tools.command import printed_by, pulumi_command
from tools.errors import EngineError
from tools.kubeconfig import load_mapping


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
    refuse_unknown_keys(settings, folder / "Pulumi.yaml")
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
        raise EngineError(printed_by(error)) from error


def refuse_unknown_keys(settings: Path, project: Path) -> None:
    """Refuse a key of the stack's file that this repository's program does not read.

    Pulumi itself only says that ``workspace`` is missing, before the program could say more.

    :raises EngineError: There is one.
    """
    keys, declared = load_mapping(settings).get("config") or {}, load_mapping(project)
    is_ours = "workspace" in (declared.get("config") or {})
    if is_ours and (message := unknown_key(keys, declared["name"])):
        raise EngineError(f"{settings.name}: {message}")


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


# Locks


def release_dead_lock(stack: Stack) -> bool:
    """Release the lock of an operation that was killed; whether there was one.

    A lock in a folder names its process. Of any other backend's lock nobody knows whether its operation still runs.

    :raises EngineError: An operation runs, or may still run.
    """
    locks = [json.loads(file.read_text()) for file in _lock_files(stack)]
    if not locks:
        return False
    for lock in locks:
        if is_alive(lock):
            raise EngineError(locked_by(f"process {lock['pid']} of {lock['username']} on {lock['hostname']}"))
    stack.cancel()
    return True


def _lock_files(stack: Stack) -> list[Path]:
    workspace = stack.workspace
    url = urlsplit(workspace.who_am_i().url or "")
    if url.scheme != "file":
        return []
    folder = Path(f"{url.netloc}{url.path}").expanduser() / ".pulumi" / "locks"
    return [*folder.glob(f"*/{workspace.project_settings().name}/{stack.name}/*.json")]


def is_alive(lock: Mapping[str, str | int]) -> bool:
    """Whether the operation that holds a lock may still run: of one on another machine nobody can tell."""
    if lock["hostname"] != socket.gethostname():
        return True
    command = ["ps", "-o", "stat=,comm=", "-p", str(lock["pid"])]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split(maxsplit=1)
    # Another program may have its number by now, and a killed one that nobody has waited for is a zombie (Z).
    return len(found) == 2 and found[0][0] != "Z" and "pulumi" in found[1]


def locked_by(holder: str) -> str:
    """The line about a lock, held by ``holder``."""
    return (
        f"the stack is locked by {holder}: wait for that operation to end. If it was interrupted and nothing runs any "
        "more, `pulumi cancel` releases the lock"
    )
