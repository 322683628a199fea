from base64 import b64encode
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline import objects


def inputs(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "apiVersion": "v1", **more}


@pytest.mark.parametrize(
    ("type_", "kind", "is_one"),
    [
        ("kubernetes:core/v1:Secret", "Secret", True),
        ("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", "HTTPRoute", True),
        ("kubernetes:core/v1:NamespacePatch", "Namespace", False),
        ("aws:s3/bucket:Bucket", "Bucket", False),
    ],
)
def test_an_object_is_a_kubernetes_resource_of_its_own_kind(type_: str, kind: str, is_one: bool):
    assert objects.is_object(type_, inputs(kind)) is is_one


def test_releases_and_providers_are_no_objects():
    assert not objects.is_object("kubernetes:helm.sh/v3:Release", {"chart": "x"})


def test_a_manifest_starts_as_manifests_do():
    made = objects.manifest(inputs("Service", spec={}, metadata={"name": "x"}), None)
    assert list(made) == ["apiVersion", "kind", "metadata", "spec"]


@pytest.mark.parametrize(
    ("kind", "metadata", "namespace"),
    [("Service", {}, "ai"), ("Service", {"namespace": "other"}, "other"), ("Namespace", {}, None)],
)
def test_the_providers_namespace_is_for_those_without(kind: str, metadata: dict[str, Any], namespace: str | None):
    assert objects.manifest(inputs(kind, metadata=metadata), "ai")["metadata"].get("namespace") == namespace


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret", "Job"])
def test_what_is_replaced_gets_a_new_name_with_its_content(kind: str):
    names = {objects.automatic_name(inputs(kind, data={"a": value}), "x", "urn") for value in "bbc"}
    assert len(names) == 2
    assert all(name.startswith("x-") and len(name) == 10 for name in names)


def test_what_is_updated_keeps_its_name():
    names = {objects.automatic_name(inputs("Deployment", spec=spec), "x", "urn") for spec in "ab"}
    assert len(names) == 1
    assert objects.automatic_name(inputs("Deployment"), "x", "other urn") not in names


def test_ids_are_the_providers():
    assert objects.object_id({"kind": "Service", "metadata": {"name": "x", "namespace": "ai"}}) == "ai/x"
    assert objects.object_id({"kind": "Service", "metadata": {"name": "x"}}) == "default/x"
    assert objects.object_id({"kind": "Namespace", "metadata": {"name": "x"}}) == "x"


def test_text_in_a_secret_is_read_back_as_data():
    secret = inputs("Secret", metadata={"name": "x"}, data={"a": "Yg=="}, stringData={"k": "hush", "later": UNKNOWN})
    assert objects.observed(secret)["data"] == {"a": "Yg==", "k": b64encode(b"hush").decode(), "later": UNKNOWN}
    assert objects.observed(secret | {"stringData": UNKNOWN})["data"] == UNKNOWN


def test_a_stored_secret_has_data_alone():
    secret = inputs("Secret", metadata={"name": "x"}, type="Opaque", data={"a": "Yg=="}, stringData={"k": "hush"})
    stored = objects.as_stored(objects.manifest(secret, None))
    assert stored["data"] == {"a": "Yg==", "k": b64encode(b"hush").decode()}
    assert stored["type"] == "Opaque"
    assert "stringData" not in stored


def test_an_unknown_metadata_leaves_the_name_unknown():
    assert objects.manifest(inputs("Service", metadata=UNKNOWN), None)["metadata"] == {"name": UNKNOWN}
