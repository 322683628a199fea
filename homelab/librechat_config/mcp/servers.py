"""MCP servers: the sections ``mcpServers`` and ``mcpSettings`` of librechat.yaml."""

from collections.abc import Mapping, Sequence

import pulumi

from homelab.librechat_config.mcp import authorization, references
from homelab.librechat_config.mcp.arguments import MCPServerArgs, MCPSettingsArgs, MCPTransport
from homelab.librechat_config.private_addresses import (
    addresses_of_private,
    beyond_https,
    origins,
    servers_at,
    servers_in,
)
from homelab.librechat_config.settings import Section, Settings, given, together

_MILLISECONDS = {
    "timeout_seconds": "timeout",
    "init_timeout_seconds": "initTimeout",
    "sse_read_timeout_seconds": "sseReadTimeout",
    "oauth_refresh_wait_seconds": "oauthRefreshWaitTimeout",
    "oauth_persistence_wait_seconds": "oauthPersistenceWaitTimeout",
}


def settings(servers: Sequence[MCPServerArgs], args: MCPSettingsArgs, *, replicas: int) -> Settings:
    """What LibreChat is told of MCP servers.

    :param replicas: How many LibreChats renew tokens of the same users.
    """
    reached = [url for server in servers for url in _reached_urls(server)]
    allowed = [*servers_in(args.get("allowed_domains", [])), *servers_at(args.get("allowed_addresses", []))]
    common = Settings(
        config=given({"mcpSettings": _settings(servers, args)}), servers=[*beyond_https(reached), *allowed]
    )
    return together([*(_server_settings(server, coordinated=replicas > 1) for server in servers), common])


def needs_writable_home(servers: Sequence[MCPServerArgs]) -> bool:
    """Whether LibreChat's container runs programs that write below HOME and /tmp, as npx and uvx do."""
    return any(server["type"] == MCPTransport.STDIO for server in servers)


def _settings(servers: Sequence[MCPServerArgs], args: MCPSettingsArgs) -> Section:
    urls = [url for server in servers for url in _guarded_urls(server)]
    section: Section = {}
    if "allowed_domains" in args:
        section["allowedDomains"] = list(dict.fromkeys([*args["allowed_domains"], *origins(urls)]))
    if addresses := [*addresses_of_private(urls), *args.get("allowed_addresses", [])]:
        section["allowedAddresses"] = list(dict.fromkeys(addresses))
    return section


def _guarded_urls(server: MCPServerArgs) -> list[str]:
    """Those that LibreChat compares with what is allowed."""
    oauth = server.get("oauth", {})
    named = (oauth.get("authorization_url"), oauth.get("token_url"), oauth.get("revocation_endpoint"))
    return [url for url in (server.get("url"), *named) if url is not None]


def _reached_urls(server: MCPServerArgs) -> list[str]:
    """Those that LibreChat itself connects to; people's browsers go to the authorization URL."""
    oauth = server.get("oauth", {})
    urls = (server.get("proxy", server.get("url")), oauth.get("token_url"), oauth.get("revocation_endpoint"))
    return [url for url in urls if url is not None]


def _server_settings(server: MCPServerArgs, *, coordinated: bool) -> Settings:
    transport = MCPTransport(server["type"])
    section = {
        "type": transport.value,
        **_texts(server),
        **_display(server),
        # A program without arguments has an empty list of them.
        "args": _args(server) if transport is MCPTransport.STDIO else None,
        "obo": given({"scopes": server.get("obo_scopes")}),
        "apiKey": authorization.api_key(server),
        "requiresOAuth": server.get("requires_oauth"),
        "oauth": authorization.oauth(server),
        "customUserVars": _user_variables(server),
        "startup": server.get("startup"),
        **{key: server[name] * 1000 for name, key in _MILLISECONDS.items() if name in server},
    }
    if coordinated and transport in (MCPTransport.SSE, MCPTransport.STREAMABLE_HTTP):
        section["oauthRefreshCoordination"] = True
    return Settings(config={"mcpServers": {server["name"]: given(section)}}, secrets=authorization.secrets(server))


def _texts(server: MCPServerArgs) -> Section:
    def map_of(texts: Mapping[str, pulumi.Input[str]]) -> Section:
        return references.expanded(server["name"], texts)

    single = given({"url": server.get("url"), "proxy": server.get("proxy")})
    return {
        "command": server.get("command"),
        **map_of(single),
        "env": map_of(server.get("env", {})),
        "headers": map_of(server.get("headers", {})),
        "requestHeaders": map_of(server.get("request_headers", {})),
        "oauth_headers": map_of(server.get("oauth_headers", {})),
    }


def _args(server: MCPServerArgs) -> list[pulumi.Input[str]]:
    texts = {str(index): text for index, text in enumerate(server.get("args", []))}
    return list(references.expanded(server["name"], texts).values())


def _display(server: MCPServerArgs) -> Section:
    return {
        "title": server.get("title"),
        "description": server.get("description"),
        "iconPath": server.get("icon"),
        "chatMenu": server.get("chat_menu"),
        "serverInstructions": server.get("custom_instructions", server.get("server_instructions")),
    }


def _user_variables(server: MCPServerArgs) -> Section:
    return {
        entry["name"]: given({name: entry.get(name) for name in ("title", "description", "sensitive")})
        for entry in server.get("custom_user_vars", [])
    }
