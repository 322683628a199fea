"""What the Jobs of a backup print for the command line: lines that begin with a mark."""

import json

from homelab.running.errors import NoAnswerError

_LEDGER = "homelab-ledger"
_REFUSED = "homelab-refused"
_SNAPSHOT = "homelab-snapshot"


def marked(output: str, mark: str) -> str | None:
    """What follows a mark on the last line that begins with it; None if there is no such line."""
    lines = [line for line in output.splitlines() if line.startswith(f"{mark} ")]
    return lines[-1].removeprefix(f"{mark} ").strip() if lines else None


def refusal(output: str) -> str | None:
    """Why a restore was refused before anything was changed; None if it was not."""
    return marked(output, _REFUSED)


def made_snapshot(output: str) -> str | None:
    """The snapshot that a backup has made; None if it does not say so."""
    return marked(output, _SNAPSHOT)


def ledger_text(output: str) -> str:
    """The erasure ledger of the snapshot; empty if it has none.

    :raises NoAnswerError: It cannot be understood.
    """
    line = marked(output, _LEDGER)
    if line is None:
        return ""
    try:
        text = json.loads(line)
    except ValueError as error:
        raise NoAnswerError("the snapshot's erasure ledger cannot be understood: no JSON") from error
    if not isinstance(text, str):
        raise NoAnswerError("the snapshot's erasure ledger cannot be understood: no text")
    return text
