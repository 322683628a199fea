"""Arguments of how LibreChat signs in to an MCP server."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, NOT_EMPTY, secret, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.private_addresses import server_url

_LOGIN_URL = server_url("https", "http")


class TokenExchangeMethod(StrEnum):
    """Where the client's secret stands in a request for a token."""

    DEFAULT_POST = "default_post"
    """In the body."""
    BASIC_AUTH_HEADER = "basic_auth_header"
    """In the header Authorization."""


class MCPAuthorizationType(StrEnum):
    """How a key stands in a request's header."""

    BASIC = "basic"
    """As ``Authorization: Basic KEY``."""
    BEARER = "bearer"
    """As ``Authorization: Bearer KEY``."""
    CUSTOM = "custom"
    """By itself, in a header of its own."""


def _contradictions(group: Mapping[str, Any]) -> Iterable[str]:
    if "client_secret" in group or "client_secret_secret" in group:
        for name in ("client_id", "authorization_url", "token_url"):
            if name not in group:
                yield f"missing argument {name}: a client with a secret needs it"
    if "forward_audience_on_refresh" in group and "audience" not in group:
        yield "forward_audience_on_refresh has no effect without audience"


@constrain(
    client_id=NAME,
    client_secret=secret(),
    authorization_url=_LOGIN_URL,
    token_url=_LOGIN_URL,
    revocation_endpoint=_LOGIN_URL,
    redirect_uri=url("http", "https", example="https://chat.example.com/api/mcp/github/oauth/callback"),
    scope=NAME,
    audience=NAME,
    grant_types=NOT_EMPTY,
    response_types=NOT_EMPTY,
    token_endpoint_auth_methods=NOT_EMPTY,
    revocation_endpoint_auth_methods=NOT_EMPTY,
    code_challenge_methods=NOT_EMPTY,
)
@rules(
    mutually_exclusive("client_secret", "client_secret_secret"),
    Rule(
        (
            *("client_id", "client_secret", "client_secret_secret", "authorization_url", "token_url"),
            *("audience", "forward_audience_on_refresh"),
        ),
        _contradictions,
    ),
)
class MCPOAuthArgs(TypedDict):
    """Each user signs in at the server. Whatever is not given here, LibreChat asks the server for."""

    client_id: NotRequired[pulumi.Input[str]]
    """LibreChat's name at the server. Default: LibreChat registers itself."""
    client_secret: NotRequired[pulumi.Input[str]]
    """Secret that belongs to ``client_id``. Default: none."""
    client_secret_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``client_secret``. Default: none."""
    authorization_url: NotRequired[str]
    """Where people sign in. Default: what the server says."""
    token_url: NotRequired[str]
    """Where LibreChat gets tokens. Default: what the server says."""
    revocation_endpoint: NotRequired[str]
    """Where LibreChat gives tokens back. Default: what the server says."""
    redirect_uri: NotRequired[str]
    """Where people come back to. Default: ``/api/mcp/{name}/oauth/callback`` of this LibreChat."""
    scope: NotRequired[pulumi.Input[str]]
    """Scopes to ask for, with spaces between them. Default: what the server says."""
    audience: NotRequired[pulumi.Input[str]]
    """Parameter ``audience``, which Auth0 and Cognito want. Default: none."""
    forward_audience_on_refresh: NotRequired[bool]
    """Whether ``audience`` is sent when a token is renewed, too, as Auth0 wants. Default: true."""
    send_resource_parameter: NotRequired[bool]
    """Whether the parameter ``resource`` is sent, which Microsoft Entra ID refuses. Default: true."""
    token_exchange_method: NotRequired[TokenExchangeMethod]
    """Where the client's secret stands. Default: what the server takes."""
    grant_types: NotRequired[list[str]]
    """Grant types that the server knows. Default: authorization_code and refresh_token."""
    response_types: NotRequired[list[str]]
    """Response types that the server knows. Default: code."""
    token_endpoint_auth_methods: NotRequired[list[str]]
    """How clients say who they are at ``token_url``. Default: client_secret_basic and client_secret_post."""
    revocation_endpoint_auth_methods: NotRequired[list[str]]
    """How clients say who they are at ``revocation_endpoint``. Default: what the server says."""
    code_challenge_methods: NotRequired[list[str]]
    """PKCE methods that the server knows. Default: S256 and plain."""
    skip_code_challenge_check: NotRequired[bool]
    """Use S256 although the server does not announce it, as Cognito does not. Default: false."""


def _custom_header(group: Mapping[str, Any]) -> Iterable[str]:
    if "custom_header" in group and group["authorization_type"] != MCPAuthorizationType.CUSTOM:
        yield "custom_header has no effect without authorization_type: custom"


@constrain(key=secret(), custom_header=NAME)
@rules(
    mutually_exclusive("key", "key_secret", required=True),
    Rule(("authorization_type", "custom_header"), _custom_header),
)
class MCPAPIKeyArgs(TypedDict):
    """A key that everyone's requests are made with."""

    key: NotRequired[pulumi.Input[str]]
    """The key itself. Default: none; it or ``key_secret`` is needed."""
    key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``key``. Default: none."""
    authorization_type: MCPAuthorizationType
    """How it stands in the header."""
    custom_header: NotRequired[str]
    """Name of the header, for the type custom. Default: X-Api-Key."""
