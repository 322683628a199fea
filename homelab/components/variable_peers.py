"""Peers for the NetworkPolicy of a container: the servers in its environment variables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pulumi

from homelab.connections import HttpConnection
from homelab.kubernetes import Peer, apply, internet, is_plain, peer_of_host, peer_of_public_service, pods
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.variables import Reader
from homelab.librechat_config.variables.addresses import address_variable, destinations
from homelab.urls import parse_url

PUBLIC_HTTPS = internet(443)

Servers = Sequence[HttpConnection]
"""Servers in the same namespace, with the workloads behind them."""


def variable_peers(
    variables: Mapping[str, pulumi.Input[str]], reader: Reader, servers: Servers
) -> Iterator[pulumi.Input[Peer]]:
    """One peer for each server that a variable names; values in existing Secrets are unknown.

    :param variables: Plain or secret variables, whose values may be Outputs.
    """
    groups = {
        name: {each: variables[each] for each in _address_variables(name, reader) if each in variables}
        for name in variables
    }
    for server in destinations(variables, reader):
        if is_plain(groups[server.variable]):
            known: Mapping[str, Any] = {"public": is_public(server.variable, reader), "servers": [*servers]}
            yield apply(_peer, {"host": server.host, "port": server.port}, known)
    for name, environment in groups.items():
        if not is_plain(environment):
            context: Mapping[str, Any] = {"name": name, "reader": reader.value, "servers": [*servers]}
            yield apply(_peer_in, environment, context)


def peers_of_variables(variables: Variables, reader: Reader, servers: Servers) -> list[pulumi.Input[Peer]]:
    """One peer for each server whose address is in a plain or secret variable."""
    secret = {name: value for name, value in variables.secret.items() if isinstance(value, str | pulumi.Output)}
    # Only hosts and ports of secret URLs become part of policies, which are not secret.
    peers_in_secrets = [
        pulumi.Output.unsecret(peer) if isinstance(peer, pulumi.Output) else peer
        for peer in variable_peers(secret, reader, servers)
    ]
    return [*variable_peers(variables.plain, reader, servers), *peers_in_secrets]


def hosts_of_variables(variables: Mapping[str, pulumi.Input[str]], reader: Reader) -> pulumi.Input[list[str]]:
    """Hosts of the servers that variables name, whose values may be Outputs."""
    read = {each for name in variables for each in _address_variables(name, reader)}
    return apply(_hosts, {name: value for name, value in variables.items() if name in read}, reader.value)


def is_public(name: str, reader: Reader) -> bool:
    """Whether the server that a variable names has public addresses alone, if everybody resolves its name."""
    how = address_variable(name, reader)
    return how is not None and how.public


def peer_of_server(host: str, port: int, servers: Servers, *, public: bool = False) -> Peer:
    """Peer at an address: pods of a known server, or see `peer_of_host`.

    :param public: Whether a name that everybody resolves has public addresses alone.
    """
    for server in servers:
        parts = parse_url(str(server["url"]))
        if "workload" in server and parts and (parts.host, parts.port) == (host, port):
            return pods(server["workload"], server["port"])
    return peer_of_public_service(host, port) if public else peer_of_host(host, port)


def _address_variables(name: str, reader: Reader) -> Sequence[str]:
    """``name`` and the variables on which its address depends; empty if it holds none."""
    how = address_variable(name, reader)
    return [] if how is None else [name, how.port_variable, how.not_with, *(how.only_with or ())[:1]]


def _hosts(environment: Mapping[str, str], reader: str) -> list[str]:
    return [server.host for server in destinations(environment, Reader(reader))]


def _peer(address: Mapping[str, Any], known: Mapping[str, Any]) -> Peer:
    return peer_of_server(address["host"], address["port"], known["servers"], public=known["public"])


def _peer_in(environment: Mapping[str, str], context: Mapping[str, Any]) -> Peer:
    reader = Reader(context["reader"])
    found = destinations(environment, reader)
    server = next((each for each in found if each.variable == context["name"]), None)
    if server is None:
        return PUBLIC_HTTPS
    return peer_of_server(server.host, server.port, context["servers"], public=is_public(server.variable, reader))
