"""How LibreChat signs in to an MCP server, as librechat.yaml says it."""

from homelab.librechat_config.mcp import references
from homelab.librechat_config.mcp.arguments import MCPServerArgs
from homelab.librechat_config.mcp.oauth_arguments import MCPAuthorizationType, TokenExchangeMethod
from homelab.librechat_config.settings import SecretValue, Section, given, secret_of

_PLAIN = {
    "forward_audience_on_refresh": "forward_audience_on_refresh",
    "send_resource_parameter": "send_resource_parameter",
    "skip_code_challenge_check": "skip_code_challenge_check",
    "grant_types": "grant_types_supported",
    "response_types": "response_types_supported",
    "token_endpoint_auth_methods": "token_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_methods": "revocation_endpoint_auth_methods_supported",
    "code_challenge_methods": "code_challenge_methods_supported",
}


def oauth(server: MCPServerArgs) -> Section:
    """The key ``oauth``."""
    args = server.get("oauth", {})
    section: Section = references.expanded(server["name"], {name: args[name] for name in _texts(server)})
    if secret_of(args, "client_secret") is not None:
        section["client_secret"] = f"${{{_client_secret(server)}}}"
    if "token_exchange_method" in args:
        section["token_exchange_method"] = TokenExchangeMethod(args["token_exchange_method"]).value
    return {**section, **{key: args[name] for name, key in _PLAIN.items() if name in args}}


def api_key(server: MCPServerArgs) -> Section:
    """The key ``apiKey``. Its source ``user`` works only for servers that people add."""
    if "api_key" not in server:
        return {}
    args = server["api_key"]
    return given(
        {
            "source": "admin",
            "key": f"${{{_api_key(server)}}}",
            "authorization_type": MCPAuthorizationType(args["authorization_type"]).value,
            "custom_header": args.get("custom_header"),
        }
    )


def secrets(server: MCPServerArgs) -> dict[str, SecretValue]:
    """Every secret of a server, by its variable."""
    named = {**server.get("secrets", {}), **server.get("existing_secrets", {})}
    return {
        **{references.variable(server["name"], name): value for name, value in named.items()},
        **given(
            {
                _client_secret(server): secret_of(server.get("oauth", {}), "client_secret"),
                _api_key(server): secret_of(server.get("api_key", {}), "key"),
            }
        ),
    }


def _texts(server: MCPServerArgs) -> list[str]:
    return [name for name in references.OAUTH_TEXTS if name in server.get("oauth", {})]


# Named secrets have two underscores before their name: these cannot be any of them.
def _client_secret(server: MCPServerArgs) -> str:
    return f"{references.prefix(server['name'])}_OAUTH_CLIENT_SECRET"


def _api_key(server: MCPServerArgs) -> str:
    return f"{references.prefix(server['name'])}_API_KEY"
