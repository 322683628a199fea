"""Secrets that a stack's file has in plain text, and everybody with it who reads the repository."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from homelab.arguments import is_accepted, is_secret, secret_reference
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.offline.config_values import Path as ValuePath
from homelab.offline.config_values import path_text, plain_texts
from homelab.offline.project import ProjectError, is_project, load_project
from homelab.offline.stack_config import stack_values
from homelab.stack.keys import set_command


def plain_secrets(workspace: object) -> Iterator[str]:
    """One message for each secret that is not encrypted, with the command that encrypts it.

    :param workspace: Arguments as the stack's file has them; None if it has none.
    """
    if not isinstance(workspace, Mapping):
        return
    args = cast(Mapping[str, Any], workspace)
    for path in plain_texts(args):
        if is_secret(AIWorkspaceArgs, path) and not is_accepted(args, ".".join(map(str, path))):
            yield _message(path)


def _message(path: ValuePath) -> str:
    command, reference = set_command(path_text(path)), secret_reference(AIWorkspaceArgs, path)
    instead = f" or name an existing Secret in {path_text(reference)}," if reference else ""
    return (
        f"{'.'.join(map(str, path))}: the stack's file has it in plain text: encrypt it by `{command}`,{instead} and "
        "replace a secret that others may have read; if it is no secret, add its path to not_secret"
    )


def stack_file_values(project_name: str, stack: str) -> Mapping[str, Any]:
    """Values in the file of the stack that runs, by full key; nothing if it is not beside the program.

    Pulumi tells a program what a value is, and not whether the file has it encrypted.
    """
    folders = (Path.cwd(), *Path.cwd().parents)
    folder = next((each for each in folders if is_project(each)), None)
    try:
        project = load_project(folder) if folder else None
        return stack_values(project, stack) if project and project.name == project_name else {}
    except ProjectError:
        # Pulumi has read its own files before it ran the program: this stack's is elsewhere, as by --config-file.
        return {}
