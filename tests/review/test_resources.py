from typing import Any

from homelab.diff.changes import Change, Verb
from homelab.diff.fields import Field
from homelab.review.resources import resource_changes


def others(read: bool = False, **inputs: Any) -> dict[str, Any]:
    listed = [
        {"type": "aws:a:B", "urn": name, "name": name, "read": read, "inputs": each} for name, each in inputs.items()
    ]
    return {"otherResources": listed}


def test_resources_come_go_and_change_by_their_fields():
    before, after = others(a={}, b={"size": 1, "tags": {"x": "y"}}, same={}), others(b={"size": 2}, c={}, same={})
    gone, changed, new = resource_changes(before, after)
    assert [(each.verb, str(each)) for each in (gone, changed, new)] == [
        (Verb.REMOVED, "aws:a:B a"),
        (Verb.CHANGED, "aws:a:B b"),
        (Verb.ADDED, "aws:a:B c"),
    ]
    assert changed.fields == (Field("size", "1", "2"), Field("tags.x", "y", None))


def test_lookups_and_reports_without_inputs_are_no_change():
    assert resource_changes({}, others(read=True, a={})) == []
    earlier = others(a={"size": 1})
    del earlier["otherResources"][0]["inputs"]
    assert resource_changes(earlier, others(a={"size": 2})) == []


def test_what_is_replaced_may_be_or_is_protected_is_told():
    def changed(old: dict[str, Any], new: dict[str, Any], **more: Any) -> Change:
        sides = ({"type": "aws:rds/cluster:Cluster", "urn": "x", "name": "x", "read": False, **more} for _ in range(2))
        before, after = (
            {"otherResources": [side | {"inputs": each}]} for side, each in zip(sides, (old, new), strict=True)
        )
        (found,) = resource_changes(before, after)
        return found

    replaced = changed({"engine": "a"}, {"engine": "b", "storageType": "c"}, protected=True)
    assert (replaced.verb, replaced.warnings) == (
        Verb.REPLACED,
        ("engine cannot be changed in place", "is protected, so that Pulumi refuses to delete it"),
    )
    possible = changed({}, {"storageType": "c"}, protected=True)
    assert (possible.verb, possible.warnings) == (
        Verb.CHANGED,
        ("may be replaced, as storageType changes: see pulumi preview",),
    )
