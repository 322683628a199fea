import pytest

from homelab.librechat_config.schema import schema_problems
from tests.librechat_config.schema.checked import config, found_by_schema


def mcp(more: str) -> str:
    return f"mcpServers: {{a: {{url: 'https://a.example.com', {more}}}}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mcpServers: {a: {url: nowhere}}", "mcpServers.a.url: expected a URL"),
        ("mcpServers: {a: {type: websocket, url: 'http://a'}}", "mcpServers.a.url: expected a URL with ws://"),
        ("mcpServers: {a: {type: sse, url: 'ws://a'}}", "mcpServers.a.url: expected a URL with http://"),
        ("mcpServers: {a: {url: 'ws://a', headers: {}}}", "mcpServers.a.headers: unknown key of a WebSocket server"),
        (mcp("proxy: 'ftp://a'"), "mcpServers.a.proxy: expected a URL such as http://proxy"),
        (mcp("oauth: {token_url: a}"), "mcpServers.a.oauth.token_url: expected a URL such as"),
        (mcp("oauth: {authorization_url: a}"), "mcpServers.a.oauth.authorization_url: expected a URL such as"),
        (mcp("oauth: {redirect_uri: a}"), "mcpServers.a.oauth.redirect_uri: expected a URL such as"),
        (
            mcp("oauth: {revocation_endpoint: a}"),
            "mcpServers.a.oauth.revocation_endpoint: expected a URL such as",
        ),
        (
            mcp("oauth: {client_secret: a, authorization_url: 'https://a', token_url: 'https://a'}"),
            "mcpServers.a.oauth.client_id: missing: client_secret needs it",
        ),
        (
            mcp("oauth: {client_secret: a, client_id: b, token_url: 'https://a'}"),
            "mcpServers.a.oauth.authorization_url: missing: client_secret needs it",
        ),
    ],
)
def test_refinements_are_ported(text: str, expected: str):
    (line,) = found_by_schema(text)
    assert line.startswith(expected), line


def test_variables_in_urls_are_filled_in_where_they_are_known():
    content = config("mcpServers: {a: {url: '${URL}'}}")
    assert not schema_problems(content)
    assert not schema_problems(content, environment={"URL": "https://a.example.com"})
    (problem,) = schema_problems(content, environment={"URL": "nowhere"})
    assert str(problem) == "mcpServers.a.url: expected a URL such as https://mcp.example.com, got 'nowhere'"
