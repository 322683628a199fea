import pulumi
import pytest

from homelab.librechat_config.schema import problems
from tests.librechat_config.schema.checked import config, found

SEARXNG = "http://searxng.ai.svc.cluster.local:8080"
ADDRESS = SEARXNG.removeprefix("http://")
SPEECH = "speech: {{stt: {{openai: {{apiKey: a, model: b, url: '{}'}}{}}}}}"


def test_web_search_reaches_private_addresses_only_where_they_are_allowed():
    text = "webSearch: {{searxngInstanceUrl: '${{URL}}', allowedAddresses: [{}]}}"
    assert found(text.format(ADDRESS), variables=["URL"], environment={"URL": SEARXNG}) == []
    assert found(text.format(ADDRESS.upper()), variables=["URL"], environment={"URL": SEARXNG}) == []
    for others in ("", "searxng.ai.svc.cluster.local:80"):
        assert found(text.format(others), variables=["URL"], environment={"URL": SEARXNG}) == [
            f"webSearch.searxngInstanceUrl: {ADDRESS} is a private address: "
            "LibreChat needs it in webSearch.allowedAddresses"
        ]


def test_urls_that_web_search_has_by_default_count():
    (line,) = found("webSearch: {searchProvider: searxng}", environment={"SEARXNG_INSTANCE_URL": SEARXNG})
    assert line.startswith(f"webSearch.searxngInstanceUrl: {ADDRESS} is a private address")


@pytest.mark.parametrize("url", ["https://search.example.com", "user_provided"])
def test_public_addresses_need_no_permission(url: str):
    assert not found("webSearch: {searchProvider: searxng}", environment={"SEARXNG_INSTANCE_URL": url})


def test_outputs_of_addresses_and_urls_are_not_checked():
    later = pulumi.Output.from_input("later")
    content = {**config(""), "webSearch": {"searchProvider": "searxng", "allowedAddresses": [later]}}
    assert not problems(content, variables=None, environment={"SEARXNG_INSTANCE_URL": SEARXNG})
    content = config("webSearch: {searchProvider: searxng}")
    assert not problems(content, variables=None, environment={"SEARXNG_INSTANCE_URL": later})


def test_speech_has_its_own_addresses():
    url = "http://speaches.ai.svc.cluster.local:8000/v1/audio/transcriptions"
    (line,) = found(SPEECH.format(url, ""))
    assert line.startswith("speech.stt.openai.url: speaches.ai.svc.cluster.local:8000 is a private address")
    assert not found(SPEECH.format(url, ", allowedAddresses: ['speaches.ai.svc.cluster.local:8000']"))


def test_speech_needs_the_whole_url():
    (line,) = found(SPEECH.format("/v1/audio/transcriptions", ""))
    assert "expected the whole URL, such as https://api.openai.com/v1/audio/transcriptions" in line


def test_ocr_counts_but_for_the_parser_inside_of_librechat():
    text = "ocr: {{strategy: {}, baseURL: 'http://10.0.0.1:8080/v1'}}"
    assert found(text.format("custom_ocr")) == [
        "ocr.baseURL: 10.0.0.1:8080 is a private address: LibreChat needs it in ocr.allowedAddresses"
    ]
    assert not found(text.format("document_parser"))


@pytest.mark.parametrize(
    ("settings", "is_fine"),
    [
        ("{}", False),
        ("{allowedAddresses: ['mcp.ai.svc:80']}", True),
        ("{allowedDomains: [mcp.ai.svc]}", True),
        ("{allowedDomains: ['*.ai.svc']}", True),
        ("{allowedDomains: ['http://mcp.ai.svc:80']}", True),
        ("{allowedDomains: ['https://mcp.ai.svc']}", False),
        ("{allowedDomains: ['mcp.ai.svc:8080']}", False),
        ("{allowedDomains: [example.com], allowedAddresses: ['mcp.ai.svc:80']}", False),
    ],
)
def test_mcp_servers_are_reached_by_domain_or_address(settings: str, *, is_fine: bool):
    lines = found(f"{{mcpServers: {{a: {{url: 'http://mcp.ai.svc/mcp'}}}}, mcpSettings: {settings}}}")
    assert len(lines) == (0 if is_fine else 1)
    assert is_fine or lines[0].startswith("mcpServers.a.url: mcp.ai.svc")


def test_an_address_of_ipv6_is_named_with_brackets():
    (line,) = found("mcpServers: {a: {url: 'http://[fd00::1]/'}}")
    assert line.startswith("mcpServers.a.url: [fd00::1]:80 is a private address")
