import re

import pytest

from tests import recordings
from tests.recordings import grouped
from tools.network import EXAMPLES, FILE, INTRODUCTION, ROOT, section, shown_stacks

DOCUMENT = FILE.read_text()
SECTIONS = dict(re.findall(r"(?ms)^## (.+?)$(.*?)(?=^## |\Z)", DOCUMENT.removeprefix(INTRODUCTION)))


@pytest.mark.parametrize("title", grouped(shown_stacks()))
def test_what_the_document_says_of_a_stack_is_up_to_date(title: str):
    assert section(title, recordings.stack(title).recording).strip() == f"## {title}{SECTIONS[title]}".strip(), (
        "run `make docs`"
    )


def test_the_document_is_nothing_but_its_introduction_and_sections():
    assert INTRODUCTION + "".join(f"\n## {title}{text.rstrip()}\n" for title, text in SECTIONS.items()) == DOCUMENT
    assert list(SECTIONS) == list(shown_stacks())


def test_every_stack_and_its_examples_are_in_it():
    assert {"Stack dev", "Stack production"} <= set(shown_stacks())
    assert {ROOT / "examples" / name for name in EXAMPLES} <= {file.parent for file in shown_stacks().values()}
