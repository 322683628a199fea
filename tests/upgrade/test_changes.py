from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.upgrade.changes import REPLACED_ON, Change, Resource, Verb, changes

CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"
SECRET = "kubernetes:core/v1:Secret"
PASSWORD = "random:index/randomPassword:RandomPassword"


def resource(type_: str, inputs: dict[str, Any], **options: Any) -> Resource:
    return Resource(type=type_, name="x", urn=f"urn:pulumi:s::p::{type_}::x", inputs=inputs, **options)


def inputs(path: str, value: object) -> dict[str, Any]:
    """Inputs with ``value`` at ``path``, and a name."""
    *outer, last = path.split(".")
    nested: dict[str, Any] = {last: value}
    for key in reversed(outer):
        nested = {key: nested}
    return nested | {"metadata": {"name": "ws-x", "namespace": "ai"} | nested.get("metadata", {})}


def verbs(old: Resource | None, *new: Resource) -> list[Verb]:
    return [change.verb for change in changes([old] if old else [], new)]


@pytest.mark.parametrize(("type_", "path"), [(type_, path) for type_, paths in REPLACED_ON.items() for path in paths])
@pytest.mark.parametrize(("before", "after"), [("a", "b"), ({"a": "b"}, {"a": "c"}), (None, "b"), ("a", None)])
def test_an_input_that_cannot_change_replaces_the_object(type_: str, path: str, before: object, after: object):
    old, new = (resource(type_, inputs(path, value), retain_on_delete=True) for value in (before, after))
    (change,) = changes([old], [new])
    assert change.verb is Verb.REPLACES
    assert change.reason == f"{path} changes"


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        (CLAIM, "metadata.labels"),
        (CLAIM, "spec.volumeAttributesClassName"),
        ("kubernetes:apps/v1:StatefulSet", "spec.template"),
        ("kubernetes:apps/v1:StatefulSet", "spec.replicas"),
        ("kubernetes:apps/v1:Deployment", "spec.strategy"),
        ("kubernetes:core/v1:Service", "spec.ports"),
        ("kubernetes:core/v1:Service", "spec.selector"),
        ("kubernetes:core/v1:ConfigMap", "data"),
        ("kubernetes:networking.k8s.io/v1:NetworkPolicy", "spec.podSelector"),
    ],
)
def test_other_inputs_change_in_place_or_without_loss(type_: str, path: str):
    assert not verbs(resource(type_, inputs(path, "a")), resource(type_, inputs(path, "b")))


@pytest.mark.parametrize("type_", [CLAIM, "kubernetes:apps/v1:StatefulSet", "kubernetes:core/v1:Namespace", SECRET])
def test_a_stateful_object_must_not_go(type_: str):
    (change,) = changes([resource(type_, inputs("spec", {}))], [])
    assert (change.verb, change.subject) == (Verb.REMOVES, f"{type_.rpartition(':')[2]} ws-x")


@pytest.mark.parametrize("type_", ["kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Service"])
def test_objects_without_data_may_go(type_: str):
    assert not verbs(resource(type_, inputs("spec", {})))


def test_a_new_object_is_no_loss():
    assert not verbs(None, resource(CLAIM, inputs("spec", {})))


def test_another_logical_name_is_another_object_unless_an_alias_names_the_old_one():
    old = resource(CLAIM, inputs("spec", {}))
    new = replace(old, name="y", urn=old.urn.replace("::x", "::y"))
    assert verbs(old, new) == [Verb.REMOVES]
    assert not verbs(old, replace(new, aliases=["urn:pulumi:s::p::other::x", old.urn]))
    (change,) = changes([old], [replace(new, type=SECRET, aliases=[old.urn])])
    assert str(change) == f"Replaces PersistentVolumeClaim ws-x: its type becomes {SECRET}"


def test_an_alias_does_not_hide_what_still_has_the_urn():
    old = resource(CLAIM, inputs("spec.volumeName", "a"))
    other = replace(resource(CLAIM, inputs("spec.volumeName", "b")), urn="urn:other", aliases=[old.urn])
    assert not verbs(old, old, other)
    assert not verbs(old, other, old)


@pytest.mark.parametrize(
    ("before", "after", "shrinks"),
    [("4Gi", "8Gi", False), ("4Gi", "4096Mi", False), ("4Gi", "4G", True), ("1Ti", "1Gi", True), ("4Gi", None, True)],
)
def test_a_claim_may_grow_and_not_shrink(before: str, after: str | None, shrinks: bool):
    old, new = (resource(CLAIM, inputs("spec.resources.requests.storage", size)) for size in (before, after))
    found = [*changes([old], [new])]
    assert [change.verb for change in found] == [Verb.REPLACES] * shrinks
    assert all(f"shrinks from {before} to {after}" in change.reason for change in found)
    assert not verbs(old, replace(new, ignore_changes=["spec.resources"]))


