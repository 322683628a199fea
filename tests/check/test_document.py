from datetime import UTC, datetime

import pytest

from homelab.check.document import read_document
from homelab.documents import DocumentError

ALIAS_BOMB = "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 7)
)
TEXT = """\
version: 1.3.17
endpoints:
  custom:
    - name: a
      models: {default: [b]}
    - <<: &base
        apiKey: k
      name: c
"""


def test_values_have_lines():
    document = read_document(TEXT)
    assert document.content["endpoints"]["custom"][1] == {"apiKey": "k", "name": "c"}
    assert document.line(("version",)) == 1
    assert document.line(("endpoints", "custom", 0, "models", "default", 0)) == 5
    assert document.line(("endpoints", "custom", 1, "name")) == 8
    assert document.line(("endpoints", "custom", 1, "apiKey")) == 7


def test_values_of_aliases_have_the_lines_of_their_anchors():
    document = read_document("a: &x\n  b: 1\nc: *x\n")
    assert (document.line(("c",)), document.line(("c", "b"))) == (3, 2)


def test_what_is_missing_has_the_line_of_its_group():
    assert read_document(TEXT).line(("endpoints", "custom", 0, "baseURL")) == 4
    assert read_document(TEXT).line(("speech", "stt")) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("1e3", 1000.0),
        ("0o17", 15),
        ("017", 17),
        ("0x1f", 31),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1.3.17", "1.3.17"),
        ("=", "="),
        ("<<", "<<"),
        ("-.5", "-.5"),
        ("x # y", "x"),
        ("x\t# y", "x"),
        ("\tx", "x"),
        ("[x,\ty?z]", ["x", "y?z"]),
        ("{{KEY}}", {"[object Object]": None}),
        ("2001-02-03", datetime(2001, 2, 3, tzinfo=UTC)),
        ("2001-02-03T04:05:06.7+01:30", datetime(2001, 2, 3, 2, 35, 6, 700_000, tzinfo=UTC)),
        ("2001-13-32", datetime(2002, 2, 1, tzinfo=UTC)),
        ("9999-99-99", datetime.max.replace(tzinfo=UTC)),
        ("'\u2028'", "\u2028"),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ("!!str 1", "1"),
        ("!!int 1", 1),
        ("!!binary aGk=", b"hi"),
        ("!!set {a, b}", {"a": None, "b": None}),
        ("{1: a, 1.5: b, true: c, ~: d, [x, y]: e}", {"1": "a", "1.5": "b", "true": "c", "null": "d", "x,y": "e"}),
        ("9" * 400, "9" * 400),
        ("9007199254740993", 9007199254740992.0),
        ("~", None),
        ("", None),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object):
    read = read_document(f"key: {text}").content["key"]
    assert (read, type(read)) == (value, type(value))


def test_an_empty_file_is_nothing():
    assert read_document("# nothing\n").content is None


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nb: [\n", (3, 1), "expected the node content"),
        ("a:\n\t- 1\n", (2, 2), "expected indentation with spaces, got a tab"),
        ("a: &x 1\na: *x\n", (2, 1), "duplicate key 'a'"),
        ("a: {<<: 1}\n", (1, 5), "<< merges maps, but this is not a map"),
        ("a: !!int x\n", (1, 4), "not a value of the tag !!int"),
        ("a: '\x01'\n", (1, 4), "a character that YAML does not allow"),
        ('a: "\\UFFFFFFFF"\n', (1, 7), "an escape sequence for a character that does not exist"),
        ("a: " + "[" * 101, (1, 104), "nested more than 100 levels deep"),
        ("- " * 101, (1, 201), "nested more than 100 levels deep"),
        (ALIAS_BOMB, (5, 15), "more than 10000 values, including those of aliases"),
        ("a: 1\n  b: 2\n", (2, 4), "mapping values are not allowed here"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "duplicate key 'a': first in line 1"),
        ("a:\n  - {b: 1, c: 2, b: 3}\n", (2, 18), "duplicate key 'b': first in line 2"),
        ("a: &x\n  b: *x\n", (2, 6), "an alias refers to a node that contains it"),
        ("a: *none\n", (1, 4), "no anchor of its name precedes this alias"),
        ("a: !python/object:os.system x\n", (1, 4), "the tag is unknown"),
        ("a: 1\n---\nb: 2\n", (2, 1), "expected a single document, found another one"),
    ],
)
def test_what_is_no_yaml_has_a_place(text: str, place: tuple[int, int], message: str):
    with pytest.raises(DocumentError, match=message) as caught:
        read_document(text)
    assert (caught.value.line, caught.value.column) == place


def test_a_control_character_is_an_error_too():
    with pytest.raises(DocumentError, match="a character that YAML does not allow") as caught:
        read_document("a: 1\nb: \x00")
    assert (caught.value.line, caught.value.column) == (2, 4)
