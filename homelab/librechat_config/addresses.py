"""Entries of ``allowedAddresses`` and ``allowedDomains`` in librechat.yaml, from URLs."""

from collections.abc import Iterable

from homelab.kubernetes.private_hosts import ip_address, is_private, is_private_address
from homelab.urls import ParsedUrl, parse_url

_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


def address(url: str) -> str | None:
    """Entry of ``allowedAddresses`` for a URL, ``host:port``; None if it is not a URL."""
    parts = parse_url(url)
    return parts and parts.address


def is_private_url(url: str) -> bool:
    """Whether a URL has a private host, which LibreChat refuses unless it is listed."""
    parts = parse_url(url)
    return parts is not None and is_private(parts.host)


def may_be_private(url: str) -> bool:
    """Whether a URL may resolve to a private address, as every host name may."""
    parts = parse_url(url)
    if parts is None:
        return False
    host = ip_address(parts.host)
    return host is None or is_private_address(host)


def origins(urls: Iterable[str]) -> list[str]:
    """Entries of ``allowedDomains`` for URLs."""
    found = (parse_url(url) for url in urls)
    return list(dict.fromkeys(_origin(parts) for parts in found if parts is not None))


def _origin(url: ParsedUrl) -> str:
    return f"{url.scheme}://{url.address.removesuffix(f':{_DEFAULT_PORTS[url.scheme]}')}"
