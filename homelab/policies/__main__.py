"""Print the folder of the policy pack: ``pulumi preview --policy-pack "$(python -m homelab.policies)"``."""

import sys
from pathlib import Path

PACK = Path(__file__).resolve().parents[2] / "homelab_policies"

if __name__ == "__main__":
    sys.stdout.write(f"{PACK}\n")
