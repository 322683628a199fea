from collections.abc import Mapping
from enum import Enum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import DNS_LABEL, secret
from tools.site.arguments import arguments


class Kind(Enum):
    SMALL = "small"
    LARGE = "large"


class InnerArgs(TypedDict):
    """Inside."""

    count: NotRequired[pulumi.Input[int]]
    """How many. Default: 1."""


@constrain(name=DNS_LABEL, key=secret())
class OuterArgs(TypedDict):
    """Outside."""

    name: pulumi.Input[str]
    """Its name."""
    key: NotRequired[pulumi.Input[str]]
    """Its key; a Default: may have
    two lines, as in ``x.y``. Default:
    one, of 64 characters."""
    kind: NotRequired[Kind]
    """Its kind."""
    items: NotRequired[list[InnerArgs]]
    """Several."""
    settings: NotRequired[Mapping[str, Any]]
    """Its own words."""


FOUND = {each.path: each for each in arguments(OuterArgs, "outer.")}


def test_types_are_in_words_and_groups_are_found():
    assert {path: each.type for path, each in FOUND.items()} == {
        "outer.name": "text",
        "outer.key": "text",
        "outer.kind": "one of `small`, `large`",
        "outer.items": "list of groups",
        "outer.settings": "map of anything",
    }
    assert [each.path for each in FOUND.values() if each.group is InnerArgs] == ["outer.items"]


def test_what_is_required_secret_and_expected_follows_from_the_definition():
    assert [each.name for each in FOUND.values() if each.required] == ["name"]
    assert [each.name for each in FOUND.values() if each.secret] == ["key"]
    assert FOUND["outer.name"].expected == DNS_LABEL.expected


def test_the_default_is_what_the_docstring_ends_with():
    (count,) = arguments(InnerArgs)
    assert (count.meaning, count.default) == ("How many.", "1")
    assert FOUND["outer.key"].default == "one, of 64 characters"
    assert FOUND["outer.name"].default == ""
