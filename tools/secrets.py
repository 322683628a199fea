"""Secrets in a stack's file: which there can be, and how one gets there."""

import difflib
import os
import re
import subprocess

from pulumi.automation import Stack

from homelab import AIWorkspaceArgs
from homelab.arguments import is_secret, secret_paths
from homelab.offline.config_values import PathError, parse_path, path_text
from tools.errors import EngineError

_INDEX = re.compile(r"\[[0-9]+\]")


def workspace_secret(name: str) -> str:
    """The path in a stack's config of a secret that is named by its path below ``workspace``.

    :raises EngineError: The workspace has no such secret.
    """
    try:
        path = parse_path(name)
    except PathError as error:
        raise EngineError(str(error)) from error
    if not is_secret(AIWorkspaceArgs, path):
        raise EngineError(f"{name} is none of the workspace's secrets{_suggestion(name)}")
    return path_text(("workspace", *path))


def _suggestion(name: str) -> str:
    indexes = iter(_INDEX.findall(name))
    secrets = [path_text(path) for path in secret_paths(AIWorkspaceArgs)]
    close = difflib.get_close_matches(_INDEX.sub("[0]", name), secrets, n=1)
    if not close:
        return ", of which openai.api_key is one: docs/secrets.md says how they are named"
    return f" (did you mean {_INDEX.sub(lambda zero: next(indexes, zero.group()), close[0])}?)"


def set_secret(stack: Stack, path: str, value: str) -> None:
    """Encrypt ``value``, and write it into the stack's file.

    It goes through standard input, as the SDK would put it on a command line, where every process can read it. The
    CLI drops a newline at its end.

    :raises EngineError: Nothing can be set at ``path``.
    """
    workspace = stack.workspace
    command = ["config", "set", "--secret", "--path", path, "--stack", stack.name, "--non-interactive"]
    result = subprocess.run(
        [workspace.pulumi_command.command, *command],
        cwd=workspace.work_dir,
        env={**os.environ, **workspace.env_vars},
        input=value,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise EngineError(result.stderr.strip().removeprefix("error: "))
