"""The rules of `homelab.policies` in Pulumi's engine: ``pulumi preview --policy-pack <this folder>``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

try:
    from homelab_policies.pack import run
except ModuleNotFoundError as error:
    # Whatever stands on standard output is read as a port.
    sys.exit(f"{error}: {sys.executable}, the Python on PATH, needs it: `pip install 'pulumi-policy>=1.21,<2'`")

if __name__ == "__main__":
    run()
