import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.documents import DocumentError
from homelab.offline.document import read_document

ALIASES = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
MERGES = "a0: &a0 {k: 1}\n" + "".join(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 4000))
MANY = "too many to check"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("007", 7),
        ("010", 8),
        ("08", 8),
        ("1.50", 1.5),
        ("9" * 20, int("9" * 20)),
        ("9" * 21, 1e21),
        ("9" * 5000, "9" * 5000),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("2026-99-99", "2026-99-99"),
        ("1:30", "1:30"),
        ("on", "on"),
        ("True", True),
        ("~", None),
        ("'1'", "1"),
        ("! 1", "1"),
        ("!!str 1", "1"),
        ("!!float 1", 1),
        ("!!map {a: b}", {"a": "b"}),
        ("{1: a, true: b, 1.5: c, on: d}", {"1": "a", "true": "b", "1.5": "c", "on": "d"}),
        ("{<<: {a: 1, b: 2}, a: 3}", {"a": 3, "b": 2}),
        ("{<<: [{a: 1}, {a: 2}]}", {"a": 1}),
    ],
)
def test_values_are_those_of_the_cli(text: str, value: object):
    read = read_document(f"key: {text}").content["key"]
    assert read == value
    assert isinstance(read, type(value)) or not isinstance(value, str | bool)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ALIASES, MANY),
        (MERGES, MANY),
        (
            "b: &b {"
            + ", ".join(f"k{i}: 1" for i in range(3000))
            + "}\n"
            + "".join(f"c{i}: {{<<: *b}}\n" for i in range(9)),
            MANY,
        ),
        ("".join(f"k{i}: 1\n" for i in range(500_000)), MANY),
        ("[" * 200_000, "nested more than 100 levels deep"),
        ("{a: " * 60_000, "nested more than 100 levels deep"),
        ("- " * 100_000, "nested more than 100 levels deep"),
        ("&a {b: *a}", "an alias refers to a node that contains it"),
        ("&a {<<: *a}", "an alias refers to a node that contains it"),
        ("[*a]", "no anchor of its name precedes this alias"),
        ("a: 1\na: 2", "duplicate key 'a': first in line 1"),
        ("{1: a, '1': b}", "duplicate key '1': first in line 1"),
        ("{~: a}", "a key must be text"),
        ("{[a]: b}", "a key must be text"),
        ("{{a: b}: c}", "a key must be text"),
        ("{<<: a}", "<< merges maps, but this is not a map"),
        ("{<<: [[a]]}", "<< merges maps, but this is not a map"),
        ("!!timestamp 2026-99-99", "the tag is unknown: write a text that begins with ! in quotes"),
        ("!!python/object/apply:os.system [id]", "the tag is unknown, or does not match"),
        ("!hush x", "the tag is unknown"),
        ("!p!hush x", "found undefined tag handle"),
        ("*hush", "no anchor of its name"),
        ("!mine {a: b}", "the tag is unknown, or does not match"),
        ("!!set {a}", "the tag is unknown, or does not match"),
        ("!!seq {a: b}", "or does not match this value"),
        ("!!int hush", "not a value of the tag !!int"),
        ("!!int true", "not a value of the tag !!int"),
        ('"\\ud83d"', "an escape sequence for a character that does not exist"),
        ('"\\UFFFFFFFF"', "an escape sequence for a character that does not exist"),
        ("a: 1\nb: \0", "a character that YAML does not allow"),
        ("a: 1\n---\nb: 2", "expected a single document, found another one"),
        ("a:\n\tb: 1", "cannot start any token"),
        ("'", "found unexpected end of stream"),
    ],
    ids=range(33),
)
def test_what_the_cli_would_not_read_or_nobody_could_is_one_line_in_bounded_time(text: str, message: str):
    start = time.process_time()
    with pytest.raises(DocumentError) as caught:
        read_document(text)
    assert message in str(caught.value)
    assert "hush" not in str(caught.value)
    assert time.process_time() - start < 8, "twice what it takes, for slow machines"


@given(st.text(alphabet="a1 \n:-[]{},&*<'\"!|>#%?~.\t\\\0\ud800", max_size=60))
def test_any_text_has_a_result(text: str):
    try:
        content = read_document(text).content
    except DocumentError as error:
        assert "\n" not in str(error)  # noqa: PT017 (both outcomes are right)
    else:
        assert not isinstance(content, float) or math.isfinite(content)
