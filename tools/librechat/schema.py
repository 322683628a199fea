"""The JSON Schema of librechat.yaml, as LibreChat's own package gives it."""

import os
import subprocess
from pathlib import Path

from homelab.librechat_config.schema import published
from tools.librechat.packages import FOLDER

FILE = Path(published.__file__).with_name(published.FILE)


def generated(packages: Path) -> str:
    """The text of the schema's file, the same for the same packages.

    :param packages: The folder of ``node_modules``.
    """
    environment = {**os.environ, "NODE_PATH": str(packages / "node_modules")}
    command = ["node", str(FOLDER / "generate.mjs")]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
