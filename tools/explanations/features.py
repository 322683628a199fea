"""What arguments, keys of librechat.yaml and variables are about, from the tables of ``docs/features.md``."""

import re
from pathlib import Path

FILE = Path(__file__).parents[2] / "docs" / "features.md"
_ROW = re.compile(r"\| (?P<feature>[^|`]+) \| (?P<arguments>[^|]+) \| (?P<own>[^|]+) \| \[[\w-]+\]\(\S+\) \|")
_NAME = re.compile(r"`([^`:]+)(?::[^`]*)?`")


def features() -> dict[str, list[str]]:
    """The capabilities, by the arguments, keys and variables that are named with them."""
    found: dict[str, list[str]] = {}
    for row in map(_ROW.fullmatch, FILE.read_text(encoding="utf-8").splitlines()):
        for name in _NAME.findall(f"{row['arguments']} {row['own']}") if row else ():
            found.setdefault(name, []).append(row["feature"] if row else "")
    return found
