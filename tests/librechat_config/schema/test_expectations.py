import pytest

from homelab.librechat_config.schema.expectations import allowed, expected, limit


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "boolean"}, "true or false"),
        ({"type": ["string", "null"]}, "a string or null"),
        ({"type": "string", "enum": ["a", "b"]}, "one of a, b"),
        ({"type": "string", "enum": ["", "b"]}, "one of '', b"),
        ({"const": "a"}, "a"),
        ({"anyOf": [{"type": "boolean"}, {"type": "array"}]}, "true or false or a list"),
        ({"anyOf": [{"type": "boolean"}, {"type": "boolean"}]}, "true or false"),
        ({"type": "object", "properties": {"use": {}, "share": {}}}, "a map of use, share"),
        ({"type": "object", "properties": dict.fromkeys("abcdefghij")}, "a map of a, b, c, d, e, f, g, h, ..."),
        ({"type": "object"}, "a map"),
    ],
)
def test_expectations_are_in_words(schema: dict[str, object], text: str):
    assert expected(schema) == text


def test_choices_of_all_members_are_allowed():
    assert list(allowed({"anyOf": [{"enum": ["a"]}, {"const": "b"}, {"type": "null"}]})) == ["a", "b"]


@pytest.mark.parametrize(
    ("keyword", "value", "text"),
    [
        ("minimum", 1, "at least 1"),
        ("maximum", 5, "at most 5"),
        ("exclusiveMinimum", 0, "more than 0"),
        ("minItems", 1, "at least 1 entry"),
        ("maxItems", 2, "at most 2 entries"),
        ("minLength", 1, "at least 1 character"),
        ("maxLength", 9, "at most 9 characters"),
        ("pattern", "^a$", "what matches ^a$"),
    ],
)
def test_limits_are_in_words(keyword: str, value: object, text: str):
    assert limit(keyword, value) == text


def test_a_type_is_no_limit():
    assert limit("type", "string") is None
