"""Refinements of MCP servers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.opaque import is_set
from homelab.librechat_config.schema.problem import format_value
from homelab.librechat_config.schema.refinements.faults import Fault, Refinements
from homelab.urls import is_url

_WEB_SOCKET = ("ws", "wss")
_HTTP_ONLY = ("headers", "requestHeaders", "obo", "proxy")
"""Keys that a WebSocket server does not have."""


def _scheme(url: str) -> str:
    return url.strip().partition(":")[0].lower()


def _url_fits_transport(server: Mapping[str, Any]) -> Iterator[Fault]:
    url, transport = server.get("url"), server.get("type")
    if not isinstance(url, str):
        return
    if not is_url(url):
        yield ("url",), f"expected a URL such as https://mcp.example.com, got {format_value(('url',), url)}"
    elif transport == "websocket" and _scheme(url) not in _WEB_SOCKET:
        yield ("url",), f"expected a URL with ws:// or wss://, got {format_value(('url',), url)}"
    elif transport in ("sse", "http", "streamable-http") and _scheme(url) in _WEB_SOCKET:
        yield ("url",), f"expected a URL with http:// or https://, got {format_value(('url',), url)}"
    elif transport is None and _scheme(url) in _WEB_SOCKET:
        yield from (((key,), "unknown key of a WebSocket server") for key in _HTTP_ONLY if key in server)


def _url(such_as: str, *schemes: str) -> Callable[[str], Iterator[Fault]]:
    def check(url: str) -> Iterator[Fault]:
        if not is_url(url) or (schemes and _scheme(url) not in schemes):
            yield (), f"expected a URL such as {such_as}, got {format_value((), url)}"

    return check


def _oauth_client_is_complete(oauth: Mapping[str, Any]) -> Iterator[Fault]:
    if not is_set(oauth.get("client_secret")):
        return
    needed = ("client_id", "authorization_url", "token_url")
    yield from (((key,), "missing: client_secret needs it") for key in needed if not is_set(oauth.get(key)))


_oauth_url = _url("https://login.example.com/token")

REFINEMENTS: Refinements = {
    "mcpServers.*": _url_fits_transport,
    "mcpServers.*.oauth": _oauth_client_is_complete,
    "mcpServers.*.oauth.authorization_url": _oauth_url,
    "mcpServers.*.oauth.redirect_uri": _oauth_url,
    "mcpServers.*.oauth.revocation_endpoint": _oauth_url,
    "mcpServers.*.oauth.token_url": _oauth_url,
    "mcpServers.*.proxy": _url("http://proxy.example.com:3128", "http", "https", "socks", "socks5"),
}
