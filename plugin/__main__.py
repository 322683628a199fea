"""The components for other languages: ``pulumi package add <this folder>``."""

import sys
from pathlib import Path

from pulumi.provider.experimental import component_provider_host

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from homelab.plugin import COMPONENTS, NAME, version

if __name__ == "__main__":
    component_provider_host(COMPONENTS, NAME, version=version())
