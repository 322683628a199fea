from tools.network import FILE, ROOT, stacks, text


def test_the_document_is_up_to_date():
    assert FILE.read_text() == text(), "run `make docs`"


def test_every_stack_and_every_example_is_in_it():
    assert {"Stack dev", "Stack production"} <= set(stacks())
    examples = {folder for folder in (ROOT / "examples").iterdir() if folder.is_dir()}
    assert examples <= {file.parent for file in stacks().values()}
    headings = [line.removeprefix("## ") for line in FILE.read_text().splitlines() if line.startswith("## ")]
    assert headings == list(stacks())
