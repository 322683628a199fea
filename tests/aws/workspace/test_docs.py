"""docs/aws.md is correct: its program runs, its sums are the generated ones, and its table has every part."""

import re
from pathlib import Path

from homelab.aws.workspace.presets import PARTS, PRESETS
from homelab.modules.presets import Preset
from tests.aws.recordings import recorded
from tests.aws.workspace.workspaces import components

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "aws.md").read_text(encoding="utf-8")
DECLARED = (ROOT / "docs" / "aws" / "declared.md").read_text(encoding="utf-8")


def rows(start: str) -> list[list[str]]:
    lines = (line for line in DOCUMENT.splitlines() if line.startswith(start))
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def test_the_smallest_program_runs():
    (program,) = re.findall(r"(?s)```python\n(.*?)```", DOCUMENT)
    assert "FileBucket" in components(recorded(lambda: exec(program, {})))


def test_sums_are_those_that_are_generated():
    sums = rows("| Example aws")
    assert len(sums) >= 2
    assert [row for row in sums if f"| {' | '.join(row)} |" not in DECLARED] == []


def test_every_part_has_a_row_that_says_which_presets_have_it():
    table = {row[0].strip("`"): row[1:4] for row in rows("| `")}
    there = {part: [cell not in ("no", "on request", "in the cluster") for cell in table[part]] for part in PARTS}
    sizes = (Preset.DEVELOPMENT, Preset.STAGING, Preset.PRODUCTION)
    assert there == {part: [part in PRESETS[size] for size in sizes] for part in PARTS}