@pytest.mark.parametrize("type_", [CLAIM, SECRET, "kubernetes:core/v1:Namespace"])
def test_what_is_retained_stays_so(type_: str):
    kept = resource(type_, inputs("spec", {}), retain_on_delete=True)
    assert verbs(kept, replace(kept, retain_on_delete=False)) == [Verb.STOPS_RETAINING]
    assert not verbs(replace(kept, retain_on_delete=False), kept)


def test_a_secret_with_an_automatic_name_may_change_and_go_unless_it_is_retained():
    old, new = (resource(SECRET, {"metadata": {}, "stringData": {"key": value}}) for value in ("a", "b"))
    assert not verbs(old, new)
    assert not verbs(old)
    assert verbs(replace(old, retain_on_delete=True), replace(new, retain_on_delete=True)) == [Verb.REPLACES]


def test_no_value_is_shown():
    old, new = (resource(SECRET, inputs("stringData", {"key": value})) for value in ("hunter2", "correct-horse"))
    (change,) = changes([old], [new])
    assert str(change) == "Replaces Secret ws-x: stringData changes"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("length", 33),
        ("special", True),
        ("lower", False),
        ("minUpper", 1),
        ("overrideSpecial", "-"),
        ("keepers", {"a": "b"}),
    ],
)
def test_other_inputs_of_a_password_make_a_new_one(key: str, value: object):
    old = {"length": 32, "special": False}
    assert verbs(resource(PASSWORD, old), resource(PASSWORD, old | {key: value})) == [Verb.REPLACES]
    assert verbs(resource(PASSWORD, old | {key: value}), resource(PASSWORD, old)) == [Verb.REPLACES]


def test_a_password_is_the_same_with_its_defaults_written_out():
    written = {"length": 32, "lower": True, "minLower": 0, "keepers": {}, "overrideSpecial": ""}
    assert not verbs(resource(PASSWORD, {"length": 32}), resource(PASSWORD, written))


@pytest.mark.parametrize("type_", [PASSWORD, "random:index/randomId:RandomId", "random:index/randomUuid:RandomUuid"])
def test_a_random_value_must_not_go(type_: str):
    (change,) = changes([resource(type_, {})], [])
    assert change == Change(Verb.REMOVES, f"{type_.rpartition(':')[2]} x", change.reason)


@pytest.mark.parametrize(
    ("ignored", "replaced"),
    [
        ("spec.volumeName", False),
        ("spec", False),
        ("spec.*", False),
        ('["spec"].volumeName', False),
        ("spec.volumeName.part", True),
        ("spec.volume", True),
        ("metadata", True),
    ],
)
def test_what_is_ignored_does_not_replace(ignored: str, replaced: bool):
    old, new = (resource(CLAIM, inputs("spec.volumeName", name)) for name in ("a", "b"))
    assert verbs(old, replace(new, ignore_changes=[ignored])) == [Verb.REPLACES] * replaced
    assert verbs(replace(old, ignore_changes=[ignored]), new) == [Verb.REPLACES]


@pytest.mark.parametrize("path", ["spec.list[0].a", "spec.list[*].a", 'spec["list"]', "spec.list[0]"])
def test_a_resource_can_name_more_inputs_that_replace_it(path: str):
    old, new = (resource(CLAIM, inputs("spec.list", [{"a": value}])) for value in ("a", "b"))
    assert not verbs(old, new)
    assert verbs(old, replace(new, replace_on_changes=[path])) == [Verb.REPLACES]
    assert not verbs(old, replace(new, replace_on_changes=["spec.list[1].a"]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=8,
)
TYPES = st.sampled_from([*REPLACED_ON, PASSWORD])
INPUTS = st.dictionaries(st.sampled_from(["metadata", "spec", "data", "type"]), JSON)


@given(TYPES, INPUTS, st.booleans())
def test_the_same_twice_is_no_change(type_: str, declared: dict[str, Any], retained: bool):
    same = resource(type_, declared, retain_on_delete=retained)
    assert not verbs(same, replace(same))


@given(TYPES, INPUTS, INPUTS)
def test_what_ignores_all_of_its_inputs_is_never_replaced(type_: str, old: dict[str, Any], new: dict[str, Any]):
    assert not verbs(resource(type_, old), resource(type_, new, ignore_changes=["*"]))
