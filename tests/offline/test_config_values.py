import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.offline.config_values import (
    Path,
    PathError,
    encrypted_paths,
    parse_path,
    path_text,
    split_assignment,
    value_at,
    with_value,
)

PATHS: dict[str, Path] = {
    "workspace": ("workspace",),
    "workspace.openai.api_key": ("workspace", "openai", "api_key"),
    "p:list[0]": ("p:list", 0),
    "list[0][12].key": ("list", 0, 12, "key"),
    'env["A.B"]': ("env", "A.B"),
    'env["A[0]"].key': ("env", "A[0]", "key"),
    'env["say \\"hi\\""]': ("env", 'say "hi"'),
    'env["a=b"]': ("env", "a=b"),
    'env[""]': ("env", ""),
}


@pytest.mark.parametrize(("text", "path"), PATHS.items())
def test_paths_are_read_and_written_as_pulumi_does(text: str, path: Path):
    assert parse_path(text) == path
    assert path_text(path) == text


def test_a_quoted_first_part_and_quotes_that_need_not_be_are_read():
    assert parse_path('["a.b"]["c"]') == ("a.b", "c")


@pytest.mark.parametrize("text", ["", ".a", "a.", "a..b", "a[", "a[x]", "a[-1]", 'a["b]', "a[0]b", 'a["b"]c', "a.[0]"])
def test_a_malformed_path_is_refused(text: str):
    with pytest.raises(PathError, match="is not a path such as"):
        parse_path(text)


# Pulumi's syntax has no form for a backslash before a quote.
names = st.text(st.characters(exclude_characters="\\"))


@given(st.lists(names | st.integers(0, 99), max_size=4))
def test_every_path_survives_writing_and_reading(parts: list[str | int]):
    path = ("workspace", *parts)
    assert parse_path(path_text(path)) == path


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a=b", ("a", "b")),
        ("a=b=c", ("a", "b=c")),
        ("a=", ("a", "")),
        ('env["a=b"]=c=d', ('env["a=b"]', "c=d")),
        ("a=first\nsecond", ("a", "first\nsecond")),
        ("a", None),
        ("=b", None),
    ],
)
def test_an_assignment_is_split_outside_of_quotes(text: str, parts: tuple[str, str] | None):
    assert split_assignment(text) == parts


def test_encrypted_values_are_found_at_any_depth():
    value = {"a": {"secure": "x"}, "b": [{"c": {"secure": "y"}}, 1], "d": {"secure": 1}, "e": {"secure": "z", "f": 1}}
    assert list(encrypted_paths(value)) == [("a",), ("b", 0, "c")]


def test_a_value_is_found_by_its_path():
    value = {"a": [{"b": 1}]}
    assert value_at(value, ("a", 0, "b")) == 1
    assert [value_at(value, path) for path in (("a", 1), ("a", "b"), ("a", 0, "b", "c"), ("c",))] == [None] * 4


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        ({"a": 1}, ("b",), {"a": 1, "b": "new"}),
        ({}, ("a", "b", 0, "c"), {"a": {"b": [{"c": "new"}]}}),
        ({"a": [1, 2]}, ("a", 0), {"a": ["new", 2]}),
        ({"a": [1, 2]}, ("a", 2), {"a": [1, 2, "new"]}),
        ({"a": None}, ("a", "b"), {"a": {"b": "new"}}),
        ({"a": {"secure": "x"}}, ("a",), {"a": "new"}),
    ],
)
def test_a_value_is_set_and_what_is_missing_on_the_way_added(value: object, path: Path, expected: object):
    before = repr(value)
    assert with_value(value, path, "new") == expected
    assert repr(value) == before


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (("list", 3), "list has 2 items: the next one is [2]"),
        (("list", "a"), "list is not an object"),
        (("text", "a"), "text is not an object"),
        (("deep", "text", 0), "deep.text is not a list"),
        (("deep", 0), "deep is not a list"),
        (("hidden", "a"), "hidden is encrypted as a whole"),
    ],
)
def test_a_value_cannot_be_set_below_something_of_another_kind(path: Path, message: str):
    value = {"list": [1, 2], "text": "a", "deep": {"text": "a"}, "hidden": {"secure": "x"}}
    with pytest.raises(PathError) as caught:
        with_value(value, path, "new")
    assert str(caught.value) == message
