from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.kubernetes import (
    Peer,
    any_address,
    clients,
    internet,
    peer_of_destination,
    peer_of_host,
    peer_of_public_service,
    peer_of_url,
)
from homelab.kubernetes.private_hosts import is_private

CLOSED = (
    *("0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "168.63.129.16", "169.254.169.254"),
    *("172.16.0.1", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.19.255.255"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1"),
    *("2001:db8::1", "2002:a00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254"),
    *("fe80::1", "febf::1", "fec0::1", "feff::1", "ff02::1"),
)
"""Addresses of networks in IANA's registries of special-purpose addresses, and where clouds issue credentials."""
OPEN = ("1.1.1.1", "8.8.8.8", "168.63.129.15", "172.32.0.1", "192.0.3.1", "223.255.255.255", "2001:4860:4860::8888")


def opens(peer: Peer, address: str) -> bool:
    blocks: list[Any] = [each["ip_block"] for each in peer.selectors if "ip_block" in each]
    found = ip_address(address)
    return any(
        found in ip_network(block["cidr"]) and not any(found in ip_network(each) for each in block.get("except_", ()))
        for block in blocks
    )


def test_the_internet_is_public_addresses():
    peer = internet(443)
    assert [each for each in CLOSED if opens(peer, each)] == []
    assert [each for each in OPEN if not opens(peer, each)] == []
    assert all("ip_block" in each for each in peer.selectors)


# No packet has the IPv6 form of an IPv4 address, and Kubernetes refuses it in a policy.
@given(st.ip_addresses().filter(lambda address: address.version == 4 or address.ipv4_mapped is None))
def test_what_librechat_calls_private_is_not_the_internet(address: Any):
    assert not (is_private(str(address)) and opens(internet(), str(address)))


@given(st.ip_addresses(v=4).filter(lambda address: address.is_global and not address.is_multicast))
def test_what_python_calls_global_is_the_internet(address: Any):
    relays_and_azure = (ip_network("192.88.99.0/24"), ip_network("168.63.129.16/32"), ip_network("192.0.0.0/24"))
    assert opens(internet(), str(address)) or any(address in each for each in relays_and_azure)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "169.254.169.254", "168.63.129.16", "192.0.0.192", "100.100.100.200"),
        *("::1", "fe80::1", "fd00:ec2::254", "fd20:ce::254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"),
    ],
)
def test_a_server_with_a_name_is_not_where_clouds_issue_credentials(address: str):
    assert not opens(any_address(443), address)
    assert opens(any_address(443), "10.1.2.3")


@pytest.mark.parametrize("host", ["smtp.example.com", "smtp.gmail.com.", "EMAIL-smtp.eu-central-1.amazonaws.com"])
def test_a_public_service_is_on_the_internet_alone(host: str):
    assert peer_of_public_service(host, 587) == internet(587)


@pytest.mark.parametrize(
    "host", ["10.0.0.5", "fd00::5", "mail", "mail.lan", "mail.corp", "smtp.mail.svc.cluster.local"]
)
def test_a_public_service_in_a_private_network_is_named_as_private(host: str):
    assert peer_of_public_service(host, 587) == peer_of_host(host, 587)


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
            Peer(
                [
                    {
                        "ip_block": {
                            "cidr": "0.0.0.0/0",
                            "except_": [
                                *("100.100.100.200/32", "127.0.0.0/8", "168.63.129.16/32"),
                                *("169.254.0.0/16", "192.0.0.192/32"),
                            ],
                        }
                    }
                ],
                (),
            ),
        ),
        (
            "fd00::/8",
            Peer([{"ip_block": {"cidr": "fd00::/8", "except_": ["fd00:ec2::254/128", "fd20:ce::254/128"]}}], ()),
        ),
        ("168.63.129.16", Peer([{"ip_block": {"cidr": "168.63.129.16/32"}}], ())),
        ("169.254.0.0/16", Peer([{"ip_block": {"cidr": "169.254.0.0/16"}}], ())),
        ("http://a.example.com:8080", any_address(8080)),
    ],
)
def test_ranges_exclude_where_clouds_issue_credentials(text: str, peer: Peer):
    assert peer_of_destination(text) == peer
