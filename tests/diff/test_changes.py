from typing import Any

import pytest

from homelab.diff.changes import Change, Verb, compare
from homelab.diff.folder import ManifestFile
from homelab.gitops.prepare import KEPT

ARGO = dict([*KEPT.values()][:1])
FLUX = dict([*KEPT.values()][1:])
TEMPLATES = ({"spec": {"containers": [{"name": "api", "image": f"api:{number}"}]}} for number in (1, 2))
OLD_POD, NEW_POD = ({"template": each} for each in TEMPLATES)


def an(
    kind: str, name: str = "x", *, version: str = "v1", file: str = "x.yaml", annotations: Any = None, **content: Any
) -> ManifestFile:
    metadata: dict[str, Any] = {"name": name, "namespace": "ai"}
    if annotations:
        metadata["annotations"] = annotations
    return ManifestFile({"apiVersion": version, "kind": kind, "metadata": metadata, **content}, file)


def one(old: ManifestFile | None, new: ManifestFile | None) -> Change:
    (change,) = compare([old] if old else [], [new] if new else [])
    return change


def test_objects_come_go_and_change_by_kind_namespace_and_name():
    same, gone = an("Service", "same"), an("Service", "gone")
    found = compare([same, gone, an("ConfigMap", data={"a": "1"})], [an("Role", "new"), an("ConfigMap"), same])
    assert [(each.verb, str(each)) for each in found] == [
        (Verb.CHANGED, "ConfigMap ai/x"),
        (Verb.ADDED, "Role ai/new"),
        (Verb.REMOVED, "Service ai/gone"),
    ]
    assert compare([same], [same]) == []


def test_another_version_of_an_api_is_the_same_object():
    change = one(an("X", version="g.io/v1beta1"), an("X", version="g.io/v1"))
    assert [(field.path, field.new) for field in change.fields] == [("apiVersion", "g.io/v1")]
    assert len(compare([an("X", version="a.io/v1")], [an("X", version="b.io/v1")])) == 2


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret"])
def test_a_name_that_follows_from_the_content_is_one_change(kind: str):
    change = one(an(kind, "x-0123abcd", data={"k": "a"}), an(kind, "x-4567abcd", data={"k": "b"}))
    assert (change.verb, change.previous_name, change.name) == (Verb.CHANGED, "x-0123abcd", "x-4567abcd")
    assert [field.path for field in change.fields] == ["data.k"]


def test_names_are_paired_only_where_there_is_no_doubt():
    one_, two, three = (an("ConfigMap", f"x-0000000{number}") for number in (1, 2, 3))
    assert {each.verb for each in compare([one_], [two, three])} == {Verb.ADDED, Verb.REMOVED}
    assert {each.verb for each in compare([an("Service", "x-00000001")], [an("Service", "x-00000002")])} == {
        Verb.ADDED,
        Verb.REMOVED,
    }


def test_a_job_with_another_name_runs_again():
    change = one(an("Job", "x-0123abcd", spec=OLD_POD), an("Job", "x-4567abcd", spec=NEW_POD))
    assert (change.verb, change.effects, change.warnings) == (Verb.REPLACED, ("it runs again",), ())


@pytest.mark.parametrize(
    ("kind", "old", "new", "reason"),
    [
        ("StatefulSet", {"serviceName": "a"}, {"serviceName": "b"}, "spec.serviceName changes"),
        ("StatefulSet", {}, {"volumeClaimTemplates": [{}]}, "spec.volumeClaimTemplates changes"),
        ("Deployment", {"selector": {"a": "b"}}, {"selector": {"a": "c"}}, "spec.selector changes"),
        ("Job", OLD_POD, NEW_POD, "spec.template changes"),
        (
            "PersistentVolumeClaim",
            {"storageClassName": "a"},
            {"storageClassName": "b"},
            "spec.storageClassName changes",
        ),
        ("Service", {"clusterIP": "None"}, {}, "spec.clusterIP changes"),
    ],
)
def test_what_cannot_change_in_place_is_replaced_and_said(kind: str, old: Any, new: Any, reason: str):
    change = one(an(kind, spec=old), an(kind, spec=new))
    assert change.verb is Verb.REPLACED
    assert f"cannot be changed in place: {reason}" in change.warnings


@pytest.mark.parametrize(
    ("kind", "spec", "effect"),
    [
        ("Deployment", {}, "its pods roll"),
        ("Deployment", {"strategy": {"type": "Recreate"}}, "its pods stop before new ones start"),
        ("StatefulSet", {"replicas": 1}, "its pods stop before new ones start"),
        ("StatefulSet", {"replicas": 3}, "its pods roll"),
        ("DaemonSet", {}, "its pods roll"),
    ],
)
def test_pods_roll_with_their_template_alone(kind: str, spec: Any, effect: str):
    old = an(kind, spec={**spec, **OLD_POD})
    assert one(old, an(kind, spec={**spec, **NEW_POD})).effects == (effect,)
    assert one(old, an(kind, spec={**spec, **OLD_POD, "paused": True})).effects == ()


@pytest.mark.parametrize("kind", ["PersistentVolumeClaim", "Namespace"])
@pytest.mark.parametrize(
    ("annotations", "warning"), [(ARGO, "stays in the cluster"), (FLUX, "stays in the cluster"), (None, "is lost")]
)
def test_what_holds_data_does_not_go_without_a_word(kind: str, annotations: Any, warning: str):
    (found,) = one(an(kind, annotations=annotations), None).warnings
    assert warning in found
    assert one(an("ConfigMap"), None).warnings == ()


@pytest.mark.parametrize("annotations", [ARGO, FLUX])
def test_the_end_of_a_protection_is_said(annotations: Any):
    kept, bare = an("Secret", annotations=annotations), an("Secret")
    assert one(kept, bare).warnings == ("is pruned from now on, once it is no longer rendered",)
    assert one(bare, kept).warnings == ()


def test_a_later_wave_of_flux_means_a_new_object_unless_it_is_not_pruned():
    first, second = (an("Deployment", file=f"wave-{number}/x.yaml") for number in (0, 1))
    change = one(first, second)
    assert (change.verb, change.fields) == (Verb.REPLACED, ())
    assert change.warnings[0].startswith("moves to a later wave (1 after 0)")
    assert compare([second], [first]) == []
    kept = [an("PersistentVolumeClaim", file=f"wave-{number}/x.yaml", annotations=FLUX) for number in (0, 1)]
    assert compare(kept[:1], kept[1:]) == []
