import pytest

from homelab.diff.markdown import beginning, bullets, escaped, head, one_line, row


def test_a_table_has_a_line_for_each_row():
    assert [*head(("a", "b")), row(["x|y", "1\n2"])] == ["| a | b |", "|---|---|", "| x&#124;y | 1<br>2 |"]


def test_text_is_shown_as_it_is():
    assert escaped("@team [x](y) `c` <b> #1") == "&#64;team &#91;x&#93;(y) &#96;c&#96; &#60;b&#62; &#35;1"
    assert one_line("a\n\n- b\r\n===") == "a - b ==="


def test_a_list_without_lines_is_nothing():
    assert bullets("Title", []) == []
    assert bullets("Title", ["a\n# b"]) == ["**Title**", "", "- a &#35; b", ""]


@pytest.mark.parametrize(("limit", "shown"), [(4, ""), (6, "a<br>\n"), (11, "a<br>\n"), (12, "a<br>\nb<br>\n")])
def test_a_text_that_is_too_long_ends_with_a_whole_line(limit: int, shown: str):
    assert beginning("a<br>\nb<br>\n", limit) == shown
