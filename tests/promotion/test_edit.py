from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homelab.promotion import edit
from homelab.promotion.edit import EditError

TEXT = """\
# above
a:
    b: "x"   # of b

    # before c
    c:
      d: |
        several
        lines
      e: [1,
        2]
      # in c
    # after c
    f: y
"""


def test_what_is_removed_takes_its_lines_and_no_others():
    assert edit.remove(TEXT, ["a", "c"]) == TEXT.replace(
        "    c:\n      d: |\n        several\n        lines\n      e: [1,\n        2]\n", ""
    )


def test_a_last_entry_is_removed_with_a_block_of_text():
    assert edit.remove("a:\n  b: 1\n  c: |\n    x\n\n# end\n", ["a", "c"]).startswith("a:\n  b: 1\n")
    assert edit.remove("a:\n  b: 1\n  c: x", ["a", "c"]) == "a:\n  b: 1\n"


def test_a_value_is_replaced_without_its_comment():
    assert edit.source(TEXT, ["a", "b"]) == '"x"'
    assert edit.replace(TEXT, ["a", "b"], "'z'") == TEXT.replace('"x"', "'z'")


def test_an_entry_is_inserted_where_the_others_stand():
    assert edit.insert_first(TEXT, ["a"], "n: 1") == TEXT.replace('    b: "x"', '    n: 1\n    b: "x"')


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: edit.remove("a: {b: 1, c: 2}", ["a", "b"]), "a.b stands in braces"),
        (lambda: edit.remove("a: 1", ["b"]), "b is missing"),
        (lambda: edit.insert_first("a: {}", ["a"], "n: 1"), "a is no map in block style"),
        (lambda: edit.source("a:\n  - 1", ["a"]), "a is no text on one line"),
        (lambda: edit.find("a: [", ["a"]), "not valid YAML"),
    ],
)
def test_what_cannot_be_edited_is_named(change: Any, message: str):
    with pytest.raises(EditError, match=message):
        change()


KEYS = st.text("abcdef", min_size=1, max_size=4)
VALUES = st.recursive(
    # PyYAML writes these as they are, and reads them as ends of lines.
    st.text(st.characters(exclude_characters="\x85\u2028\u2029"), max_size=12)
    | st.integers()
    | st.booleans()
    | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(
    before=st.dictionaries(KEYS, VALUES, max_size=3),
    removed=VALUES,
    after=st.dictionaries(KEYS, VALUES, min_size=1, max_size=3),
    indent=st.integers(2, 6),
)
def test_any_entry_can_be_removed(before: Mapping[str, Any], removed: Any, after: Mapping[str, Any], indent: int):
    rest = {**before, **after}
    content = {"config": {**{f"x{key}": value for key, value in before.items()}, "canary": removed, **after}}
    text = yaml.safe_dump(content, sort_keys=False, indent=indent, allow_unicode=True)
    expected = {key: value for key, value in content["config"].items() if key != "canary"}
    assert rest
    assert yaml.safe_load(edit.remove(text, ["config", "canary"])) == {"config": expected}
