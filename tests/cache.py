"""Cache of programs that tests download or build."""

import os
from pathlib import Path


def cache(name: str) -> Path:
    """Folder in the cache, which may not exist yet."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "homelab" / name
