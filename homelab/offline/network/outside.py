"""Endpoints outside of a workspace: other pods, the cluster's own services, and addresses."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TypeAlias

from homelab.offline.network.addresses import Address, Block
from homelab.offline.network.pods import Pod, Port
from homelab.offline.network.policies import NetworkPolicies
from homelab.offline.network.rules import Endpoint

Connection: TypeAlias = tuple[Endpoint, int, str]
"""Target, port and protocol."""

_PRIVATE_IPV4 = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")  # RFC 1918 and 6598
_RESERVED_IPV4 = (
    "0.0.0.0/8", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
)  # fmt: skip
_RESERVED_IPV6 = ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
"""Within 2000::/3, all that is allocated."""
_METADATA_IPV4 = ("168.63.129.16/32", "192.0.0.192/32", "100.100.100.200/32")
_METADATA_IPV6 = ("fd00:ec2::254/128", "fd20:ce::254/128")
"""Endpoints of clouds outside of link-local addresses: Azure, Oracle, Alibaba; Amazon and Google."""
_NODE_LOCAL_DNS = ("169.254.20.10", "169.254.25.10")
"""Addresses of NodeLocal DNSCache, by default and in Kubespray clusters."""


def _block(cidr: str, *excluded: str) -> Block:
    return Block.parse({"cidr": cidr, "except": excluded})


EVERYWHERE = (_block("0.0.0.0/0"), _block("::/0"))
INTERNET = (_block("0.0.0.0/0", *_PRIVATE_IPV4, *_RESERVED_IPV4), _block("2000::/3", *_RESERVED_IPV6))
PRIVATE = (*map(_block, _PRIVATE_IPV4), _block("fc00::/7"))
LINK_LOCAL = (
    _block("169.254.0.0/16", *_NODE_LOCAL_DNS),
    _block("fe80::/10"),
    *map(_block, (*_METADATA_IPV4, *_METADATA_IPV6)),
)
"""Cloud metadata and credential endpoints such as 169.254.169.254, without the DNS of the node."""

HTTPS = (443, "TCP")
API_SERVER = (HTTPS, (6443, "TCP"))
"""Ports of the API server: 443 for its Service and in managed clusters, 6443 on nodes."""
DNS = ((53, "UDP"), (53, "TCP"))
DNS_SERVERS: Sequence[Endpoint] = (
    Pod("coredns", "kube-system", {"k8s-app": "kube-dns"}, (Port("dns", 53, "UDP"), Port("dns-tcp", 53))),
    *map(Address.parse, _NODE_LOCAL_DNS),
)


def outside_sources(
    workloads: Sequence[Pod], namespaces: Iterable[str], policies: NetworkPolicies
) -> Mapping[str, Sequence[Endpoint]]:
    """Sources of connections other than ``workloads``, which are in one namespace.

    Pods of other namespaces are represented without labels and with those of each workload, as there may be a workspace
    of the same name.

    :param namespaces: Other namespaces to list separately.
    """

    def pods_of(namespace: str) -> list[Endpoint]:
        return [Pod(each.name, namespace, each.labels, each.ports) for each in (Pod("", namespace, {}), *workloads)]

    own = workloads[0].namespace
    return {
        "another pod of the namespace": [Pod("", own, {})],
        **{f"a pod of namespace {name}": pods_of(name) for name in sorted({*namespaces} - {own})},
        # No namespace has an empty name, so no rule can name it.
        "a pod of any other namespace": pods_of(""),
        "an address outside of the cluster": policies.addresses(EVERYWHERE),
    }


def outside_destinations(others: Iterable[Endpoint], policies: NetworkPolicies) -> Mapping[str, Sequence[Connection]]:
    """Connections that represent each destination outside of a workspace.

    :param others: Endpoints that are not part of the workspace.
    """
    pods = [each for each in others if isinstance(each, Pod)]
    every_port = policies.ports(HTTPS[0], *(port.number for pod in pods for port in pod.ports))
    internet, private = policies.addresses(INTERNET), policies.addresses(PRIVATE)
    return {
        "cluster DNS": _connections(DNS_SERVERS, DNS),
        "internet, 443": _connections(internet, [HTTPS]),
        "internet, other ports": _connections(internet, [port for port in every_port if port != HTTPS]),
        "private addresses": _connections(private, every_port),
        "link-local addresses, cloud metadata": _connections(policies.addresses(LINK_LOCAL), every_port),
        "Kubernetes API": _connections(private, API_SERVER),
        "other pods": _connections(pods, every_port),
    }


def _connections(targets: Iterable[Endpoint], ports: Iterable[tuple[int, str]]) -> list[Connection]:
    return [(target, port, protocol) for target, (port, protocol) in product(targets, ports)]
