"""Tables of names in JSON files, grouped by a text that applies to all names of a group."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def load(file: Path) -> Any:
    """Load a table."""
    return json.loads(file.read_text(encoding="utf-8"))


def by_name(groups: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Map each name to the text of its group."""
    return {name: text for text, names in groups.items() for name in names}
