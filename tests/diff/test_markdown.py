import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from homelab.diff.markdown import beginning, bullets, cell, escaped, head, literal, one_line, row


def test_a_table_has_a_line_for_each_row():
    table = [*head(("a", "b")), row([cell("x|y"), cell("1\n2")])]
    assert table == ["| a | b |", "|---|---|", "| x&#124;y | 1<br>2 |"]


def test_names_and_values_are_code_where_that_needs_no_escapes():
    assert [*map(literal, ("data.A_B[0]", "a|b", " a", "a\nb", ""))] == [
        "`data.A_B[0]`",
        "a&#124;b",
        " a",
        "a<br>b",
        "",
    ]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])) | st.from_regex(r"[ a|`\\*_\[<>&#;\n]*", fullmatch=True))
def test_a_table_shows_what_it_is_given(text: str):
    parsed = MarkdownIt("commonmark").enable("table").parse("\n".join([*head("ab"), row([literal(text), cell(text)])]))
    *_, left, right = (token for token in parsed if token.type == "inline")
    for each in (left, right):
        shown = "".join("\n" if part.content == "<br>" else part.content for part in each.children or ())
        assert shown.strip() == text.strip()


def test_text_is_shown_as_it_is():
    assert escaped("@team [x](y) `c` <b> #1") == "&#64;team &#91;x&#93;(y) &#96;c&#96; &#60;b&#62; &#35;1"
    assert one_line("a\n\n- b\r\n===") == "a - b ==="


def test_commands_in_a_text_are_code():
    assert one_line("run `pulumi up`, *not* `a|b`") == "run `pulumi up`, &#42;not&#42; &#96;a&#124;b&#96;"


def test_a_list_without_lines_is_nothing():
    assert bullets("Title", []) == []
    assert bullets("Title", ["a\n# b"]) == ["**Title**", "", "- a &#35; b", ""]


@pytest.mark.parametrize(("limit", "shown"), [(4, ""), (6, "a<br>\n"), (11, "a<br>\n"), (12, "a<br>\nb<br>\n")])
def test_a_text_that_is_too_long_ends_with_a_whole_line(limit: int, shown: str):
    assert beginning("a<br>\nb<br>\n", limit) == shown
