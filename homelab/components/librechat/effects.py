"""Network peers and upload limit that follow from a final configuration."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from homelab.components.variable_peers import PUBLIC_HTTPS, Servers, distinct, peer_of_server, variable_peers
from homelab.kubernetes import Peer, apply, internet, peer_of_url
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.schema.urls import parse_url
from homelab.librechat_config.sections import section
from homelab.librechat_config.urls import allowed_urls, called_urls
from homelab.librechat_config.variables import Reader

_DEFAULT_MEGABYTES = 100
MAIL_SERVICES = internet(465, 587, 2525)
"""Mail servers of the services that EMAIL_SERVICE may name."""


def server_peers(configuration: Configuration, servers: Servers, other_urls: Sequence[str]) -> list[pulumi.Input[Peer]]:
    """Peers of the servers that LibreChat calls, without `PUBLIC_HTTPS`, which is always allowed.

    :param servers: Servers in the same namespace, with their workloads.
    :param other_urls: URLs of additional servers.
    """
    plain = configuration.variables.plain
    urls = [*(url for _, url in called_urls(configuration)), *allowed_urls(configuration.config)]
    peers = distinct(
        [
            *(apply(_peer_at, url, [*servers]) for url in urls),
            *variable_peers(plain, Reader.LIBRECHAT, servers),
            *([MAIL_SERVICES] if "EMAIL_SERVICE" in plain else []),
            *(peer_of_url(url) for url in other_urls),
        ]
    )
    return [peer for peer in peers if peer != PUBLIC_HTTPS]


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
    # Proxies may have other schemes. A value that is not a URL, such as one with an unset variable, needs no peer.
    return peer_of_url(url) if "://" in url else PUBLIC_HTTPS
