"""Virtual environments in the place of those that a workflow makes, with this library and nothing else."""

import sys
from pathlib import Path

_PYTHON = f"""\
#!/bin/sh
# The Python that runs the tests, a pip that installs nothing, and the command.
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$3/bin"
  printf '#!/bin/sh\\nexec {sys.executable} -m homelab "$@"\\n' > "$3/bin/homelab"
  printf '#!/bin/sh\\nfor file in "$@"; do :; done; cat "$file" > /dev/null\\n' > "$3/bin/pip"
  chmod +x "$3/bin/homelab" "$3/bin/pip"
else
  exec {sys.executable} "$@"
fi
"""


def write_python(folder: Path) -> None:
    """Write a ``python`` that makes them."""
    file = folder / "python"
    file.write_text(_PYTHON)
    file.chmod(0o755)
