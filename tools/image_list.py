"""Write the images that the library deploys as a CycloneDX bill of materials: ``python -m tools.image_list FILE``."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from homelab import images
from homelab.images import Image


def deployed_images() -> dict[str, Image]:
    """Every image of `homelab.images`, by the name of its constant."""
    return {name: value for name, value in sorted(vars(images).items()) if isinstance(value, Image)}


def bill_of_materials() -> dict[str, Any]:
    """The images in CycloneDX 1.6."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "homelab", "bom-ref": "homelab"}},
        "components": list(_components()),
    }


def _components() -> Iterator[dict[str, Any]]:
    for image in deployed_images().values():
        # The type oci wants a digest as version, which few of the images have: see homelab.images.
        repository = f"{image.registry}/{image.repository}"
        purl = f"pkg:docker/{image.repository}@{quote(image.tag, safe='')}?repository_url={quote(image.registry)}"
        yield {"type": "container", "bom-ref": purl, "name": repository, "version": image.tag, "purl": purl}


def main() -> None:
    """Write the file that is named on the command line."""
    Path(sys.argv[1]).write_text(f"{json.dumps(bill_of_materials(), indent=2)}\n")


if __name__ == "__main__":
    main()
