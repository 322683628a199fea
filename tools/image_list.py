"""Write the images that the library deploys as a CycloneDX bill of materials: ``python -m tools.image_list FILE``."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from homelab import images
from homelab.images import Image
from tools.licences import licence_of


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
    for name, image in deployed_images().items():
        # The type oci wants a digest as version, which few of the images have: see homelab.images.
        parts = image.parts
        version = parts.tag or parts.digest
        purl = f"pkg:docker/{parts.repository}@{quote(version, safe='')}?repository_url={quote(parts.registry)}"
        component = {"type": "container", "bom-ref": purl, "name": f"{parts.registry}/{parts.repository}"}
        hashes = {"hashes": [_hash(parts.digest)]} if parts.digest else {}
        licences = {"licenses": [{"expression": licence_of(name), "acknowledgement": "declared"}]}
        yield {**component, "version": version, **hashes, **licences, "purl": purl}


def _hash(digest: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": digest.removeprefix("sha256:")}


def main() -> None:
    """Write the file that is named on the command line."""
    Path(sys.argv[1]).write_text(f"{json.dumps(bill_of_materials(), indent=2)}\n")


if __name__ == "__main__":
    main()
