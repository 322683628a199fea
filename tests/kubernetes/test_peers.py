import pytest

from homelab.kubernetes import Peer, any_address, clients, internet, peer_of_destination, peer_of_url


def test_the_internet_is_public_addresses():
    blocks = internet(443).selectors
    assert {block["ip_block"]["cidr"] for block in blocks} == {"0.0.0.0/0", "::/0"}  # type: ignore[index,misc]
    assert "10.0.0.0/8" in blocks[0]["ip_block"]["except_"]  # type: ignore[index,misc,operator]


def test_without_names_the_whole_namespace_is_a_client_and_with_none_nobody():
    assert clients(None, 1)[0].selectors == [{"pod_selector": {}}]
    assert clients([], 1) == []


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
        # Public names may resolve to private addresses: of private endpoints, or with split DNS.
        ("https://api.example.com/v1", any_address().selectors, (443,)),
        ("http://nas.home.example:9000", any_address().selectors, (9000,)),
        ("https://api.example.com./v1", any_address().selectors, (443,)),
        ("ldaps://ldap.example.com:636", any_address().selectors, (636,)),
        ("http://nas.lan", any_address().selectors, (80,)),
        ("http://ollama", any_address().selectors, (80,)),
        ("https://vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com", any_address().selectors, (443,)),
        (
            "http://ollama.models.svc.cluster.local.",
            [{"namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": "models"}}}],
            (),
        ),
    ],
)
def test_a_url_opens_no_more_than_where_it_leads(url: str, selectors: object, ports: tuple[int, ...]):
    peer = peer_of_url(url)
    assert list(peer.selectors) == selectors
    assert peer.ports == ports


@pytest.mark.parametrize("url", ["ldap://ldap.example.com", "ldap.example.com", ""])
def test_urls_without_a_known_port_are_rejected(url: str):
    with pytest.raises(ValueError, match="expected a URL with a port"):
        peer_of_url(url)


@pytest.mark.parametrize(
    ("text", "peer"),
    [
        ("10.0.0.0/8", Peer([{"ip_block": {"cidr": "10.0.0.0/8"}}], ())),
        ("tcp://10.0.0.0:5432/8", Peer([{"ip_block": {"cidr": "10.0.0.0/8"}}], (5432,))),
        # A wider range does not include metadata servers, which issue credentials.
        (
            "0.0.0.0/0",
            Peer([{"ip_block": {"cidr": "0.0.0.0/0", "except_": ["127.0.0.0/8", "169.254.0.0/16"]}}], ()),
        ),
        ("fd00::/8", Peer([{"ip_block": {"cidr": "fd00::/8", "except_": ["fd00:ec2::254/128"]}}], ())),
        ("169.254.0.0/16", Peer([{"ip_block": {"cidr": "169.254.0.0/16"}}], ())),
        ("http://a.example.com:8080", any_address(8080)),
    ],
)
def test_ranges_exclude_link_local_addresses(text: str, peer: Peer):
    assert peer_of_destination(text) == peer
