from typing import Any

import pytest

from homelab.diagram.outside import (
    ANY_ADDRESS,
    ANY_POD,
    ANYWHERE,
    INTERNET,
    PRIVATE_ADDRESSES,
    Outside,
    outside,
)
from homelab.kubernetes import peers
from homelab.kubernetes.labels import INSTANCE
from homelab.offline.network import NetworkPolicies, Pod

OWN = Pod("web", "ai", {INSTANCE: "web"})
DB = Pod("db", "ai", {INSTANCE: "db"})
INSTANCE_DB = {"podSelector": {"matchLabels": {INSTANCE: "db"}}}


def named(namespace: str, **labels: str) -> dict[str, Any]:
    selector = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}
    return {**selector, "podSelector": {"matchLabels": labels}} if labels else selector


def camel(value: Any) -> Any:
    """Peers as Kubernetes spells them."""
    names = {"ip_block": "ipBlock", "except_": "except", "namespace_selector": "namespaceSelector"}
    names |= {"pod_selector": "podSelector", "match_labels": "matchLabels"}
    if isinstance(value, dict):
        return {names.get(key, key): camel(each) for key, each in value.items()}
    return [camel(each) for each in value] if isinstance(value, (list, tuple)) else value


def egress(to: list[Any], *ports: Any) -> dict[Outside, list[str]]:
    spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": to, "ports": list(ports)}]}
    policy = {"kind": "NetworkPolicy", "metadata": {"name": "web", "namespace": "ai"}, "spec": spec}
    return outside(NetworkPolicies([policy]).egress(OWN), [OWN, DB], "ai")


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (camel(peers.internet().selectors), [INTERNET]),
        (camel(peers.any_address().selectors), [ANYWHERE]),
        (camel(peers.any_source().selectors), [ANYWHERE]),
        (camel(peers.private_addresses().selectors), [Outside("Any address by IPv6"), PRIVATE_ADDRESSES]),
        (
            camel(peers.addresses(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]).selectors),
            [PRIVATE_ADDRESSES],
        ),
        ([{"ipBlock": {"cidr": "0.0.0.0/0"}}, {"ipBlock": {"cidr": "::/0"}}], [ANY_ADDRESS]),
        ([{"namespaceSelector": {}}], [ANY_POD]),
        ([], [ANYWHERE]),
        ([{"ipBlock": {"cidr": "10.1.2.3/32"}}], [Outside("10.1.2.3")]),
        ([{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}], [Outside("10.0.0.0/8 in part")]),
        ([{"ipBlock": {"cidr": "169.254.169.254/32"}}], [Outside("Cloud metadata", "169.254.169.254")]),
        (
            [*camel(peers.internet().selectors), {"ipBlock": {"cidr": "10.1.2.3/32"}}],
            [INTERNET, Outside("10.1.2.3")],
        ),
        # All that is public but for one network is not the internet.
        (
            [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "8.8.8.0/24"]}}],
            [Outside("0.0.0.0/0 in part")],
        ),
        ([named("tools")], [Outside("Namespace tools")]),
        ([named("monitoring", app="prometheus")], [Outside("Namespace monitoring", "app=prometheus")]),
        (
            [{"namespaceSelector": {"matchLabels": {"ingress": ""}}}],
            [Outside("Namespaces with ingress")],
        ),
        (
            [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "mesh"}}}],
            [Outside("Pods of any namespace", "app=mesh")],
        ),
        ([{"podSelector": {}}], [Outside("Any pod of ai")]),
        ([{"podSelector": {"matchLabels": {"app": "mesh"}}}], [Outside("Pods of ai", "app=mesh")]),
        # Workloads of the picture, and those of the library that do not run now.
        ([INSTANCE_DB], []),
        ([{"podSelector": {"matchLabels": {INSTANCE: "migrations"}}}], []),
    ],
)
def test_peers_are_called_what_they_are(to: list[Any], expected: list[Outside]):
    assert list(egress(to, {"port": 8080})) == expected


def test_ports_are_shown_with_their_protocol_unless_it_is_tcp():
    ports = [{"port": 443}, {"port": 1, "endPort": 9}, {"port": 5, "protocol": "UDP"}, {"port": "http"}]
    assert egress([named("tools")], *ports) == {Outside("Namespace tools"): ["443", "1-9", "5/UDP", "http"]}
    assert egress([named("tools")]) == {Outside("Namespace tools"): ["any port"]}
    assert egress([named("tools")], {"protocol": "UDP"}) == {Outside("Namespace tools"): ["any/UDP"]}


def test_lookups_of_names_are_left_out():
    dns = [{"port": 53, "protocol": "UDP"}, {"port": 53}]
    assert egress([named("kube-system")], *dns) == {}
    assert egress([named("kube-system")], *dns, {"port": 443}) != {}


def test_without_a_policy_all_is_open():
    assert outside(NetworkPolicies([]).egress(OWN), [OWN], "ai") == {ANYWHERE: ["any port"]}
