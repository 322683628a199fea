"""Peers: the other side of the connections that a NetworkPolicy allows."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from homelab.kubernetes.labels import instance_selector
from homelab.kubernetes.private_hosts import CREDENTIALS, NOT_PUBLIC, ORGANISATIONS, ip_address, is_private, outermost
from homelab.urls import IPNetwork, parse_address_range, parse_servers, parse_url

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import IPBlockArgsDict, NetworkPolicyPeerArgsDict

_HTTP_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


@dataclass(frozen=True)
class Peer:
    """The other side of allowed connections: what ``selectors`` match (none: anything), on ``ports`` (none: all)."""

    selectors: Sequence["NetworkPolicyPeerArgsDict"]
    ports: Sequence[pulumi.Input[int]]
    protocols: Sequence[str] = ("TCP",)


def pods(name: pulumi.Input[str], *ports: pulumi.Input[int]) -> Peer:
    """Pods of the workload ``name`` in the same namespace."""
    return Peer([{"pod_selector": {"match_labels": instance_selector(name)}}], ports)


def own_namespace(*ports: pulumi.Input[int]) -> Peer:
    """Every pod of the same namespace."""
    return Peer([{"pod_selector": {}}], ports)


def clients(names: Sequence[pulumi.Input[str]] | None, *ports: pulumi.Input[int]) -> list[Peer]:
    """Workloads by name, or every pod of the same namespace for None."""
    return [own_namespace(*ports)] if names is None else [pods(name, *ports) for name in names]


def any_namespace(*ports: pulumi.Input[int]) -> Peer:
    """Every pod of the cluster; for clients in an unknown namespace, such as an ingress controller."""
    return Peer([{"namespace_selector": {}}], ports)


def namespace(name: pulumi.Input[str], *ports: pulumi.Input[int]) -> Peer:
    """Every pod of another namespace."""
    return Peer([{"namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": name}}}], ports)


def internet(*ports: pulumi.Input[int]) -> Peer:
    """Public addresses: no private, link-local and otherwise special ones, and no pods."""
    return Peer(_INTERNET, ports)


def any_address(*ports: pulumi.Input[int]) -> Peer:
    """Every pod, every public address, and those of private networks but for nodes' and clouds' credentials.

    For a server with a name, which may resolve to any of them.
    """
    return Peer(_ANYWHERE, ports)


def any_source(*ports: pulumi.Input[int]) -> Peer:
    """Whoever connects, also from where neither selectors nor blocks match, as from a proxy of the network plugin."""
    return Peer((), ports)


def private_addresses(*ports: pulumi.Input[int]) -> Peer:
    """Addresses of private networks, for nodes and load balancers; any IPv6 address, as theirs are often public."""
    ipv4 = [_block(str(each)) for each in ORGANISATIONS if each.version == 4]
    return Peer([*ipv4, _block("::/0", "fe80::/10")], ports)


def addresses(networks: Sequence[str], *ports: pulumi.Input[int]) -> Peer:
    """All addresses in ``networks``, each network once."""
    return Peer([_block(each) for each in dict.fromkeys(str(ipaddress.ip_network(text)) for text in networks)], ports)


def sources(networks: Sequence[str], *ports: pulumi.Input[int]) -> Peer:
    """Clients at addresses in ``networks``; with all of both families, see `any_source`."""
    everything = {ipaddress.ip_network(text) for text in networks} >= {ipaddress.ip_network(each) for each in _ALL}
    return any_source(*ports) if everything else addresses(networks, *ports)


def peer_of_url(url: str) -> Peer:
    """Server of a URL, see `peer_of_host`.

    :raises ValueError: A malformed URL, or one without a port whose scheme has no known default.
    """
    scheme = url.partition("://")[0].lower()
    parts = parse_url(url, {scheme: _HTTP_PORTS.get(scheme, 0)})
    if parts is None or not parts.port:
        raise ValueError(f"expected a URL with a port, got {url!r}")
    return peer_of_host(parts.host, parts.port)


def peer_of_destination(text: str) -> Peer:
    """Server of a URL, or a range of addresses such as ``10.0.0.0/8``, without those of credentials.

    :raises ValueError: A malformed URL or range.
    """
    found = parse_address_range(text)
    if found is None:
        return peer_of_url(text)
    return Peer([_range(found.network)], () if found.port is None else (found.port,))


def peer_of_host(host: str, port: int) -> Peer:
    """Server at ``host``: a namespace of this cluster, one address, or, for other names, any address."""
    host = host.removesuffix(".")
    labels = host.split(".")
    if host.endswith((".svc", ".svc.cluster.local")) and len(labels) >= 3:
        # Policies apply to the pod's port, which may differ from the port of the Service in the URL.
        return namespace(labels[1])
    try:
        return Peer([_block(str(ipaddress.ip_network(host)))], (port,))
    except ValueError:
        # Public names may resolve to private addresses: of private endpoints, or with split DNS.
        return any_address(port)


def peer_of_public_service(host: str, port: int) -> Peer:
    """Server at ``host`` as `peer_of_host`, but a name that everybody resolves has public addresses alone."""
    return internet(port) if ip_address(host) is None and not is_private(host) else peer_of_host(host, port)


def peers_of_servers(hosts: Sequence[str]) -> list[Peer]:
    """Servers of one cluster or replica set.

    They refer clients to each other, by addresses that need not be in ``hosts``: any address is allowed on their ports.

    :param hosts: Servers, as ``host:port``.
    """
    found = [server for host in hosts for server in parse_servers(f"tcp://{host}", {"tcp": 0}) or ()]
    peers = [peer_of_host(server.host, server.port) for server in found]
    return [any_address(*dict.fromkeys(server.port for server in found)), *(peer for peer in peers if not peer.ports)]


def url_port(url: str) -> int:
    """The TCP port of an HTTP URL."""
    parts = parse_url(url)
    return parts.port if parts else 443


def openshift_router(*ports: pulumi.Input[int]) -> Peer:
    """OpenShift's router, in its own network or in that of its nodes."""
    kinds = ("ingress", "host-network")
    labels = [f"policy-group.network.openshift.io/{kind}" for kind in kinds]
    return Peer([{"namespace_selector": {"match_labels": {label: ""}}} for label in labels], ports)


