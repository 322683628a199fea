from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pytest

from homelab.offline import record
from homelab.offline.checks import check
from homelab.offline.schemas import Schemas

HUSH = "hush-hush"


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return Schemas()


def good() -> None:
    k8s.core.v1.Secret("key", string_data={"key": pulumi.Output.secret(HUSH)})
    k8s.core.v1.ConfigMap("settings", data={"a": "b"})
    k8s.apiextensions.CustomResource("route", "gateway.networking.k8s.io/v1", "HTTPRoute", metadata={"name": "x"})


def bad() -> None:
    good()
    claim: Any = {"resources": {"requests": {"storage": "10GB"}}, "acessModes": []}
    k8s.core.v1.PersistentVolumeClaim("data", metadata={"name": "Data"}, spec=claim)
    k8s.core.v1.ConfigMap("leak", metadata={"name": "leak"}, data={"url": f"http://{HUSH}"})
    k8s.core.v1.ConfigMap("quote", metadata={"name": f"{HUSH}!"})


def test_a_good_program_passes(schemas: Schemas):
    checked = check(record(good), schemas)
    assert checked.violations == []
    assert checked.unchecked == ["gateway.networking.k8s.io/v1 HTTPRoute"]
    assert checked.kubernetes_version == schemas.version
    assert checked.counts == {"schema": 2, "names and quantities": 3, "secrets searched for": 2}


def test_everything_that_is_wrong_is_told_at_once(schemas: Schemas):
    told = sorted(map(str, check(record(bad), schemas).violations))
    assert [line.split(": ")[:2] for line in told] == [
        ["ConfigMap [secret]!", "metadata.name"],
        ["ConfigMap [secret]!", "metadata.name"],
        ["ConfigMap leak", "data.url"],
        ["PersistentVolumeClaim Data", "metadata.name"],
        ["PersistentVolumeClaim Data", "spec.resources.requests.storage"],
        ["PersistentVolumeClaim Data", "spec"],
    ]
    assert HUSH not in "".join(told)


def test_a_good_program_passes_in_a_preview(schemas: Schemas):
    assert check(record(good, preview=True), schemas).violations == []
