"""Peers for the NetworkPolicy of a container: the servers in its environment variables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pulumi

from homelab.connections import HttpConnection
from homelab.kubernetes import Peer, apply, internet, is_plain, peer_of_host, pods
from homelab.kubernetes.private_hosts import is_private
from homelab.librechat_config.schema.urls import parse_url
from homelab.librechat_config.variables import Reader
from homelab.librechat_config.variables.addresses import address_variable, destinations

PUBLIC_HTTPS = internet(443)

Servers = Sequence[HttpConnection]
"""Servers in the same namespace, with the workloads behind them."""


def variable_peers(
    plain: Mapping[str, pulumi.Input[str]], reader: Reader, servers: Servers
) -> Iterator[pulumi.Input[Peer]]:
    """One peer for each server that a variable names; values in existing Secrets are unknown.

    :param plain: Variables that are not secret. Their values may be Outputs.
    """
    groups = {name: {each: plain[each] for each in _address_variables(name, reader) if each in plain} for name in plain}
    for server in destinations(plain, reader):
        if is_plain(groups[server.variable]):
            yield apply(_peer, {"host": server.host, "port": server.port}, [*servers])
    for name, environment in groups.items():
        if not is_plain(environment):
            context: Mapping[str, Any] = {"name": name, "reader": reader.value, "servers": [*servers]}
            yield apply(_peer_in, environment, context)


def peer_of_server(host: str, port: int, servers: Servers) -> Peer:
    """Peer at an address: pods of a known server, the public internet, or see `peer_of_host`."""
    for server in servers:
        parts = parse_url(str(server["url"]))
        if "workload" in server and parts and (parts.host, parts.port) == (host, port):
            return pods(server["workload"], server["port"])
    return PUBLIC_HTTPS if port == 443 and not is_private(host) else peer_of_host(host, port)


def distinct(peers: Iterable[pulumi.Input[Peer]]) -> list[pulumi.Input[Peer]]:
    """The peers without duplicates; Outputs are kept."""
    found: list[pulumi.Input[Peer]] = []
    for peer in peers:
        if not isinstance(peer, Peer) or peer not in found:
            found.append(peer)
    return found


def _address_variables(name: str, reader: Reader) -> Sequence[str]:
    """``name`` and the variables that complete its address; empty if it holds none."""
    how = address_variable(name, reader)
    return [] if how is None else [name, how.port_variable, *(how.only_with or ())[:1]]


def _peer(address: Mapping[str, Any], servers: Servers) -> Peer:
    return peer_of_server(address["host"], address["port"], servers)


def _peer_in(environment: Mapping[str, str], context: Mapping[str, Any]) -> Peer:
    found = destinations(environment, Reader(context["reader"]))
    server = next((each for each in found if each.variable == context["name"]), None)
    return peer_of_server(server.host, server.port, context["servers"]) if server else PUBLIC_HTTPS
