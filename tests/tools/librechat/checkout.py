"""A checkout of LibreChat that reads exactly the variables of a table."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PACKAGES = {"@librechat/agents": "3.9.2", "@librechat/data-schemas": "0.0.71", "librechat-data-provider": "0.8.524"}


def checkout(
    folder: Path, version: str, read: list[str], mentioned: list[str], packages: Mapping[str, str] = PACKAGES
) -> Path:
    """Write one.

    :param packages: The npm packages that belong to it.
    """
    agents, schemas, provider = (packages[name] for name in PACKAGES)
    manifests: Mapping[str, Mapping[str, Any]] = {
        ".": {"version": version},
        "api": {"dependencies": {"@librechat/agents": f"^{agents}"}},
        "packages/data-schemas": {"version": schemas},
        "packages/data-provider": {"version": provider},
    }
    for path, manifest in manifests.items():
        (folder / path).mkdir(parents=True, exist_ok=True)
        (folder / path / "package.json").write_text(json.dumps(manifest))
    (folder / "api" / "index.js").write_text("\n".join(f"process.env.{name};" for name in read))
    (folder / ".env.example").write_text("\n".join(f"# {name}=" for name in mentioned))
    return folder
