from typing import Any

from homelab import images
from homelab.components.fake_model import FakeModel
from homelab.offline.checks import check
from homelab.offline.schemas import Schemas
from tests.components.recorded import container, objects, recording
from tests.objects import hardening_violations, restricted_violations, workloads

ARGS: Any = {"namespace": "ai", "clients": ["chat"]}


def test_its_pods_are_hardened_and_its_objects_valid():
    made = recording(lambda: FakeModel("model", ARGS))
    manifests = [each.manifest for each in made.objects]
    assert [v for each in workloads(manifests) for v in restricted_violations(each)] == []
    assert [v for each in workloads(manifests) for v in hardening_violations(each)] == []
    assert check(made, Schemas()).violations == []


def test_it_needs_no_image_of_its_own_and_reaches_nobody():
    made = objects(lambda: FakeModel("model", ARGS))
    assert container(made["Deployment", "model"])["image"] == images.PYTHON.reference({})
    policy = made["NetworkPolicy", "model"]["spec"]
    assert "egress" not in policy
    (rule,) = policy["ingress"]
    assert rule["from"] == [{"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "chat"}}}]
