"""The generated schema as it should be, and the file that holds it."""

import os
import subprocess
from pathlib import Path

from homelab.librechat_config.schema import published
from tools.librechat_schema.packages import FOLDER

FILE = FOLDER.parent.parent / "homelab" / "librechat_config" / "schema" / published.FILE


def generated(packages: Path) -> str:
    """The JSON Schema, the same for the same packages.

    :param packages: The folder of ``node_modules``.
    """
    environment = {**os.environ, "NODE_PATH": str(packages / "node_modules")}
    command = ["node", str(FOLDER / "generate.mjs")]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
