"""The components for other languages: ``pulumi package add <this folder>``."""

import sys
from pathlib import Path

import pulumi.provider

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from homelab.plugin import provider

if __name__ == "__main__":
    pulumi.provider.main(provider(), sys.argv[1:])
