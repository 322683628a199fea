"""Accounts from a file, as passwords have no place on a command line."""

import csv
import stat
from collections.abc import Sequence
from pathlib import Path

from homelab.load.errors import LoadError
from homelab.load.plan import Account


def read_accounts(file: Path) -> Sequence[Account]:
    """Read a file with one ``email,password`` a line. Messages have neither.

    :raises LoadError: The file cannot be read, or is none of accounts.
    """
    try:
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise LoadError(f"{file} holds passwords and is open to other people of this machine: chmod 600 {file}")
        with file.open(encoding="utf-8", newline="") as text:
            rows = [(number, row) for number, row in enumerate(csv.reader(text, skipinitialspace=True), 1) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no CSV in UTF-8"
        raise LoadError(f"{file}: {reason}") from error
    for number, row in rows:
        if len(row) != 2 or "@" not in row[0] or not row[1]:
            raise LoadError(f"{file}:{number}: expected email,password, with quotes around a password with a comma")
    if not rows:
        raise LoadError(f"{file} has no account: expected one email,password a line")
    return [Account(*row) for _, row in rows]
