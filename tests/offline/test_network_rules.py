from typing import Any

import pytest

from homelab.offline.network import Address, Pod, Port
from homelab.offline.network.rules import Policy, PortRule, parse

DB = Pod("db", "ai", {}, (Port("sql", 5432), Port("sql-udp", 5432, "UDP")))
WORLD = Address.parse("1.1.1.1")


def parsed(**spec: Any) -> Policy:
    return parse({"kind": "NetworkPolicy", "metadata": {"name": "p", "namespace": "ai"}, "spec": spec})


@pytest.mark.parametrize(
    ("spec", "about_ingress", "about_egress"),
    [
        ({}, True, False),
        ({"ingress": [{}]}, True, False),
        ({"egress": [{}]}, True, True),
        ({"egress": []}, True, False),
        ({"policyTypes": ["Egress"]}, False, True),
        ({"policyTypes": ["Egress"], "ingress": [{}]}, False, True),
        ({"policyTypes": ["Ingress"], "egress": [{}]}, True, False),
        ({"policyTypes": ["Ingress", "Egress"]}, True, True),
    ],
)
def test_without_types_a_policy_is_about_egress_only_if_it_has_such_rules(
    spec: dict[str, Any], about_ingress: bool, about_egress: bool
):
    policy = parsed(podSelector={}, **spec)
    assert (policy.ingress is not None, policy.egress is not None) == (about_ingress, about_egress)


def test_without_a_selector_a_policy_is_about_every_pod_of_its_namespace():
    assert parsed().pods == {}
    assert parsed().namespace == "ai"
    assert parse({"metadata": {"name": "p"}, "spec": {}}).namespace == "default"


@pytest.mark.parametrize(
    ("rule", "port", "protocol", "expected"),
    [
        (PortRule("TCP", None, None), 1, "TCP", True),
        (PortRule("TCP", None, None), 1, "UDP", False),
        (PortRule("TCP", 80, None), 80, "TCP", True),
        (PortRule("TCP", 80, None), 81, "TCP", False),
        (PortRule("TCP", 80, None), 80, "UDP", False),
        (PortRule("TCP", 80, 90), 79, "TCP", False),
        (PortRule("TCP", 80, 90), 90, "TCP", True),
        (PortRule("TCP", 80, 90), 91, "TCP", False),
        (PortRule("TCP", "sql", None), 5432, "TCP", True),
        (PortRule("TCP", "sql", None), 5433, "TCP", False),
        (PortRule("UDP", "sql", None), 5432, "UDP", False),
        (PortRule("UDP", "sql-udp", None), 5432, "UDP", True),
        (PortRule("TCP", "http", None), 5432, "TCP", False),
    ],
)
def test_ports_are_numbers_ranges_or_names_of_the_target(rule: PortRule, port: int, protocol: str, expected: bool):
    assert rule.allows(DB, port, protocol) is expected


def test_an_address_has_no_named_ports():
    assert not PortRule("TCP", "sql", None).allows(WORLD, 5432, "TCP")


def test_ports_are_tcp_unless_they_say_otherwise():
    policy = parsed(ingress=[{"ports": [{"port": 53}, {"port": 53, "protocol": "UDP"}, {"port": 1, "endPort": 9}]}])
    assert policy.ingress
    assert policy.ingress[0].ports == (PortRule("TCP", 53, None), PortRule("UDP", 53, None), PortRule("TCP", 1, 9))
