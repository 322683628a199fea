import pytest

from homelab.check.document import DocumentError, read_document

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
        ("a: 1\n  b: 2\n", (2, 4), "mapping values are not allowed here"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "duplicate key 'a': first in line 1"),
        ("a:\n  - {b: 1, c: 2, b: 3}\n", (2, 18), "duplicate key 'b': first in line 2"),
        ("a: &x\n  b: *x\n", (1, 4), "an alias refers to a node that contains it"),
        ("a: *none\n", (1, 4), "found undefined alias"),
        ("a: !python/object:os.system x\n", (1, 4), "could not determine a constructor"),
        ("a: 1\n---\nb: 2\n", (2, 1), "but found another document"),
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
