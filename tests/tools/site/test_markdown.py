import pytest

from tools.site.markdown import fence, from_docstring, table


def test_cells_with_lines_and_bars_stay_cells():
    assert table(["A", "B"], [("one\ntwo", "a|b")]) == "| A | B |\n| --- | --- |\n| one two | a\\|b |\n"


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [("a ``b.c`` d", "a `b.c` d"), ("`one`", "`one`"), ("```python\nx\n```", "```python\nx\n```")],
)
def test_code_in_docstrings_is_code_in_markdown(docstring: str, expected: str):
    assert from_docstring(docstring) == expected


def test_a_block_is_closed_on_a_line_of_its_own():
    assert fence("yaml", "\na: 1\n\n") == "```yaml\na: 1\n```\n"
