from homelab.diff.markdown import bullets, escaped, head, one_line, row


def test_a_table_has_a_line_for_each_row():
    assert [*head(("a", "b")), row(["x|y", "1\n2"])] == ["| a | b |", "|---|---|", "| x&#124;y | 1<br>2 |"]


def test_text_is_shown_as_it_is():
    assert escaped("@team [x](y) `c` <b> #1") == "&#64;team &#91;x&#93;(y) &#96;c&#96; &#60;b&#62; &#35;1"
    assert one_line("a\n\n- b\r\n===") == "a - b ==="


def test_a_list_without_lines_is_nothing():
    assert bullets("Title", []) == []
    assert bullets("Title", ["a\n# b"]) == ["**Title**", "", "- a &#35; b", ""]
