"""``python -m tools.pictures``: writes the pictures anew that are not up to date."""

import os
import sys
from pathlib import Path

from tools.librechat.packages import PackageError
from tools.pictures.gallery import write

if __name__ == "__main__":
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "homelab" / "pictures"
    try:
        write(cache)
    except PackageError as error:
        sys.exit(f"error: {error}")
