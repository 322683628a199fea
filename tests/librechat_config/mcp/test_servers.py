from typing import Any, cast

import pytest

from homelab.arguments import check
from homelab.librechat_config.mcp.arguments import MCPServerArgs, MCPSettingsArgs
from homelab.librechat_config.mcp.oauth_arguments import MCPAPIKeyArgs, MCPOAuthArgs
from homelab.librechat_config.mcp.servers import needs_writable_home, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints, shown
from tests.librechat_config.leaves import given, without

REFERENCE = {"name": "existing", "key": "token"}
HTTP: dict[str, Any] = {
    "name": "git-hub",
    "type": "streamable-http",
    "url": "https://mcp.example.com/${PATH}",
    "headers": {"X-Project": "${EXISTING}", "X-Me": "{{PROJECT}}"},
    "request_headers": {"X-Chat": "{{LIBRECHAT_BODY_CONVERSATIONID}}"},
    "secrets": {"PATH": "hunter2-path"},
    "existing_secrets": {"EXISTING": REFERENCE},
    "custom_user_vars": [{"name": "PROJECT", "title": "Project", "description": "Key", "sensitive": False}],
    "oauth": {
        "client_id": "librechat",
        "client_secret": "hunter2-oauth",
        "authorization_url": "https://login.example.com/a",
        "token_url": "https://login.corp.local/t",
        "revocation_endpoint": "http://login.example.com:8080/r",
        "redirect_uri": "https://chat.example.com/api/mcp/git-hub/oauth/callback",
        "scope": "read write",
        "audience": "api",
        "forward_audience_on_refresh": False,
        "send_resource_parameter": False,
        "token_exchange_method": "default_post",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "token_endpoint_auth_methods": ["client_secret_post"],
        "revocation_endpoint_auth_methods": ["client_secret_post"],
        "code_challenge_methods": ["S256"],
        "skip_code_challenge_check": True,
    },
    "requires_oauth": True,
    "oauth_headers": {"X-Realm": "work"},
    "oauth_refresh_wait_seconds": 20,
    "oauth_persistence_wait_seconds": 30,
    "obo_scopes": "api://tools/.default",
    "proxy": "http://proxy.example.com:3128",
    "title": "Our GitHub",
    "description": "Issues",
    "icon": "/assets/github.svg",
    "server_instructions": True,
    "chat_menu": False,
    "startup": False,
    "timeout_seconds": 60,
    "init_timeout_seconds": 10,
    "sse_read_timeout_seconds": 600,
}
KEY: dict[str, Any] = {
    "name": "keyed",
    "type": "sse",
    "url": "http://tools.ai.svc.cluster.local:8080/sse",
    "api_key": {"key": "hunter2-key", "authorization_type": "custom", "custom_header": "X-Key"},
    "custom_instructions": "Be careful.",
}
STDIO: dict[str, Any] = {
    "name": "files",
    "type": "stdio",
    "command": "npx",
    "args": ["-y", "@example/server@1.2.3", "${KEY}"],
    "env": {"API_KEY": "${KEY}"},
    "secrets": {"KEY": "hunter2-env"},
}
WEBSOCKET: dict[str, Any] = {"name": "socket", "type": "websocket", "url": "ws://10.1.2.3:9000/mcp"}
ALL = [HTTP, KEY, STDIO, WEBSOCKET]
NEEDED = [("name",), ("type",), ("api_key", "authorization_type")]


def _settings(*servers: dict[str, Any], replicas: int = 1, **args: Any) -> Settings:
    checked = [check(MCPServerArgs, server, "server") for server in servers]
    return settings(checked, check(MCPSettingsArgs, args, "settings"), replicas=replicas)


def test_nothing_given_says_nothing():
    assert settings([], {}, replicas=3) == Settings(servers=[], connections=[])


def test_librechat_takes_all_of_it():
    both = _settings(
        *ALL, replicas=2, allowed_domains=["*.example.com"], allowed_addresses=["nas.corp.example.com:443"]
    )
    assert complaints(_settings(*ALL, replicas=2)) == []
    assert complaints(both) == []


def test_no_secret_is_shown():
    assert "hunter2" not in shown(_settings(*ALL))


def test_every_argument_is_tried():
    tried = {path[:2] for args in ALL for path in given(args)}
    assert {path[0] for path in tried} == set(MCPServerArgs.__annotations__)
    oauth, api_key = ({path[1] for path in tried if path[0] == group} for group in ("oauth", "api_key"))
    assert oauth == set(MCPOAuthArgs.__annotations__) - {"client_secret_secret"}
    assert api_key == set(MCPAPIKeyArgs.__annotations__) - {"key_secret"}


@pytest.mark.parametrize(
    ("args", "path"),
    [(args, path) for args in ALL for path in given(args) if path not in NEEDED],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else value["name"],
)
def test_every_argument_makes_a_difference(args: dict[str, Any], path: tuple[str, ...]):
    fewer: Any = without(args, path)
    assert settings([fewer], {}, replicas=1) != settings([cast(Any, args)], {}, replicas=1)


