"""What policies let pass, on cases made by hand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.offline.network import Address, Block, NetworkPolicies, Pod, Port

WEB = Pod("web", "ai", {"app": "web"}, (Port("http", 80),))
DB = Pod("db", "ai", {"app": "db"}, (Port("sql", 5432),))
ELSEWHERE = Pod("web", "other", {"app": "web"}, (Port("http", 80),))
WORLD = Address.parse("1.1.1.1")
LAN = Address.parse("192.168.1.1")


def policy(selector: dict[str, str], **spec: Any) -> dict[str, Any]:
    return {
        "kind": "NetworkPolicy",
        "metadata": {"name": "p", "namespace": "ai"},
        "spec": {"podSelector": {"matchLabels": selector}, "policyTypes": ["Ingress", "Egress"], **spec},
    }


def into_db(*peers: dict[str, Any], **rule: Any) -> NetworkPolicies:
    ingress = [{"from": list(peers), **rule}]
    return NetworkPolicies([policy({"app": "db"}, ingress=ingress), namespace("other", team="research")])


def out_of_web(*peers: dict[str, Any], **rule: Any) -> NetworkPolicies:
    return NetworkPolicies([policy({"app": "web"}, egress=[{"to": list(peers), **rule}])])


def namespace(name: str, **labels: str) -> dict[str, Any]:
    return {"kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def labels(**wanted: str) -> dict[str, Any]:
    return {"matchLabels": wanted}


OTHER_BY_NAME = {"matchLabels": {"kubernetes.io/metadata.name": "other"}}
TO_DB = {"to": [{"podSelector": labels(app="db")}], "ports": [{"port": 5432, "protocol": "TCP"}]}
FROM_WEB = {"from": [{"podSelector": labels(app="web")}], "ports": [{"port": 5432}]}


def test_without_a_policy_everything_passes():
    assert NetworkPolicies([]).allows(WEB, DB, 5432)


def test_a_policy_about_other_pods_or_another_namespace_does_not_matter():
    elsewhere = policy({"app": "db"})
    elsewhere["metadata"]["namespace"] = "other"
    assert NetworkPolicies([policy({"app": "cache"}), elsewhere]).allows(WEB, DB, 5432)


def test_both_sides_have_to_let_it_pass():
    out, into = policy({"app": "web"}, egress=[TO_DB]), policy({"app": "db"}, ingress=[FROM_WEB])
    assert NetworkPolicies([out, into]).allows(WEB, DB, 5432)
    assert not NetworkPolicies([policy({"app": "web"}), into]).allows(WEB, DB, 5432)
    assert not NetworkPolicies([out, policy({"app": "db"})]).allows(WEB, DB, 5432)


def test_a_policy_about_one_direction_leaves_the_other_open():
    rules = NetworkPolicies([policy({"app": "db"}, policyTypes=["Ingress"])])
    assert rules.allows(DB, WEB, 80)
    assert not rules.allows(WEB, DB, 5432)


@pytest.mark.parametrize(("port", "protocol"), [(5433, "TCP"), (5432, "UDP")])
def test_another_port_or_protocol_does_not_pass(port: int, protocol: str):
    assert not NetworkPolicies([policy({"app": "web"}, egress=[TO_DB])]).allows(WEB, DB, port, protocol)


def test_named_ports_are_the_targets_in_both_directions():
    assert out_of_web({"podSelector": {}}, ports=[{"port": "sql"}]).allows(WEB, DB, 5432)
    assert into_db({"podSelector": {}}, ports=[{"port": "sql"}]).allows(WEB, DB, 5432)
    assert not out_of_web({"podSelector": {}}, ports=[{"port": "http"}]).allows(WEB, DB, 80)


def test_a_pod_selector_alone_means_the_policys_own_namespace():
    rules = into_db({"podSelector": labels(app="web")})
    assert rules.allows(WEB, DB, 5432)
    assert not rules.allows(ELSEWHERE, DB, 5432)


@pytest.mark.parametrize("selector", [OTHER_BY_NAME, labels(team="research")])
def test_a_namespace_selector_alone_means_every_pod_of_those_namespaces(selector: dict[str, Any]):
    rules = into_db({"namespaceSelector": selector})
    assert rules.allows(ELSEWHERE, DB, 5432)
    assert not rules.allows(WEB, DB, 5432)


def test_an_empty_namespace_selector_means_every_namespace():
    rules = into_db({"namespaceSelector": {}})
    assert rules.allows(ELSEWHERE, DB, 5432)
    assert rules.allows(WEB, DB, 5432)
    assert not rules.allows(LAN, DB, 5432)


def test_both_selectors_in_one_peer_have_to_match():
    both = {"namespaceSelector": OTHER_BY_NAME, "podSelector": labels(app="web")}
    assert into_db(both).allows(ELSEWHERE, DB, 5432)
    assert not into_db(both).allows(WEB, DB, 5432)
    assert not into_db({**both, "podSelector": labels(app="db")}).allows(ELSEWHERE, DB, 5432)


def test_two_peers_are_alternatives():
    rules = into_db({"namespaceSelector": OTHER_BY_NAME}, {"podSelector": labels(app="web")})
    assert rules.allows(ELSEWHERE, DB, 5432)
    assert rules.allows(WEB, DB, 5432)


def test_blocks_of_addresses_have_exceptions_and_no_pods_in_them():
    rules = out_of_web({"ipBlock": {"cidr": "0.0.0.0/0", "except": ["192.168.0.0/16"]}})
    assert rules.allows(WEB, WORLD, 443)
    assert not rules.allows(WEB, LAN, 443)
    assert not rules.allows(WEB, DB, 5432)


def test_an_address_comes_in_by_a_block_alone():
    assert into_db({"ipBlock": {"cidr": "192.168.0.0/16"}}).allows(LAN, DB, 5432)
    assert not into_db({"ipBlock": {"cidr": "192.168.0.0/16"}}).allows(WORLD, DB, 5432)
    assert not into_db({"podSelector": {}}).allows(LAN, DB, 5432)


@pytest.mark.parametrize("source", [WEB, ELSEWHERE, LAN])
@pytest.mark.parametrize("rule", [{}, {"from": []}, {"ports": []}])
def test_a_rule_without_peers_means_everyone(source: Pod | Address, rule: dict[str, Any]):
    assert NetworkPolicies([policy({"app": "db"}, ingress=[rule])]).allows(source, DB, 5432)


def test_no_rules_mean_nobody():
    assert not NetworkPolicies([policy({"app": "db"}, ingress=[])]).allows(WEB, DB, 5432)


def test_rules_of_several_policies_add_up():
    policies = [policy({"app": "web"}), policy({"app": "web"}, egress=[TO_DB]), policy({}, policyTypes=["Egress"])]
    assert NetworkPolicies(policies).allows(WEB, DB, 5432)


def test_addresses_stand_for_all_that_policies_treat_alike():
    rules = out_of_web({"ipBlock": {"cidr": "10.1.2.3/32"}})
    found = rules.addresses([Block.parse({"cidr": "10.0.0.0/8"})])
    assert [address for address in found if rules.allows(WEB, address, 443)] == [Address.parse("10.1.2.3")]
    assert len(found) == 3


RANGES = st.lists(st.tuples(st.integers(1, 65535), st.integers(0, 40000)), max_size=4)


@given(RANGES, st.integers(1, 65535))
def test_for_every_port_some_port_that_stands_for_all_is_treated_like_it(ranges: list[tuple[int, int]], port: int):
    rules = out_of_web(
        ports=[{"port": first, "endPort": min(first + more, 65535)} for first, more in ranges] or [{"port": 1}]
    )
    alike = max(number for number, protocol in rules.ports() if protocol == "TCP" and number <= port)
    assert rules.allows(WEB, DB, port) == rules.allows(WEB, DB, alike)


def test_a_known_port_stands_for_itself_alone():
    numbers = {number for number, _ in NetworkPolicies([]).ports(443)}
    assert numbers == {1, 443, 444}
    assert {number for number, _ in NetworkPolicies([]).ports(65535)} == {1, 65535}


def test_namespaces_are_named_by_label_or_expression():
    expression = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["a", "b"]}
    peers = [{"namespaceSelector": OTHER_BY_NAME}, {"namespaceSelector": {"matchExpressions": [expression]}}]
    anybody = [{"namespaceSelector": {}}, {"namespaceSelector": labels(team="x")}]
    assert into_db(*peers, *anybody).named_namespaces() == {"other", "a", "b"}
