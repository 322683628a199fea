"""Writes ``docs/sizing.md``: what a workspace takes of a cluster with each preset, worked out from what it renders."""

from pathlib import Path

import yaml

from homelab.modules.preset_override import overriding_preset
from homelab.modules.presets import Preset
from homelab.offline import Recording
from homelab.offline.footprint import Footprint, footprints, resource_quota, total
from homelab.offline.footprint_cells import AT_PEAK, COLUMNS, cells, cells_at_peak
from homelab.offline.resources import WORKSPACE
from homelab.offline.workloads import workloads
from tools.network import ROOT, render

FILE = ROOT / "docs" / "sizing.md"
STACK = ROOT / "Pulumi.production.yaml"
"""The workspace of the document: LibreChat with files in S3, its backends and the RAG API, without optional servers."""
INTRODUCTION = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")


def text() -> str:
    """The document as it should be."""
    return INTRODUCTION + "".join(section(preset, recording(preset)) for preset in Preset)


def recording(preset: Preset) -> Recording:
    """What the workspace of the document renders with ``preset``."""
    with overriding_preset(preset):
        return render(STACK)


def section(preset: Preset, recorded: Recording) -> str:
    """The part of the document about one preset."""
    found = workloads(recorded.objects)
    parts = footprints(recorded.resources, recorded.objects, found)
    whole = total(parts)
    prefix = next(each.name for each in recorded.resources if each.type == WORKSPACE)
    rows = [
        [*COLUMNS],
        ["---"] + ["---:"] * (len(COLUMNS) - 1),
        *([each.name.removeprefix(f"{prefix}-"), *cells(each)] for each in parts),
        *_sums(whole),
    ]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "workspace"},
        "spec": {"hard": resource_quota(whole, found)},
    }
    return f"\n## {preset.value.capitalize()}\n{table}\n```yaml\n{yaml.safe_dump(quota, sort_keys=False)}```\n"


def _sums(whole: Footprint) -> list[list[str]]:
    return [["**total**", *cells(whole)], [AT_PEAK, *cells_at_peak(whole)]]


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
