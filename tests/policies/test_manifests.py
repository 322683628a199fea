"""Rules judge what is known: a preview does not know all of it."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from homelab.policies import OBJECT_RULES, STACK_RULES, Settings
from homelab.policies.manifests import at, entries, is_other, lacks
from tests.policies.examples import GOOD_STACK, good, named


def unknowns(manifest: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The manifest with each of its values unknown, one at a time, and what that is."""
    for path in _paths(manifest, ()):
        copy = deepcopy(manifest)
        inner: Any = copy
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]] = UNKNOWN
        yield ".".join(map(str, path)), copy


def _paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if path and path not in (("kind",), ("apiVersion",), ("metadata",)):
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _paths(inner, (*path, key))


@pytest.mark.parametrize(
    "manifest",
    [good(kind) for kind in ("StatefulSet", "CronJob", "Service", "PersistentVolumeClaim", "NetworkPolicy")],
    ids=lambda each: each["kind"],
)
def test_an_unknown_value_breaks_no_rule(manifest: dict[str, Any]):
    others = [each for each in GOOD_STACK if each.manifest != manifest]
    for what, unknown in unknowns(manifest):
        for rule in OBJECT_RULES:
            assert rule.violations(unknown, Settings()) == [], (what, rule.name)
        for rule in STACK_RULES:
            messages = [message for _, message in rule.violations([*named(unknown), *others])]
            assert messages == [], (what, rule.name)


def test_a_value_within_an_unknown_one_is_unknown():
    assert at({"a": UNKNOWN}, "a", "b") == UNKNOWN
    assert at({"a": {"b": 1}}, "a", "b") == 1
    assert at({"a": [1]}, "a", "b") is None


def test_unknown_entries_are_left_out():
    assert entries({"a": [{"b": 1}, UNKNOWN]}, "a") == [{"b": 1}]
    assert entries({"a": UNKNOWN}, "a") == []


def test_what_is_unknown_is_neither_another_value_nor_missing():
    assert not is_other(UNKNOWN, False)
    assert is_other(True, False)
    assert not lacks({"a": UNKNOWN}, "a", "b")
    assert lacks({"a": {"b": ""}}, "a", "b")


def test_a_list_of_unknown_containers_breaks_no_rule():
    workload = good("Deployment")
    workload["spec"]["template"]["spec"]["containers"] = UNKNOWN
    assert [message for rule in OBJECT_RULES for message in rule.violations(workload, Settings())] == []
