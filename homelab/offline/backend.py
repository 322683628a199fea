"""Pulumi backend and passphrase of a project: the user's own, or the local ones of this repository's ``make``."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

LOCAL_FOLDER = ".pulumi-local"
"""Directory of the local backend: state, passphrase and, if needed, a CLI that ``make`` installed."""


def uses_own_backend(environ: Mapping[str, str]) -> bool:
    """Whether the user has chosen a Pulumi backend: by environment variable, or by ``pulumi login``."""
    if environ.get("PULUMI_BACKEND_URL") or environ.get("PULUMI_ACCESS_TOKEN"):
        return True
    home = Path(environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    credentials = Path(environ.get("PULUMI_CREDENTIALS_PATH") or home) / "credentials.json"
    try:
        content: object = json.loads(credentials.read_bytes() or b"{}")
    except FileNotFoundError:
        return False
    except (OSError, ValueError, RecursionError):
        # It is the CLI's to say what is wrong with it.
        return True
    return isinstance(content, Mapping) and bool(cast(Mapping[str, object], content).get("current"))


def local_state(local: Path) -> Path:
    """State directory of the file backend in ``local``."""
    return local / "state"


def local_passphrase(local: Path) -> Path:
    """File with the passphrase of that backend's stacks."""
    return local / "passphrase"


def local_variables(local: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Environment variables that select the file backend in ``local``.

    A passphrase in the user's environment takes precedence over the file's, as with Pulumi itself.
    """
    variables = {"PULUMI_BACKEND_URL": local_state(local).as_uri()}
    if not {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & environ.keys():
        variables["PULUMI_CONFIG_PASSPHRASE_FILE"] = str(local_passphrase(local))
    return variables
