from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.mcp.arguments import SERVERS, MCPServerArgs, MCPSettingsArgs
from tests.librechat_config.leaves import nested

HTTP: dict[str, Any] = {"name": "tools", "type": "streamable-http", "url": "https://mcp.example.com/mcp"}
STDIO: dict[str, Any] = {"name": "tools", "type": "stdio", "command": "npx"}
WEBSOCKET: dict[str, Any] = {"name": "tools", "type": "websocket", "url": "wss://mcp.example.com/mcp"}
VARIABLE = {"title": "T", "description": "D"}
OAUTH = {"authorization_url": "https://a.b/a", "token_url": "https://a.b/t"}


@pytest.mark.parametrize("args", [HTTP, STDIO, WEBSOCKET, {**HTTP, "type": "sse"}])
def test_every_transport_needs_little(args: dict[str, Any]):
    assert check(MCPServerArgs, args, "server")["name"] == "tools"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({**HTTP, "type": "http"}, "type: expected one of stdio, websocket, sse, streamable-http, got 'http'"),
        ({**STDIO, "commnad": "x"}, r"unknown argument commnad \(did you mean command\?\)"),
        ({"name": "a", "url": "https://a.b"}, "missing argument type"),
        ({"name": "a", "type": "stdio"}, "missing argument command: type stdio needs it"),
        ({"name": "a", "type": "sse"}, "missing argument url: type sse needs it"),
        (
            {**STDIO, "url": "https://a.b"},
            "url has no effect with type stdio: it is for websocket, sse, streamable-http",
        ),
        ({**HTTP, "command": "npx"}, "command has no effect with type streamable-http: it is for stdio"),
        ({**HTTP, "env": {"A": "b"}}, "env has no effect with type streamable-http"),
        ({**WEBSOCKET, "headers": {"A": "b"}}, "headers has no effect with type websocket: it is for sse"),
        ({**WEBSOCKET, "requires_oauth": True}, "requires_oauth has no effect with type websocket"),
        ({**STDIO, "sse_read_timeout_seconds": 5}, "sse_read_timeout_seconds has no effect with type stdio"),
        ({**HTTP, "url": "wss://a.b"}, "url: expected one with http:// or https:// for type streamable-http, got wss"),
        ({**WEBSOCKET, "url": "https://a.b"}, "url: expected one with ws:// or wss:// for type websocket, got https"),
        ({**HTTP, "url": "https://${HOST}/"}, "url: expected a URL .* whose host and port are written out"),
        ({**HTTP, "url": "https://u:p@a.b/"}, "url: expected a URL .* without user and password"),
        ({**HTTP, "url": "mcp.example.com"}, "url: expected a URL"),
        ({**HTTP, "name": "a_mcp_b"}, "name: expected a name of letters and digits"),
        ({**HTTP, "name": "a b"}, "name: expected a name of letters and digits"),
        ({**HTTP, "name": "a_"}, "name: expected a name of letters and digits"),
        ({**HTTP, "name": "a--b"}, "name: expected a name of letters and digits"),
        ({**HTTP, "title": "(Tools)"}, "title: expected letters, digits, spaces"),
        ({**HTTP, "timeout_seconds": 0}, "timeout_seconds: expected a whole number from 1 to 3600, got 0"),
        (
            {**HTTP, "oauth_refresh_wait_seconds": 31},
            "oauth_refresh_wait_seconds: expected a whole number from 1 to 30",
        ),
        ({**HTTP, "proxy": "socks5://a:1"}, "proxy: expected a URL such as 'http://proxy.example.com:3128'"),
        ({**HTTP, "server_instructions": True, "custom_instructions": "x"}, "are mutually exclusive"),
        ({**HTTP, "requires_oauth": False, "oauth": {}}, "oauth has no effect with requires_oauth: false"),
        (
            {**HTTP, "requires_oauth": True, "api_key": {"key": "k", "authorization_type": "basic"}},
            "api_key and requires_oauth: true are mutually exclusive",
        ),
        ({**HTTP, "custom_user_vars": [{"name": "A-B", **VARIABLE}]}, "custom_user_vars.0.name: expected a name of"),
        (
            {**HTTP, "custom_user_vars": [{"name": "A", **VARIABLE}, {"name": "a", **VARIABLE}]},
            "custom_user_vars: expected groups that differ in the letters and digits of name",
        ),
        ({**HTTP, "api_key": {"authorization_type": "basic"}}, "api_key: missing argument: one of key, key_secret"),
        ({**HTTP, "api_key": {"key": "k"}}, "missing argument api_key.authorization_type"),
        (
            {**HTTP, "api_key": {"key": "k", "authorization_type": "bearer", "custom_header": "X"}},
            "api_key: custom_header has no effect without authorization_type: custom",
        ),
        (
            {**HTTP, "oauth": {"client_secret": "s", **OAUTH}},
            "missing argument client_id: a client with a secret needs",
        ),
        ({**HTTP, "oauth": {"client_secret": "s", "client_id": "i"}}, "missing argument token_url"),
        (
            {**HTTP, "oauth": {"client_secret_secret": {"name": "n", "key": "k"}, "client_id": "i"}},
            "missing argument authorization_url",
        ),
        ({**HTTP, "oauth": {"forward_audience_on_refresh": True}}, "has no effect without audience"),
        ({**HTTP, "oauth": {"token_url": "${URL}"}}, "oauth.token_url: expected a URL"),
        ({**HTTP, "oauth": {"token_exchange_method": "post"}}, "expected one of default_post, basic_auth_header"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        check(MCPServerArgs, args, "server")


@pytest.mark.parametrize(
    "secrets", [{"token": "very-secret"}, {"A__B": "very-secret"}, {"TOKEN": "", "B": "very-secret"}, "very-secret"]
)
def test_secrets_are_named_like_variables_and_never_shown(secrets: object):
    with pytest.raises(ArgumentError) as refusal:
        check(MCPServerArgs, {**HTTP, "secrets": secrets}, "server")
    assert "secrets: expected a map" in str(refusal.value)
    assert "very-secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"allowed_domains": []}, "allowed_domains: expected a list of domains such as 'example.com'"),
        ({"allowed_domains": ["https://*.example.com"]}, "allowed_domains: expected a list of domains"),
        ({"allowed_addresses": ["tools.svc"]}, "allowed_addresses: expected a list of private hosts with their ports"),
        ({"allowed_adresses": ["tools.svc:1"]}, r"did you mean allowed_addresses\?"),
    ],
)
def test_settings_that_cannot_work_are_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        check(MCPSettingsArgs, args, "settings")


