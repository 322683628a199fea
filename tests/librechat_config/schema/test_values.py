from enum import StrEnum
from types import MappingProxyType

import pulumi

from homelab.librechat_config.schema.opaque import Unknown, is_opaque, is_set
from homelab.librechat_config.schema.values import is_at, leaves, mask, select, to_plain

CONFIG = {"endpoints": {"custom": [{"name": "a"}, {"name": "b"}], "all": {}}}


def test_values_are_selected_by_pattern():
    assert list(select(CONFIG, "endpoints.custom.*.name")) == [
        (("endpoints", "custom", 0, "name"), "a"),
        (("endpoints", "custom", 1, "name"), "b"),
    ]
    assert list(select(CONFIG, "endpoints.none.*")) == []


def test_opaque_values_are_not_selected():
    later = pulumi.Output.from_input({"name": "a"})
    assert list(select({"a": later}, "a")) == []
    assert list(select({"a": later}, "a.name")) == []


def test_leaves_are_found_at_any_depth():
    assert dict(leaves(CONFIG)) == {("endpoints", "custom", 0, "name"): "a", ("endpoints", "custom", 1, "name"): "b"}


def test_a_star_is_any_key():
    assert is_at(("a", 0, "b"), "a.*.b")
    assert not is_at(("a", 0, "c"), "a.*.b")
    assert not is_at(("a", 0), "a.*.b")


def test_masked_paths_are_unknown():
    changed = mask(CONFIG, [("endpoints", "custom", 0), ("endpoints", "missing", "key"), ("new",)])
    assert changed["endpoints"]["custom"] == [Unknown.VALUE, {"name": "b"}]
    assert changed["endpoints"]["missing"] is Unknown.VALUE
    assert changed["new"] is Unknown.VALUE
    assert mask(CONFIG, [()]) is Unknown.VALUE
    assert CONFIG["endpoints"]["custom"] == [{"name": "a"}, {"name": "b"}]


def test_other_maps_and_sequences_become_plain():
    assert to_plain(MappingProxyType({"a": ({"b": 1},)})) == {"a": [{"b": 1}]}


def test_members_of_enumerations_stay_strings():
    assert to_plain({"a": StrEnum("Kind", ["ONE"])("one")}) == {"a": "one"}


def test_outputs_and_awaitables_are_opaque():
    async def later() -> str:
        return "text"

    awaitable = later()
    assert is_opaque(pulumi.Output.from_input("a"))
    assert is_opaque(awaitable)
    awaitable.close()
    assert not is_opaque("a")


def test_an_empty_string_is_not_given():
    assert [is_set(value) for value in ("", None, "a", pulumi.Output.from_input(""))] == [False, False, True, True]
