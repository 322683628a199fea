"""The command: checks what it was told, and starts the process with Locust."""

import importlib.util
import subprocess
import sys

from homelab.load.errors import LoadError
from homelab.load.plan import Plan


def run(plan: Plan) -> int:
    """Run a plan in a process of its own, and return its exit status.

    :raises LoadError: Locust is not installed.
    """
    if importlib.util.find_spec("locust") is None:
        raise LoadError(
            "Locust is not installed: pip install 'pulumi-homelab[load]', or in a checkout make .venv/.load-installed"
        )
    # Standard input, as other people of the machine see arguments and variables.
    with subprocess.Popen([sys.executable, "-m", "homelab.load"], stdin=subprocess.PIPE, text=True) as child:
        child.communicate(plan.to_json())
        return child.returncode
