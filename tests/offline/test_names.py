from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.names import naming_errors
from homelab.offline.violations import path_text


def errors(kind: str = "Deployment", name: str = "x", **more: Any) -> list[str]:
    metadata = {"name": name, **more.pop("metadata", {})}
    manifest = {"apiVersion": "v1", "kind": kind, "metadata": metadata, **more}
    return [path_text(path) for path, _ in naming_errors(manifest)]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Deployment", "a.b-c.9"),
        ("Deployment", "a" * 253),
        ("Service", "a-9"),
        ("Namespace", "9-a"),
        ("ClusterRole", "system:node"),
        ("StatefulSet", "a" * 52),
        ("Job", "a" * 63),
        ("Deployment", UNKNOWN),
        ("Service", UNKNOWN),
    ],
)
def test_right_names_pass(kind: str, name: str):
    assert errors(kind, name) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Deployment", ""),
        ("Deployment", "Upper"),
        ("Deployment", "a_b"),
        ("Deployment", "-a"),
        ("Deployment", "a..b"),
        ("Deployment", "a" * 254),
        ("Deployment", "a\n"),
        ("Service", "9-a"),
        ("Service", "a.b"),
        ("Service", "a" * 64),
        ("Namespace", "a.b"),
        ("ClusterRole", "a/b"),
        ("ClusterRole", ".."),
        ("StatefulSet", "a" * 53),
        ("CronJob", "a" * 53),
        ("Job", "a" * 64),
    ],
)
def test_wrong_names_are_told(kind: str, name: str):
    assert errors(kind, name) == ["metadata.name"]


@given(st.text(max_size=70))
def test_a_namespace_is_right_or_told(name: str):
    right = (
        0 < len(name) < 64
        and set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        and "-" not in name[0] + name[-1]
    )
    assert (errors(metadata={"namespace": name}) == []) is right


def test_a_generated_name_is_not_enough():
    assert errors(name="", metadata={"generateName": "x-"}) == ["metadata.name"]


def test_labels_are_checked_wherever_they_stand():
    pod = {"metadata": {"labels": {"app": "no spaces"}}, "spec": {"nodeSelector": {"a b": "x"}}}
    found = errors(
        spec={"selector": {"matchLabels": {"app": "-x"}}, "template": pod}, metadata={"labels": {"a": "y" * 64}}
    )
    assert found == [
        "metadata.labels.a",
        "spec.selector.matchLabels.app",
        "spec.template.metadata.labels.app",
        "spec.template.spec.nodeSelector.a b",
    ]
    assert errors("Service", spec={"selector": {"app": "no spaces"}}) == ["spec.selector.app"]


@pytest.mark.parametrize("labels", [{"app.kubernetes.io/name": "A_b.9"}, {"empty": ""}, {"x": UNKNOWN}])
def test_right_labels_pass(labels: dict[str, str]):
    assert errors(metadata={"labels": labels}) == []


@pytest.mark.parametrize("labels", [{"Upper.io/x": "a"}, {"a/b/c": "a"}, {"": "a"}, {"/x": "a"}, {"n": 1}])
def test_wrong_labels_are_told(labels: dict[str, Any]):
    assert len(errors(metadata={"labels": labels})) == 1


def test_annotations_have_keys_of_the_same_kind_and_any_text():
    assert errors(metadata={"annotations": {"nginx.io/x": "any text ☺"}}) == []
    assert errors(metadata={"annotations": {"no spaces": "x"}}) == ["metadata.annotations.no spaces"]


@pytest.mark.parametrize(
    ("name", "right"), [("http", True), ("9", False), ("a--b", False), ("a" * 16, False), ("H", False)]
)
def test_container_ports_have_short_names(name: str, right: bool):
    container = {"name": "x", "ports": [{"containerPort": 1, "name": name}]}
    assert (errors(spec={"template": {"spec": {"containers": [container]}}}) == []) is right


def test_service_ports_containers_and_volumes_are_named_as_labels():
    assert errors("Service", spec={"ports": [{"port": 1, "name": "A"}]}) == ["spec.ports[0].name"]
    found = errors("Pod", spec={"containers": [{"name": "a.b"}], "volumes": [{"name": "a_b"}]})
    assert found == ["spec.containers[0].name", "spec.volumes[0].name"]


@pytest.mark.parametrize("part", ["data", "stringData", "binaryData"])
def test_data_keys_are_file_names(part: str):
    def errors_of(data: object) -> list[str]:
        manifest = {"kind": "Secret", "metadata": {"name": "x"}, part: data}
        return [path_text(path) for path, _ in naming_errors(manifest)]

    assert errors_of({"a.b-C_9": "x"}) == []
    assert errors_of({"a/b": "x"}) == [f"{part}['a/b']"]
    assert errors_of(UNKNOWN) == []


def test_the_content_of_a_config_map_has_no_labels():
    assert errors("ConfigMap", data={"labels": "not a mapping", "matchLabels": "x"}) == []
