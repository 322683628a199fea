from tools.network import EXAMPLES, FILE, ROOT, shown_stacks, text


def test_the_document_is_up_to_date():
    assert FILE.read_text() == text(), "run `make docs`"


def test_every_stack_and_its_examples_are_in_it():
    assert {"Stack dev", "Stack production"} <= set(shown_stacks())
    assert {ROOT / "examples" / name for name in EXAMPLES} <= {file.parent for file in shown_stacks().values()}
    headings = [line.removeprefix("## ") for line in FILE.read_text().splitlines() if line.startswith("## ")]
    assert headings == list(shown_stacks())
