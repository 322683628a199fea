from typing import Any

import pytest

from homelab.kubernetes.pod_terms import (
    affinity_violations,
    dns_config_violations,
    init_container_violations,
    spread_violations,
    toleration_violations,
)

SPREAD = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}


def node_affinity(**expression: Any) -> dict[str, Any]:
    term = {"matchExpressions": [{"key": "a", **expression}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}


@pytest.mark.parametrize(
    "term",
    [
        {"operator": "Exists"},
        {"key": "a", "value": "b"},
        {"key": "a", "operator": "Exists", "effect": ""},
        {"key": "a", "operator": "Equal", "value": "b", "effect": "NoExecute", "tolerationSeconds": 5},
    ],
)
def test_tolerations_that_work_are_accepted(term: dict[str, Any]):
    assert list(toleration_violations(term)) == []


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ({"key": "a", "operator": "exists"}, "operator: expected one of Equal, Exists, got 'exists'"),
        (
            {"key": "a", "effect": "NoRun"},
            "effect: expected one of NoSchedule, PreferNoSchedule, NoExecute, got",
        ),
        ({"key": "a", "operator": "Exists", "value": "b"}, "value 'b' excludes operator Exists"),
        ({"value": "b"}, "operator Equal needs key"),
        ({}, "operator Equal needs key"),
        (
            {"key": "a", "effect": "NoSchedule", "tolerationSeconds": 5},
            "tolerationSeconds 5 needs effect NoExecute, got NoSchedule",
        ),
    ],
)
def test_tolerations_that_kubernetes_refuses_are_refused(term: dict[str, Any], message: str):
    (found,) = toleration_violations(term)
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"whenUnsatisfiable": "Maybe"},
            "whenUnsatisfiable: expected one of DoNotSchedule, ScheduleAnyway, got",
        ),
        ({"maxSkew": 0}, "maxSkew: expected a whole number from 1, got 0"),
        ({"topologyKey": ""}, "topologyKey: expected a label of nodes"),
        ({"nodeTaintsPolicy": "honor"}, "nodeTaintsPolicy: expected one of Honor, Ignore, got 'honor'"),
        (
            {"minDomains": 2, "whenUnsatisfiable": "ScheduleAnyway"},
            "minDomains 2 needs whenUnsatisfiable",
        ),
        (
            {"labelSelector": {"matchExpressions": [{"key": "a", "operator": "Gt", "values": ["1"]}]}},
            "labelSelector.matchExpressions.0.operator: expected one of In, NotIn, Exists, DoesNotExist, got 'Gt'",
        ),
        ({"labelSelector": {"matchLabels": {"a": "b c"}}}, "labelSelector.matchLabels: expected Kubernetes labels"),
    ],
)
def test_spreads_that_kubernetes_refuses_are_refused(changes: dict[str, Any], message: str):
    assert list(spread_violations(SPREAD)) == []
    (found,) = spread_violations({**SPREAD, **changes})
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            {"operator": "Is", "values": ["b"]},
            "operator: expected one of In, NotIn, Exists, DoesNotExist, Gt, Lt, got",
        ),
        ({"operator": "In"}, "operator In needs values"),
        ({"operator": "Exists", "values": ["b"]}, "operator Exists excludes values ['b']: remove one"),
        ({"operator": "Gt", "values": ["b"]}, "operator Gt needs one whole number in values, got ['b']"),
    ],
)
def test_node_affinities_that_kubernetes_refuses_are_refused(expression: dict[str, Any], message: str):
    assert list(affinity_violations(node_affinity(operator="Gt", values=["5"]))) == []
    (found,) = affinity_violations(node_affinity(**expression))
    assert f"nodeSelectorTerms.0.matchExpressions.0.{message}" in found


def test_more_name_servers_than_a_resolver_reads_are_refused():
    servers = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1"]
    assert list(dns_config_violations({"nameservers": servers[1:]})) == []
    assert list(dns_config_violations({"nameservers": servers})) == ["nameservers: expected at most 3, got 4"]


def test_pull_policies_that_do_not_exist_are_refused():
    (found,) = init_container_violations({"imagePullPolicy": "always"})
    assert found == "imagePullPolicy: expected one of Always, IfNotPresent, Never, got 'always'"
