"""Network peers and upload limit that follow from a final configuration."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from homelab.components.variable_peers import PUBLIC_HTTPS, Servers, peer_of_server, peers_of_variables
from homelab.kubernetes import Peer, apply, internet, peer_of_destination
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.sections import section
from homelab.librechat_config.urls import PUBLIC_URLS, allowed_urls, called_urls
from homelab.librechat_config.variables import Reader
from homelab.librechat_config.variables.addresses import PROXY_PORTS
from homelab.urls import parse_url

_DEFAULT_MEGABYTES = 100
MAIL_SERVICES = internet(465, 587, 2525)
"""Mail servers of the services that EMAIL_SERVICE may name."""


def server_peers(
    configuration: Configuration, servers: Servers, destinations: Sequence[pulumi.Input[str]]
) -> list[pulumi.Input[Peer]]:
    """Peers of the servers that LibreChat calls, without `PUBLIC_HTTPS`, which is always allowed.

    :param servers: Servers in the same namespace, with their workloads.
    :param destinations: URLs of additional servers, and ranges of addresses.
    """
    urls = [*(url for _, url in called_urls(configuration)), *allowed_urls(configuration.config)]
    peers = [
        *(apply(_peer_at, url, [*servers]) for url in urls if url not in PUBLIC_URLS),
        *peers_of_variables(configuration.variables, Reader.LIBRECHAT, servers),
        *([MAIL_SERVICES] if "EMAIL_SERVICE" in configuration.variables.plain else []),
        *(apply(peer_of_destination, each) for each in destinations),
    ]
    return [peer for peer in peers if peer is not PUBLIC_HTTPS]


def largest_upload_megabytes(config: Mapping[str, Any]) -> int:
    """Size of the largest file that users may upload."""
    file_config = section(config, "fileConfig")
    sizes = (file_config.get("serverFileSizeLimit"), section(file_config, "skills").get("fileSizeLimit"))
    known = [size for size in sizes if isinstance(size, int | float)]
    return math.ceil(max(known, default=_DEFAULT_MEGABYTES))


def _peer_at(url: str, servers: Servers) -> Peer:
    parts = parse_url(url)
    if parts is not None:
        return peer_of_server(parts.host, parts.port, servers)
    # Proxies of MCP servers may have other schemes. A value that is not a URL, such as one with an unset variable,
    # needs no peer.
    proxy = parse_url(url, PROXY_PORTS)
    return peer_of_server(proxy.host, proxy.port, servers) if proxy else PUBLIC_HTTPS
