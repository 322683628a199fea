"""The evaluator itself, on cases made by hand."""

from typing import Any

import pytest

from tests.network import Address, Pod, behind, is_allowed, pods

WEB = Pod("web", "ai", {"app": "web"}, frozenset({80}))
DB = Pod("db", "ai", {"app": "db"}, frozenset({5432}))
ELSEWHERE = Pod("web", "other", {"app": "web"}, frozenset({80}))
WORLD = Address("1.1.1.1")
LAN = Address("192.168.1.1")


def policy(selector: dict[str, str], **spec: Any) -> dict[str, Any]:
    return {
        "kind": "NetworkPolicy",
        "metadata": {"name": "p", "namespace": "ai"},
        "spec": {"podSelector": {"matchLabels": selector}, "policyTypes": ["Ingress", "Egress"], **spec},
    }


TO_DB = {"to": [{"podSelector": {"matchLabels": {"app": "db"}}}], "ports": [{"port": 5432, "protocol": "TCP"}]}
FROM_WEB = {"from": [{"podSelector": {"matchLabels": {"app": "web"}}}], "ports": [{"port": 5432}]}


def test_without_a_policy_everything_passes():
    assert is_allowed(WEB, DB, 5432, "TCP", [])


def test_both_sides_have_to_let_it_pass():
    out, into = policy({"app": "web"}, egress=[TO_DB]), policy({"app": "db"}, ingress=[FROM_WEB])
    assert is_allowed(WEB, DB, 5432, "TCP", [out, into])
    assert not is_allowed(WEB, DB, 5432, "TCP", [policy({"app": "web"}), into])
    assert not is_allowed(WEB, DB, 5432, "TCP", [out, policy({"app": "db"})])


@pytest.mark.parametrize(("port", "protocol"), [(5433, "TCP"), (5432, "UDP")])
def test_another_port_or_protocol_does_not(port: int, protocol: str):
    assert not is_allowed(WEB, DB, port, protocol, [policy({"app": "web"}, egress=[TO_DB])])


def test_a_pod_selector_alone_means_the_policys_own_namespace():
    assert not is_allowed(ELSEWHERE, DB, 5432, "TCP", [policy({"app": "db"}, ingress=[FROM_WEB])])


def test_a_namespace_selector_means_others():
    from_other = {"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "other"}}}]}
    assert is_allowed(ELSEWHERE, DB, 5432, "TCP", [policy({"app": "db"}, ingress=[from_other])])
    assert not is_allowed(WEB, DB, 5432, "TCP", [policy({"app": "db"}, ingress=[from_other])])


def test_address_blocks_have_exceptions_and_no_pods_in_them():
    public = {"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["192.168.0.0/16"]}}]}
    rules = [policy({"app": "web"}, egress=[public])]
    assert is_allowed(WEB, WORLD, 443, "TCP", rules)
    assert not is_allowed(WEB, LAN, 443, "TCP", rules)
    assert not is_allowed(WEB, DB, 5432, "TCP", rules)


def test_a_rule_without_peers_means_everyone():
    assert is_allowed(WEB, LAN, 443, "TCP", [policy({"app": "web"}, egress=[{"ports": [{"port": 443}]}])])


def test_rules_of_several_policies_add_up():
    assert is_allowed(WEB, DB, 5432, "TCP", [policy({"app": "web"}), policy({"app": "web"}, egress=[TO_DB])])


def test_a_service_leads_to_the_pods_that_have_all_its_labels():
    service = {"kind": "Service", "metadata": {"name": "s", "namespace": "ai"}, "spec": {"selector": {"app": "web"}}}
    assert behind(service, [WEB, DB, ELSEWHERE]) == [WEB]
    assert behind({**service, "spec": {}}, [WEB, DB]) == []


def test_pods_are_read_from_workloads():
    deployment = {
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "ai"},
        "spec": {
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"ports": [{"containerPort": 80}]}]},
            }
        },
    }
    assert pods([deployment, {"kind": "Service", "metadata": {"name": "web"}, "spec": {}}]) == [WEB]
