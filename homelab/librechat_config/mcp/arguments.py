"""Arguments of MCP servers."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, unique, url, whole_number
from homelab.kubernetes import SecretReference
from homelab.librechat_config.mcp import references
from homelab.librechat_config.mcp.oauth_arguments import MCPAPIKeyArgs, MCPOAuthArgs
from homelab.librechat_config.private_addresses import ALLOWED_ADDRESSES, allowed_domains, server_url
from homelab.librechat_config.schema.urls import parsed

_SECONDS = whole_number(1, 3600)


class MCPTransport(StrEnum):
    """How LibreChat talks to a server."""

    STDIO = "stdio"
    """LibreChat starts a program in its own container, and talks to its standard input and output."""
    WEBSOCKET = "websocket"
    """A WebSocket."""
    SSE = "sse"
    """HTTP with server-sent events, the transport of MCP until 2024."""
    STREAMABLE_HTTP = "streamable-http"
    """HTTP as of MCP 2025-03-26."""


_HTTP = (MCPTransport.SSE, MCPTransport.STREAMABLE_HTTP)
_NETWORK = (MCPTransport.WEBSOCKET, *_HTTP)
_TRANSPORTS_OF: Mapping[str, tuple[MCPTransport, ...]] = {
    **dict.fromkeys(("command", "args", "env"), (MCPTransport.STDIO,)),
    "url": _NETWORK,
    **dict.fromkeys(("headers", "request_headers", "proxy", "api_key", "obo_scopes"), _HTTP),
    **dict.fromkeys(("requires_oauth", "oauth", "oauth_headers"), _HTTP),
    **dict.fromkeys(("oauth_refresh_wait_seconds", "oauth_persistence_wait_seconds"), _HTTP),
    "sse_read_timeout_seconds": _HTTP,
}
"""What is not for every transport."""


def _fits_transport(group: Mapping[str, Any]) -> Iterable[str]:
    transport = MCPTransport(group["type"])
    needed = "command" if transport is MCPTransport.STDIO else "url"
    if needed not in group:
        yield f"missing argument {needed}: type {transport.value} needs it"
    for name, transports in _TRANSPORTS_OF.items():
        if name in group and transport not in transports:
            yield f"{name} has no effect with type {transport.value}: it is for {', '.join(transports)}"
    url = parsed(group.get("url", ""))
    if url is not None and (url.scheme in ("ws", "wss")) != (transport is MCPTransport.WEBSOCKET):
        expected = "ws:// or wss://" if transport is MCPTransport.WEBSOCKET else "http:// or https://"
        yield f"url: expected one with {expected} for type {transport.value}, got {url.scheme}://"


def _authorizes_once(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("requires_oauth") is False and "oauth" in group:
        yield "oauth has no effect with requires_oauth: false"
    if group.get("requires_oauth") and "api_key" in group:
        yield "api_key and requires_oauth: true are mutually exclusive: remove one"


_SERVER_NAME = Constraint(
    "a name of letters and digits with single dashes or underscores between them, such as 'github' (not '_mcp_')",
    lambda value: re.fullmatch(r"(?!.*_mcp_)[A-Za-z0-9]+([-_][A-Za-z0-9]+)*", value) is not None,
)
_TITLE = Constraint(
    "letters, digits, spaces, dashes and apostrophes, such as 'Our Tools'",
    lambda value: re.fullmatch("[^\\W_]([^\\W_]|[ '\u2019-])*", value) is not None,
)
_SECRET_NAMES = Constraint(
    "a map of names such as 'API_TOKEN' to secrets that are not empty",
    lambda value: _are_secret_names(value.keys()) and all(value.values()),
    secret=True,
)
_EXISTING_SECRETS = Constraint(
    "a map of names such as 'API_TOKEN' to keys of Secrets", lambda value: _are_secret_names(value.keys())
)
_VARIABLE_NAME = Constraint(
    "a name of letters, digits and underscores such as 'API_TOKEN'",
    lambda value: re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value) is not None,
)
SERVERS = unique("name")
"""For a list of servers: their names also name variables."""


def _are_secret_names(names: Iterable[str]) -> bool:
    return all(re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", name) for name in names)


@constrain(name=_VARIABLE_NAME, title=NAME, description=NAME)
class MCPUserVariableArgs(TypedDict):
    """Something that each user enters."""

    name: str
    """What ``{{NAME}}`` refers to it by."""
    title: pulumi.Input[str]
    """What people see."""
    description: pulumi.Input[str]
    """What people see below it; may be HTML."""
    sensitive: NotRequired[bool]
    """Whether it is a secret, and hidden while it is entered. Default: true."""


@constrain(
    name=_SERVER_NAME,
    url=server_url("https", "http", "wss", "ws"),
    command=NAME,
    secrets=_SECRET_NAMES,
    existing_secrets=_EXISTING_SECRETS,
    proxy=url("http", "https", example="http://proxy.example.com:3128"),
    obo_scopes=NAME,
    custom_user_vars=unique("name"),
    title=_TITLE,
    description=NAME,
    icon=NAME,
    custom_instructions=NAME,
    timeout_seconds=_SECONDS,
    init_timeout_seconds=_SECONDS,
    sse_read_timeout_seconds=_SECONDS,
    oauth_refresh_wait_seconds=whole_number(1, 30),
    oauth_persistence_wait_seconds=whole_number(1, 840),
)
@rules(
    Rule(("type", *_TRANSPORTS_OF), _fits_transport),
    Rule(("requires_oauth", "oauth", "api_key"), _authorizes_once),
    mutually_exclusive("server_instructions", "custom_instructions"),
    Rule(("secrets", "existing_secrets", "custom_user_vars", *references.TEXTS), references.contradictions),
)
class MCPServerArgs(TypedDict):
    """A server that gives models tools.

    ``url``, ``proxy``, ``args``, ``env``, the headers and the texts of ``oauth`` can refer to secrets as ``${NAME}``
    and to what each user enters as ``{{NAME}}``. LibreChat's own are ``{{LIBRECHAT_USER_EMAIL}}`` and the like.
    """

    name: str
    """Name, unique among the servers; people see it where there is no ``title``."""
    type: MCPTransport
    """How LibreChat talks to it."""
    url: NotRequired[str]
    """Address, for every type but stdio. Private ones are allowed by it. Default: none."""
    command: NotRequired[str]
    """Program that LibreChat starts, for stdio, such as npx or uvx. Default: none."""
    args: NotRequired[list[pulumi.Input[str]]]
    """The program's arguments. Pin what npx and uvx download, as ``package@1.2.3``. Default: none."""
    env: NotRequired[dict[str, pulumi.Input[str]]]
    """The program's environment, beside HOME, PATH and the like. Default: none."""
    headers: NotRequired[dict[str, pulumi.Input[str]]]
    """Headers of every request, for sse and streamable-http. Default: none."""
    request_headers: NotRequired[dict[str, pulumi.Input[str]]]
    """Headers of requests that a chat makes, but not of those that list tools. Default: none."""
    secrets: NotRequired[dict[str, pulumi.Input[str]]]
    """Secrets, by the names that ``${NAME}`` refers to them by. Default: none."""
    existing_secrets: NotRequired[dict[str, SecretReference]]
    """Keys of existing Secrets, by the names that ``${NAME}`` refers to them by. Default: none."""
    custom_user_vars: NotRequired[list[MCPUserVariableArgs]]
    """What each user enters. Default: nothing."""
    api_key: NotRequired[MCPAPIKeyArgs]
    """Key of the server. Default: none."""
    requires_oauth: NotRequired[bool]
    """Whether each user signs in at the server. Default: LibreChat asks the server."""
    oauth: NotRequired[MCPOAuthArgs]
    """How each user signs in. Default: as the server says."""
    oauth_headers: NotRequired[dict[str, pulumi.Input[str]]]
    """Headers of requests to where people sign in. Default: none."""
    oauth_refresh_wait_seconds: NotRequired[int]
    """Seconds to wait for another replica that renews the same token. Default: 15."""
    oauth_persistence_wait_seconds: NotRequired[int]
    """Seconds to wait until a new token is stored. Default: 15."""
    obo_scopes: NotRequired[str]
    """Scopes of a token that LibreChat gets on behalf of whom OpenID Connect signed in. Default: none."""
    proxy: NotRequired[str]
    """Proxy on the way to the server. Default: none."""
    title: NotRequired[pulumi.Input[str]]
    """What people see. Default: the name."""
    description: NotRequired[pulumi.Input[str]]
    """What people see below it. Default: none."""
    icon: NotRequired[pulumi.Input[str]]
    """URL or path of an image. Default: LibreChat's own."""
    server_instructions: NotRequired[bool]
    """Whether models get the instructions that the server gives. Default: false."""
    custom_instructions: NotRequired[pulumi.Input[str]]
    """Instructions that models get instead. Default: none."""
    chat_menu: NotRequired[bool]
    """Whether people can choose it in chats; agents can use it in any case. Default: true."""
    startup: NotRequired[bool]
    """Whether LibreChat connects when it starts, rather than when somebody uses it. Default: true."""
    timeout_seconds: NotRequired[int]
    """Seconds that a request may take. Default: LibreChat's own."""
    init_timeout_seconds: NotRequired[int]
    """Seconds that a connection may take; LibreChat gets ready only after them. Default: LibreChat's own."""
    sse_read_timeout_seconds: NotRequired[int]
    """Seconds that a stream of events may be silent. Default: 300."""


@constrain(allowed_domains=allowed_domains("https", "http", "wss", "ws"), allowed_addresses=ALLOWED_ADDRESSES)
class MCPSettingsArgs(TypedDict):
    """Where MCP servers may be, those that people add included."""

    allowed_domains: NotRequired[list[str]]
    """The only domains, beside those of ``mcp_servers``. Default: every public one."""
    allowed_addresses: NotRequired[list[str]]
    """Private hosts with their ports, beside those of ``mcp_servers``: names that are public and lead to private
    addresses, and servers that people add. Default: none."""
