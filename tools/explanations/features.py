"""What keys of librechat.yaml and variables are about, from the tables of ``docs/features.md``."""

import re
from pathlib import Path

FILE = Path(__file__).parents[2] / "docs" / "features.md"
_ROW = re.compile(r"\| (?P<feature>[^|`]+) \| (?P<arguments>[^|]+) \| (?P<own>[^|]+) \| \[[\w-]+\]\(\S+\) \|")
_NAME = re.compile(r"`([^`:]+)(?::[^`]*)?`")


def features() -> dict[str, str]:
    """The capability, by the key or variable that is named with it first."""
    found: dict[str, str] = {}
    for row in map(_ROW.fullmatch, FILE.read_text(encoding="utf-8").splitlines()):
        for name in _NAME.findall(row["own"]) if row else ():
            found.setdefault(name, row["feature"] if row else "")
    return found
