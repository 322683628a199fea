from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.schemas import Schemas

LABELS = {"app": "x"}


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return Schemas()


def deployment(**spec: Any) -> dict[str, Any]:
    pod = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "x", "image": "x:1"}]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "x"},
        "spec": {"selector": {"matchLabels": LABELS}, "template": pod} | spec,
    }


def test_a_right_object_has_no_errors(schemas: Schemas):
    assert schemas.has(deployment())
    assert list(schemas.errors(deployment(replicas=2))) == []


def test_all_errors_are_told(schemas: Schemas):
    found = dict(schemas.errors(deployment(replicaz=2, replicas="two", template={"spec": {"containers": [{}]}})))
    assert found[("spec",)] == "Additional properties are not allowed ('replicaz' was unexpected)"
    assert found[("spec", "replicas")].startswith("'two' is not of type")
    assert found[("spec", "template", "spec", "containers", 0)] == "'name' is a required property"


def test_unknown_values_are_taken_to_be_right(schemas: Schemas):
    assert list(schemas.errors(deployment(replicas=UNKNOWN))) == []


def test_messages_are_short_and_quote_no_secret(schemas: Schemas):
    long = dict(schemas.errors(deployment(replicas="x\n" * 500)))[("spec", "replicas")]
    assert len(long) <= 200
    assert "\n" not in long
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}, "stringData": {"pin": 1234}}
    assert [message for _, message in schemas.errors(secret) if "1234" in message] == []
    assert list(schemas.errors(secret))


def test_custom_resources_have_no_schema(schemas: Schemas):
    route = {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "x"}}
    assert not schemas.has(route)
    assert list(schemas.errors(route)) == []


def test_another_groups_kind_of_the_same_name_has_no_schema(schemas: Schemas):
    assert not schemas.has({"apiVersion": "apps.example.com/v1", "kind": "Deployment", "metadata": {"name": "x"}})


@pytest.mark.parametrize("api_version", ["extensions/v1beta1", "networking.k8s.io/v1beta1"])
def test_kubernetes_own_kinds_must_exist(schemas: Schemas, api_version: str):
    ingress = {"apiVersion": api_version, "kind": "Ingress", "metadata": {"name": "x"}}
    assert list(schemas.errors(ingress)) == [
        (("kind",), f"Kubernetes {schemas.version} has no Ingress of {api_version}")
    ]


def test_versions_can_be_chosen():
    assert Schemas("1.30").version == Schemas("v1.30").version == "1.30"


@pytest.mark.parametrize("version", ["1.2", "1.99", "x"])
def test_other_versions_are_refused_with_the_range(version: str):
    with pytest.raises(ValueError, match=rf"no schemas for Kubernetes {version}: expected 1\.\d+ to 1\.\d+"):
        Schemas(version)
