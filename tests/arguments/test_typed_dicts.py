from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments.typed_dicts import attribute_docstrings, lineage, value_type


class Grandparent(TypedDict):
    """The first."""

    size: NotRequired[pulumi.Input[int]]
    """How much."""
    silent: NotRequired[str]


class Parent(Grandparent):
    """The second."""

    name: pulumi.Input[str]
    """Name."""


class Child(Parent):
    """The third, which has nothing of its own."""


def test_lineage_goes_through_generations():
    assert lineage(Child) == [Child, Parent, Grandparent]
    assert lineage(int) == ()


def test_docstrings_are_inherited_and_may_be_absent():
    assert attribute_docstrings(Child) == {"size": "How much.", "name": "Name."}


def test_value_types_are_plain():
    assert value_type(Child.__annotations__["size"]) is int
    assert value_type(Child.__annotations__["name"]) is str
    assert value_type(list[str]) == list[str]
