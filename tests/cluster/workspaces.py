"""Workspaces as folders of manifests: what the tests apply to the cluster."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homelab.offline import GeneratedValues
from homelab.offline.manifests import SECRETS_FILE, render
from tests.scenarios import recorded


def render_workspace(args: Mapping[str, Any], out: Path, generated: GeneratedValues) -> None:
    """Render the workspace ``ws`` that ``args`` describe; random values that are not in ``generated`` yet get there."""
    rendered = render(recorded(args, generated=generated).objects, generated, with_secrets=True)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name, text in {**rendered.files, SECRETS_FILE: rendered.secrets}.items():
        (out / name).write_text(text)
