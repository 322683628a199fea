from typing import Any

import pytest

from tools.librechat.python_types import generated


def schema(**properties: Any) -> dict[str, Any]:
    return {"x-librechat": {"configVersion": "1"}, "type": "object", "properties": properties}


def map_of(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


TEXT = {"type": "string"}


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        (TEXT, "pulumi.Input[str] | None"),
        ({"type": ["number", "null"]}, "pulumi.Input[float | None] | None"),
        ({"enum": ["a", 1], "type": ["string", "number"]}, 'pulumi.Input[Literal["a", 1]] | None'),
        ({"const": "a", "type": "string"}, 'pulumi.Input[Literal["a"]] | None'),
        ({"type": "array", "items": TEXT}, "pulumi.Input[list[pulumi.Input[str]] | list[str]] | None"),
        (
            {"type": "array", "items": {"anyOf": [TEXT, {"type": "integer"}]}},
            "pulumi.Input[list[pulumi.Input[str | int]] | list[str | int] | list[str] | list[int]] | None",
        ),
        (
            {"type": "object", "additionalProperties": TEXT},
            "pulumi.Input[Mapping[str, pulumi.Input[str]]] | None",
        ),
        ({"type": "object", "additionalProperties": {}}, "pulumi.Input[Mapping[str, pulumi.Input[object]]] | None"),
        ({}, "pulumi.Input[object] | None"),
        (map_of(a=TEXT), "Key"),
        ({"anyOf": [{"type": "boolean"}, map_of(a=TEXT)]}, "pulumi.Input[bool] | Key | None"),
        ({"type": "array", "items": map_of(a=TEXT)}, "pulumi.Input[list[Key]] | None"),
    ],
)
def test_a_value_has_the_type(value: Any, annotation: str):
    assert f"key: {annotation}" in lines(generated(schema(key=value)))


def test_what_a_map_requires_is_required_but_at_the_top():
    text = generated({**schema(outer=map_of("a", a=TEXT, b=TEXT)), "required": ["outer"]})
    assert "a: Required[pulumi.Input[str]]" in lines(text)
    assert "b: pulumi.Input[str] | None" in lines(text)
    assert "outer: Outer" in lines(text)


def classes(**properties: Any) -> list[str]:
    return [
        line.split()[1].partition("(")[0] for line in lines(generated(schema(**properties))) if line[:6] == "class "
    ]


def test_classes_are_named_after_their_paths_and_stand_below_what_they_refer_to():
    assert classes(outer_map=map_of(inner={"type": "array", "items": map_of(a=TEXT)})) == [
        "OuterMapInner",
        "OuterMap",
        "LibreChatConfig",
    ]


def test_equal_maps_at_keys_of_one_name_are_one_class():
    one, other = map_of(pii=map_of(a=TEXT), x=TEXT), map_of(pii=map_of(a=TEXT), y=TEXT)
    assert classes(filters=map_of(one=one, other=other)) == [
        "FiltersPii",
        "FiltersOne",
        "FiltersOther",
        "Filters",
        "LibreChatConfig",
    ]


def test_maps_that_differ_or_are_called_otherwise_are_several():
    assert classes(one=map_of(a=TEXT), two=map_of(a=TEXT)) == ["One", "Two", "LibreChatConfig"]
    assert classes(b=map_of(pii=map_of(a=TEXT)), c=map_of(pii=map_of(b=TEXT)))[0::2] == [
        "BPii",
        "CPii",
        "LibreChatConfig",
    ]


def test_members_of_a_union_are_named_after_their_type_or_what_only_they_have():
    kinds = [map_of(type={"const": "sse"}), map_of(type={"enum": ["http", "x"]})]
    assert classes(key={"anyOf": kinds}) == ["KeySse", "KeyHttp", "LibreChatConfig"]
    others = [map_of(enabled=TEXT, id=TEXT), map_of(enabled=TEXT, model=TEXT)]
    assert classes(key={"anyOf": others}) == ["KeyWithId", "KeyWithModel", "LibreChatConfig"]


def test_a_key_says_its_default_and_its_bounds():
    number = {"type": "integer", "minimum": 1, "maximum": 5, "default": 3}
    text = generated(schema(key=number, group=map_of(inner=number)))
    assert '"""At least 1, at most 5. Default: 3."""' in text
    assert text.count("object_structure/config") == 2


def test_a_key_called_list_does_not_hide_the_type():
    text = generated(schema(group=map_of(list=TEXT, other={"type": "array", "items": TEXT})))
    assert "other: pulumi.Input[builtins.list[pulumi.Input[str]] | builtins.list[str]] | None" in lines(text)
