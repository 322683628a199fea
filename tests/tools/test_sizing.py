import re

import pytest

from homelab.modules.presets import Preset
from tools.sizing import FILE, INTRODUCTION, recording, section

DOCUMENT = FILE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## (.+?)$(.*?)(?=^## |\Z)", DOCUMENT.removeprefix(INTRODUCTION)))


@pytest.mark.parametrize("preset", Preset)
def test_what_the_document_says_of_a_preset_is_up_to_date(preset: Preset):
    title = preset.value.capitalize()
    assert section(preset, recording(preset)) == f"\n## {title}{SECTIONS[title].rstrip()}\n", "run `make docs`"


def test_the_document_is_nothing_but_its_introduction_and_every_preset():
    assert DOCUMENT.startswith(INTRODUCTION)
    assert list(SECTIONS) == [preset.value.capitalize() for preset in Preset]