def test_a_server_over_http():
    told = _settings(HTTP)
    assert told.config["mcpServers"]["git-hub"] == {
        "type": "streamable-http",
        "title": "Our GitHub",
        "description": "Issues",
        "iconPath": "/assets/github.svg",
        "url": "https://mcp.example.com/${MCP_GIT_HUB__PATH}",
        "headers": {"X-Project": "${MCP_GIT_HUB__EXISTING}", "X-Me": "{{PROJECT}}"},
        "requestHeaders": {"X-Chat": "{{LIBRECHAT_BODY_CONVERSATIONID}}"},
        "proxy": "http://proxy.example.com:3128",
        "obo": {"scopes": "api://tools/.default"},
        "requiresOAuth": True,
        "oauth": {
            "client_id": "librechat",
            "client_secret": "${MCP_GIT_HUB_OAUTH_CLIENT_SECRET}",
            "authorization_url": "https://login.example.com/a",
            "token_url": "https://login.corp.local/t",
            "revocation_endpoint": "http://login.example.com:8080/r",
            "redirect_uri": "https://chat.example.com/api/mcp/git-hub/oauth/callback",
            "scope": "read write",
            "audience": "api",
            "forward_audience_on_refresh": False,
            "send_resource_parameter": False,
            "skip_code_challenge_check": True,
            "token_exchange_method": "default_post",
            "grant_types_supported": ["authorization_code"],
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "revocation_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        },
        "oauth_headers": {"X-Realm": "work"},
        "oauthRefreshWaitTimeout": 20_000,
        "oauthPersistenceWaitTimeout": 30_000,
        "customUserVars": {"PROJECT": {"title": "Project", "description": "Key", "sensitive": False}},
        "serverInstructions": True,
        "chatMenu": False,
        "startup": False,
        "timeout": 60_000,
        "initTimeout": 10_000,
        "sseReadTimeout": 600_000,
    }
    assert told.secrets == {
        "MCP_GIT_HUB__PATH": "hunter2-path",
        "MCP_GIT_HUB__EXISTING": REFERENCE,
        "MCP_GIT_HUB_OAUTH_CLIENT_SECRET": "hunter2-oauth",
    }


def test_a_server_with_a_key():
    told = _settings(KEY)
    assert told.config["mcpServers"]["keyed"]["apiKey"] == {
        "source": "admin",
        "key": "${MCP_KEYED_API_KEY}",
        "authorization_type": "custom",
        "custom_header": "X-Key",
    }
    assert told.secrets == {"MCP_KEYED_API_KEY": "hunter2-key"}
    assert told.config["mcpServers"]["keyed"]["serverInstructions"] == "Be careful."


def test_keys_can_be_in_secrets_that_exist():
    told = _settings(
        {**KEY, "api_key": {"key_secret": REFERENCE, "authorization_type": "bearer"}},
        {**HTTP, "oauth": {**without(HTTP["oauth"], ("client_secret",)), "client_secret_secret": REFERENCE}},
    )
    assert told.secrets["MCP_KEYED_API_KEY"] == REFERENCE
    assert told.secrets["MCP_GIT_HUB_OAUTH_CLIENT_SECRET"] == REFERENCE


def test_a_program_in_librechats_container():
    told = _settings(STDIO)
    assert told.config["mcpServers"]["files"] == {
        "type": "stdio",
        "command": "npx",
        "args": ["-y", "@example/server@1.2.3", "${MCP_FILES__KEY}"],
        "env": {"API_KEY": "${MCP_FILES__KEY}"},
    }
    assert told.secrets == {"MCP_FILES__KEY": "hunter2-env"}
    assert told.servers == []
    assert "mcpSettings" not in told.config


def test_a_program_without_arguments_has_an_empty_list_of_them():
    assert _settings({"name": "a", "type": "stdio", "command": "x"}).config["mcpServers"]["a"]["args"] == []


def test_only_programs_need_a_writable_home():
    assert needs_writable_home([check(MCPServerArgs, STDIO, "server")])
    assert not needs_writable_home([check(MCPServerArgs, args, "server") for args in (HTTP, KEY, WEBSOCKET)])


def test_private_servers_are_allowed_and_reached():
    told = _settings(*ALL, allowed_addresses=["10.9.9.9:8000"])
    assert told.config["mcpSettings"] == {
        "allowedAddresses": [
            "login.corp.local:443",
            "tools.ai.svc.cluster.local:8080",
            "10.1.2.3:9000",
            "10.9.9.9:8000",
        ]
    }
    assert told.servers == [
        "http://proxy.example.com:3128",
        "https://login.corp.local:443",
        "http://login.example.com:8080",
        "http://tools.ai.svc.cluster.local:8080",
        "http://10.1.2.3:9000",
        "https://10.9.9.9:8000",
    ]


def test_allowed_domains_do_not_shut_out_the_servers_that_are_given():
    told = _settings(KEY, WEBSOCKET, allowed_domains=["*.example.com", "https://tools.example.org:8443"])
    assert told.config["mcpSettings"] == {
        "allowedDomains": [
            "*.example.com",
            "https://tools.example.org:8443",
            "http://tools.ai.svc.cluster.local:8080",
            "ws://10.1.2.3:9000",
        ],
        "allowedAddresses": ["tools.ai.svc.cluster.local:8080", "10.1.2.3:9000"],
    }
    assert "https://tools.example.org:8443" in told.servers


def test_several_replicas_renew_tokens_one_at_a_time():
    def coordinated(replicas: int) -> list[str]:
        servers = _settings(*ALL, replicas=replicas).config["mcpServers"]
        return [name for name, server in servers.items() if server.get("oauthRefreshCoordination")]

    assert coordinated(1) == []
    assert coordinated(2) == ["git-hub", "keyed"]