def test_names_whose_variables_would_be_the_same_are_refused():
    assert SERVERS.accepts([{"name": "a-b"}, {"name": "ab"}])
    assert not SERVERS.accepts([{"name": "a-b"}, {"name": "A_b"}])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("timeout_seconds", 0),
        ("init_timeout_seconds", 0),
        ("sse_read_timeout_seconds", 0),
        ("oauth_refresh_wait_seconds", 0),
        ("oauth_persistence_wait_seconds", 0),
        ("timeout_seconds", 3601),
        ("init_timeout_seconds", 3601),
        ("sse_read_timeout_seconds", 3601),
        ("oauth_refresh_wait_seconds", 31),
        ("oauth_persistence_wait_seconds", 841),
        ("obo_scopes", ""),
        ("description", ""),
        ("icon", ""),
        ("custom_instructions", ""),
        ("title", ""),
        ("proxy", ""),
        ("oauth.client_id", ""),
        ("oauth.client_secret", ""),
        ("oauth.authorization_url", ""),
        ("oauth.token_url", ""),
        ("oauth.revocation_endpoint", ""),
        ("oauth.redirect_uri", ""),
        ("oauth.scope", ""),
        ("oauth.audience", ""),
        ("oauth.grant_types", []),
        ("oauth.response_types", []),
        ("oauth.token_endpoint_auth_methods", []),
        ("oauth.revocation_endpoint_auth_methods", []),
        ("oauth.code_challenge_methods", []),
        ("api_key.key", ""),
        ("api_key.custom_header", ""),
        ("existing_secrets", {"a": {"name": "n", "key": "k"}}),
    ],
)
def test_every_value_has_bounds(path: str, value: object):
    with pytest.raises(ArgumentError, match=f"{path}: expected"):
        check(MCPServerArgs, {**HTTP, **nested(path, value)}, "server")


def test_a_program_has_a_name():
    with pytest.raises(ArgumentError, match="command: expected a name that is not empty"):
        check(MCPServerArgs, {**STDIO, "command": " "}, "server")


@pytest.mark.parametrize("name", ["title", "description"])
def test_what_users_enter_has_a_title_and_a_description(name: str):
    with pytest.raises(ArgumentError, match=f"custom_user_vars.0.{name}: expected a name"):
        check(MCPServerArgs, {**HTTP, "custom_user_vars": [{"name": "A", **VARIABLE, name: ""}]}, "server")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, {"A": "b"}) for name in ("headers", "request_headers", "oauth_headers")),
        ("proxy", "http://a.b:1"),
        ("api_key", {"key": "k", "authorization_type": "basic"}),
        ("obo_scopes", "a"),
        ("requires_oauth", True),
        ("oauth", {}),
        *((name, 5) for name in ("oauth_refresh_wait_seconds", "oauth_persistence_wait_seconds")),
        ("sse_read_timeout_seconds", 5),
    ],
)
@pytest.mark.parametrize("server", [STDIO, WEBSOCKET])
def test_what_only_http_has_is_refused_elsewhere(server: dict[str, Any], name: str, value: object):
    with pytest.raises(ArgumentError, match=f"{name} has no effect with type {server['type']}"):
        check(MCPServerArgs, {**server, name: value}, "server")
