import difflib
from collections.abc import Sequence
from typing import Any

import pulumi
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homelab.kubernetes import Application, Peer, addresses, any_address, internet, namespace, peer_of_url, pods
from homelab.kubernetes.network_policy import create_network_policy, network_policy_spec
from tests.kubernetes.recorded import recorded


def egress(*peers: Any) -> Any:
    return network_policy_spec({"a": "b"}, ingress=[], egress=peers)["egress"]


def policy(ingress: Sequence[Peer] = (), egress: Sequence[Any] = (), **settings: Any) -> Any:
    (manifest,) = recorded(lambda app: create_network_policy(app, ingress=ingress, egress=egress), **settings).manifests
    return manifest["spec"]


def changed_lines(before: Any, after: Any) -> int:
    old, new = (yaml.safe_dump(each).splitlines() for each in (before, after))
    return sum(line[0] in "+-" for line in list(difflib.unified_diff(old, new, lineterm=""))[2:])


def test_who_reaches_nothing_may_not_even_ask_the_dns():
    spec = policy(ingress=[pods("x", 1)])
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert "egress" not in spec


def test_who_reaches_something_may_ask_the_dns_over_both_protocols():
    spec = policy(egress=[pods("x", 5432)])
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in spec
    dns, own = spec["egress"]
    assert own == {
        "ports": [{"port": 5432, "protocol": "TCP"}],
        "to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "x"}}}],
    }
    assert dns["ports"] == [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]


def test_on_openshift_the_dns_is_another_one():
    dns = policy(egress=[pods("x", 1)], placement={"openshift": True})["egress"][0]
    assert {port["port"] for port in dns["ports"]} == {5353}
    assert dns["to"][0]["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "openshift-dns"}


def test_arguments_of_the_dns_override_openshifts_defaults():
    def dns(**args: Any) -> Any:
        return policy(egress=[pods("x", 1)], placement={"openshift": True}, dns=args)["egress"][0]

    cache = dns(addresses=["10.96.0.10"])
    assert cache["to"] == [
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "openshift-dns"}}},
        {"ipBlock": {"cidr": "10.96.0.10/32"}},
    ]
    assert {port["port"] for port in cache["ports"]} == {53, 5353}
    other = dns(namespace="dns", port=1053)
    assert other["to"] == [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "dns"}}}]
    assert {port["port"] for port in other["ports"]} == {53, 1053}


def test_the_dns_can_be_configured():
    dns = {"namespace": "openshift-dns", "port": 5353, "addresses": ["10.96.0.10", "fd00:10::/64"]}
    rule = policy(egress=[pods("x", 1)], dns=dns)["egress"][0]
    assert rule["to"] == [
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "openshift-dns"}}},
        {"ipBlock": {"cidr": "10.96.0.10/32"}},
        {"ipBlock": {"cidr": "fd00:10::/64"}},
    ]
    assert {port["port"] for port in rule["ports"]} == {53, 5353}


def test_duplicate_rules_are_merged_even_if_they_are_outputs():
    peer = peer_of_url("http://10.0.0.5:1")
    assert len(egress(peer, peer, [peer])) == 1

    def create(app: Application) -> None:
        later = pulumi.Output.from_input("http://10.0.0.5:1").apply(peer_of_url)
        create_network_policy(app, egress=[peer, later, [peer]])

    (manifest,) = recorded(create).manifests
    assert len(manifest["spec"]["egress"]) == 2  # the DNS is the other one


PEERS = st.one_of(
    st.builds(internet, st.integers(1, 3), st.integers(1, 3)),
    st.builds(any_address, st.integers(1, 3)),
    st.builds(pods, st.sampled_from("ab"), st.integers(1, 3)),
    st.builds(namespace, st.sampled_from("ab")),
    st.builds(addresses, st.lists(st.sampled_from(["10.0.0.0/8", "10.0.0.5", "10.0.0.5/32"]), min_size=1), st.just(1)),
)


@given(st.lists(PEERS, min_size=1, max_size=6))
def test_nothing_is_allowed_twice(peers: list[Peer]):
    spec: Any = network_policy_spec({"a": "b"}, ingress=peers, egress=peers)
    for direction, side in (("ingress", "from_"), ("egress", "to")):
        allowed = [
            f"{port} {peer}"
            for rule in spec[direction]
            for port in rule.get("ports", [None])
            for peer in rule.get(side, [None])
        ]
        assert sorted(allowed) == sorted({*allowed})


def test_ports_with_the_same_peers_share_a_rule():
    rules = egress(internet(443), any_address(443), any_address(8443))
    assert [[port["port"] for port in rule["ports"]] for rule in rules] == [[443, 8443]]
    rules = egress(internet(80, 443), pods("x", 1), any_address(443))
    assert [[port["port"] for port in rule["ports"]] for rule in rules] == [[80], [443], [1]]


def test_a_rule_for_all_ports_is_not_narrowed_by_another_rule():
    assert egress(namespace("a", 1), namespace("a")) == egress(namespace("a"))


def test_another_server_or_client_is_a_small_change():
    own = [pods("db", 5432), internet(443)]
    named = [peer_of_url("https://mcp.example.com"), peer_of_url("http://tools.mcp.svc:80")]
    further = ["https://a.example.com:8443", "http://b.tools.svc:80", "http://10.0.0.5:8080", "https://c.example.com"]
    for url in further:
        assert changed_lines(egress(*own, *named), egress(*own, *named, peer_of_url(url))) <= 8
    # The first server with a name on a port of the internet widens the internet's rule in place, and no other.
    before, after = egress(*own), egress(*own, named[0])
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False]
    clients = [pods("a", 1), pods("b", 1)]
    assert changed_lines(policy(ingress=clients), policy(ingress=[*clients, pods("c", 1)])) <= 8
