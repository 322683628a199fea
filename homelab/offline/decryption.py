"""Decryption of a stack's config by the Pulumi CLI."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homelab.offline.backend import LOCAL_FOLDER, local_state, local_variables, uses_own_backend

_SECONDS = 60
"""Timeout of the CLI, which may have to query a server."""


class DecryptionError(Exception):
    """Reason why the CLI cannot read a stack's encrypted values, as part of a line for the user."""


def decrypted_config(folder: Path, stack: str, environ: Mapping[str, str] = os.environ) -> Mapping[str, Any]:
    """Config of ``stack`` by full key: text, or plain data for objects and lists.

    If the user has not chosen a backend, the local backend of ``make`` is used, if the project in ``folder`` has one.

    :raises DecryptionError: There is no CLI, or passphrase, login or stack are missing.
    """
    folder = folder.resolve()
    command = _command(folder / LOCAL_FOLDER, environ)
    try:
        result = subprocess.run(
            [command, "config", "--stack", stack, "--show-secrets", "--json", "--non-interactive", "--color=never"],
            cwd=folder,
            env=_environment(folder / LOCAL_FOLDER, environ),
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except OSError as error:
        raise DecryptionError(f"`{command}` cannot be run: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise DecryptionError(f"`pulumi config` did not finish within {_SECONDS} seconds") from error
    if result.returncode:
        raise DecryptionError(f"`pulumi config` failed: {_reason(result.stderr)}")
    try:
        entries: Mapping[str, Mapping[str, Any]] = json.loads(result.stdout)
    except ValueError as error:
        raise DecryptionError("`pulumi config` printed no JSON") from error
    return {key: entry.get("objectValue", entry.get("value")) for key, entry in entries.items()}


def _command(local: Path, environ: Mapping[str, str]) -> str:
    """The ``pulumi`` on PATH, or else the one that ``make`` installed."""
    installed = local / "cli" / "bin" / "pulumi"
    command = shutil.which("pulumi", path=environ.get("PATH")) or (str(installed) if installed.is_file() else None)
    if command is None:
        raise DecryptionError("`pulumi` is not on PATH")
    return command


def _environment(local: Path, environ: Mapping[str, str]) -> dict[str, str]:
    variables = {**environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    if uses_own_backend(environ) or not local_state(local).is_dir():
        return variables
    return variables | local_variables(local, environ)


def _reason(stderr: str) -> str:
    """The CLI's error message, as one line."""
    _, separator, message = stderr.partition("error: ")
    return " ".join((message if separator else stderr).split()) or "no error message"
