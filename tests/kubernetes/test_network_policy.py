import pytest

from homelab.kubernetes import backend, clients, internet, server_at, workload
from homelab.kubernetes.network_policy import anywhere, network_policy_spec


def test_who_reaches_nothing_may_not_even_ask_the_dns():
    spec = network_policy_spec({"a": "b"}, clients=[workload("x", 1)], backends=[])
    assert spec["policy_types"] == ["Ingress", "Egress"]
    assert "egress" not in spec


def test_who_reaches_something_may_ask_the_dns_over_both_protocols():
    spec = network_policy_spec({"a": "b"}, clients=[], backends=[workload("x", 5432)])
    assert spec["policy_types"] == ["Ingress", "Egress"]
    assert "ingress" not in spec
    own, dns = spec["egress"]  # type: ignore[misc]
    assert own == {
        "ports": [{"port": 5432, "protocol": "TCP"}],
        "to": [{"pod_selector": {"match_labels": {"app.kubernetes.io/instance": "x"}}}],
    }
    assert dns["ports"] == [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]


def test_the_internet_is_public_addresses():
    blocks = internet(443).selectors
    assert {block["ip_block"]["cidr"] for block in blocks} == {"0.0.0.0/0", "::/0"}  # type: ignore[index,misc]
    assert "10.0.0.0/8" in blocks[0]["ip_block"]["except_"]  # type: ignore[index,misc,operator]


def test_without_names_the_whole_namespace_is_a_client_and_with_none_nobody():
    assert clients(None, 1)[0].selectors == [{"pod_selector": {}}]
    assert clients([], 1) == []


def test_a_backend_outside_is_anywhere_on_its_port():
    outside = backend(None, 27017)
    assert outside.selectors == anywhere().selectors
    assert outside.ports == (27017,)


@pytest.mark.parametrize(
    ("url", "selectors", "ports"),
    [
        (
            "http://ollama.models.svc.cluster.local:11434",
            [{"namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": "models"}}}],
            (),
        ),
        (
            "http://ollama.models.svc",
            [{"namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": "models"}}}],
            (),
        ),
        ("http://192.168.1.5:8000/v1", [{"ip_block": {"cidr": "192.168.1.5/32"}}], (8000,)),
        ("http://[fd00::1]:8000/v1", [{"ip_block": {"cidr": "fd00::1/128"}}], (8000,)),
        ("https://api.example.com/v1", internet(443).selectors, (443,)),
        ("http://nas.home.example:9000", anywhere().selectors, (9000,)),
        ("https://api.example.com./v1", internet(443).selectors, (443,)),
        ("http://nas.lan", anywhere().selectors, (80,)),
        ("http://ollama", anywhere().selectors, (80,)),
        ("https://vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com", anywhere().selectors, (443,)),
        (
            "http://ollama.models.svc.cluster.local.",
            [{"namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": "models"}}}],
            (),
        ),
    ],
)
def test_a_url_opens_no_more_than_where_it_leads(url: str, selectors: object, ports: tuple[int, ...]):
    peer = server_at(url)
    assert list(peer.selectors) == selectors
    assert peer.ports == ports