def _block(network: str, *excluded: str) -> "NetworkPolicyPeerArgsDict":
    block: IPBlockArgsDict = {"cidr": network}
    if excluded:
        block["except_"] = [*excluded]
    return {"ip_block": block}


def _range(network: IPNetwork, excluded: tuple[IPNetwork, ...] = CREDENTIALS) -> "NetworkPolicyPeerArgsDict":
    return _block(str(network), *map(str, outermost(excluded, network)))


_ALL = ("0.0.0.0/0", "::/0")
_NEVER = tuple(each for each in (*NOT_PUBLIC, *CREDENTIALS) if each not in ORGANISATIONS)


def _all_but(*excluded: IPNetwork) -> "list[NetworkPolicyPeerArgsDict]":
    """Blocks of all addresses without those of `_NEVER` and, last of all, ``excluded``."""
    networks = [ipaddress.ip_network(each) for each in _ALL]
    return [
        _block(
            str(each), *map(str, [*outermost(_NEVER, each), *(one for one in excluded if one.version == each.version)])
        )
        for each in networks
    ]


# They differ at the end, so that to reach private addresses as well is a small change.
_INTERNET = _all_but(*ORGANISATIONS)
_ANYWHERE: "list[NetworkPolicyPeerArgsDict]" = [*_all_but(), {"namespace_selector": {}}]


def without_covered(selectors: Sequence[Any]) -> list[Any]:
    """Selectors of one port, without the internet's if those of `any_address`, which take their places, allow more."""
    if any(each not in selectors for each in (*_INTERNET, *_ANYWHERE)):
        return [*selectors]
    wider = [_ANYWHERE[_INTERNET.index(each)] if each in _INTERNET else each for each in selectors]
    return [each for index, each in enumerate(wider) if each not in wider[:index]]
