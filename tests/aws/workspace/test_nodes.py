"""Node selectors and tolerations of a workspace on spot nodes and on Graviton."""

from collections.abc import Mapping
from typing import Any

import pytest

from homelab.arguments import check
from homelab.aws.workspace.nodes import INTERRUPTIBLE, NodesArgs, pods_on
from homelab.modules.groups import COMPONENTS
from homelab.modules.preset_defaults import runs
from tests.scenarios import SCENARIOS, recorded


def pod_specs(nodes: Mapping[str, Any]) -> dict[str, Any]:
    args = {**SCENARIOS["smallest"], "openai": {"api_key": "sk-not-a-key-0000"}}
    running = [name for name in COMPONENTS if name != "all" and runs(name, args)]
    args["pods"] = pods_on(check(NodesArgs, nodes, "nodes"), running)
    return {
        manifest["metadata"]["name"]: manifest["spec"]["template"]["spec"]
        for manifest in recorded(args).manifests
        if manifest["kind"] in ("Deployment", "StatefulSet", "Job")
    }


def test_without_a_wish_the_cluster_chooses():
    assert pods_on({}, COMPONENTS) == {}


def test_graviton_is_for_every_pod():
    specs = pod_specs({"graviton": True})
    assert specs
    assert all(spec["nodeSelector"] == {"kubernetes.io/arch": "arm64"} for spec in specs.values())


@pytest.mark.parametrize(
    ("provisioner", "label", "on_demand"),
    [
        ({}, "karpenter.sh/capacity-type", "on-demand"),
        ({"provisioner": "node-groups"}, "eks.amazonaws.com/capacityType", "ON_DEMAND"),
    ],
    ids=["karpenter", "node groups"],
)
def test_databases_are_on_demand_and_librechat_prefers_spot(provisioner: Any, label: str, on_demand: str):
    specs = pod_specs({"spot": True, "taint": "spot", **provisioner})
    assert "nodeSelector" not in specs["ws-librechat"]
    (preferred,) = specs["ws-librechat"]["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    assert preferred["preference"]["matchExpressions"][0]["key"] == label
    assert specs["ws-librechat"]["tolerations"] == [{"key": "spot", "operator": "Exists"}]
    for name in ("ws-pgvector", "ws-documentdb-postgres", "ws-valkey", "ws-meilisearch", "ws-rag-api"):
        assert specs[name]["nodeSelector"] == {label: on_demand}
        assert "tolerations" not in specs[name]


def test_what_may_be_interrupted_are_components():
    assert {*INTERRUPTIBLE} < {*COMPONENTS}
