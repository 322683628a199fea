from typing import Any

import pytest

from homelab.bounds import MOST_VALUES, excess


def nested(levels: int, kind: type) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = {"a": value} if kind is dict else [value]
    return value


def around_itself(value: Any) -> Any:
    """Put a group into itself."""
    value["again"] = value
    return value


def doubled(levels: int) -> Any:
    """A group with few objects and very many values."""
    value: Any = "x"
    for _ in range(levels):
        value = {"a": value, "b": value}
    return value


@pytest.mark.parametrize("kind", [dict, list])
def test_as_many_levels_as_a_file_has_are_within_bounds(kind: type):
    assert excess(nested(100, kind)) is None
    assert str(excess(nested(101, kind))).endswith("...: nested more than 100 levels deep")
    assert str(excess(nested(100_000, kind))).endswith("...: nested more than 100 levels deep")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"x": around_itself({})}, "x.again: contains itself"),
        ({"x": {1: 2}}, "x: a key must be a string, got one of type int"),
        ({None: 1}, "a key must be a string, got one of type NoneType"),
        ({"x": [{(): 1}]}, "x.0: a key must be a string, got one of type tuple"),
        ({"x": 10**5000}, "x: a whole number of more than 1023 bits"),
        (
            {"x": [1] * MOST_VALUES},
            f"x.{MOST_VALUES - 1}: more than {MOST_VALUES} values up to here: too many to check",
        ),
    ],
)
def test_what_is_beyond_bounds_is_named(value: object, message: str):
    assert excess(value) == message


def test_values_in_several_places_count_for_each():
    assert "too many to check" in str(excess(doubled(60)))


@pytest.mark.parametrize("value", [None, "x", 1, object(), {}, {"x": [1] * (MOST_VALUES - 1)}, doubled(10)])
def test_everything_else_is_within_bounds(value: object):
    assert excess(value) is None


def test_a_group_in_two_places_does_not_contain_itself():
    group = {"a": 1}
    assert excess({"x": group, "y": [group, group]}) is None
