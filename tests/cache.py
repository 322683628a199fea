"""Where programs that tests download or build are kept from run to run."""

import os
from pathlib import Path


def cache(name: str) -> Path:
    """The folder of one kind of them, which need not exist."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "homelab" / name
