from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import DnsArgs
from homelab.kubernetes.dns import dns_peer


def networks(**args: Any) -> list[str]:
    selectors: list[Any] = [*dns_peer(check(DnsArgs, args, "x")).selectors]
    return [each["ip_block"]["cidr"] for each in selectors if "ip_block" in each]


@pytest.mark.parametrize(
    ("addresses", "servers"),
    [
        # NodeLocal DNSCache takes over the address of the DNS's Service on each node, where it is no pod's.
        (["kubeadm"], ["10.96.0.10/32"]),
        (["eks"], ["10.100.0.10/32", "172.20.0.10/32"]),
        (["gke"], ["34.118.224.10/32", "169.254.169.254/32"]),
        (["aks"], ["10.0.0.10/32", "169.254.10.10/32", "169.254.10.11/32"]),
        (["k3s"], ["10.43.0.10/32"]),
        (["kubespray"], ["10.233.0.3/32"]),
        (["gke", "10.8.0.10"], ["34.118.224.10/32", "169.254.169.254/32", "10.8.0.10/32"]),
        (["gke", "eks"], ["34.118.224.10/32", "169.254.169.254/32", "10.100.0.10/32", "172.20.0.10/32"]),
    ],
)
def test_a_kind_of_cluster_is_its_servers(addresses: list[str], servers: list[str]):
    assert networks(addresses=addresses) == ["169.254.20.10/32", "169.254.25.10/32", *servers]


def test_addresses_replace_the_default():
    assert networks() == ["169.254.20.10/32", "169.254.25.10/32"]
    assert networks(addresses=["10.96.0.10", "fd00::/64", "10.96.0.10/32"]) == ["10.96.0.10/32", "fd00::/64"]
    assert networks(addresses=[]) == []


def test_each_port_is_there_once():
    assert list(dns_peer({"port": 53}).ports) == [53]
    assert list(dns_peer({"port": 1053}).ports) == [53, 1053]


@pytest.mark.parametrize(
    "server", ["GKE", "azure", "", "10.96.0.10/8", "fe80::1%eth0", "10.96.0.10:53", "dns.example.com"]
)
def test_other_servers_are_refused(server: str):
    with pytest.raises(ArgumentError, match=r"addresses: expected a list of networks .* aks, eks, gke"):
        check(DnsArgs, {"addresses": ["10.96.0.10", server]}, "x")
