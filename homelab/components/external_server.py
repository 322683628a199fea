"""A server outside of the cluster, told to its clients like one inside."""

from urllib.parse import urlsplit

from homelab.connections import HttpConnection


def external_server(url: str) -> HttpConnection:
    """The server at a base URL."""
    address = urlsplit(url)
    return {"url": url.rstrip("/"), "port": address.port or (443 if address.scheme == "https" else 80)}
