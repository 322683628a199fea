import re
from collections.abc import Iterator, Mapping
from typing import Any

import pulumi
import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.schema.addresses import ADDRESS_SECTIONS
from homelab.librechat_config.schema.published import json_schema
from homelab.librechat_config.urls import CALLED, allowed_urls, called_urls, guarded_mcp_urls
from homelab.offline import record
from tests.librechat_config.documents import ITEM, leaves

_ADDRESS = re.compile(r"(?i)(ur[li]|host|proxy|domains?|endpoint|destination|address(es)?|origins?)$|issuer|server")

_BROWSERS = "people's browsers go there"
_ENDPOINT_NAME = "the name of an endpoint"
_POLICY = "what people and agents may name"
NOT_CALLED: Mapping[str, str] = {
    "actions.allowedDomains.*": _POLICY,
    "cloudfront.cookieDomain": _BROWSERS,
    "cloudfront.domain": _BROWSERS,
    **dict.fromkeys(
        (
            f"endpoints.*.{key}"
            for key in ("activityEndpoint", "activityPhaseEndpoint", "reasoningLabelEndpoint", "titleEndpoint")
        ),
        _ENDPOINT_NAME,
    ),
    **dict.fromkeys(
        (
            f"endpoints.custom.*.{key}"
            for key in ("activityEndpoint", "activityPhaseEndpoint", "reasoningLabelEndpoint", "titleEndpoint")
        ),
        _ENDPOINT_NAME,
    ),
    "endpoints.agents.eventDriven.selfUrl": "LibreChat itself, as others call it",
    "endpoints.custom.*.customParams.defaultParamsEndpoint": _ENDPOINT_NAME,
    "endpoints.custom.*.directEndpoint": "true or false",
    "endpoints.custom.*.iconURL": _BROWSERS,
    "interface.autoSubmitFromUrl": "true or false",
    "interface.privacyPolicy.externalUrl": _BROWSERS,
    "interface.termsOfService.externalUrl": _BROWSERS,
    "langfuse.destination": "the name of a destination, whose address is in a variable",
    "mcpServers.*.oauth.authorization_url": _BROWSERS,
    "mcpServers.*.oauth.redirect_uri": _BROWSERS,
    "mcpSettings.allowedDomains.*": _POLICY,
    "modelSpecs.addedEndpoints.*": _ENDPOINT_NAME,
    "modelSpecs.list.*.iconURL": _BROWSERS,
    "modelSpecs.list.*.preset.endpoint": _ENDPOINT_NAME,
    "modelSpecs.list.*.preset.iconURL": _BROWSERS,
    "registration.allowedDomains.*": "domains of email addresses",
    "webSearch.tavilySearchOptions.excludeDomains.*": "what Tavily leaves out",
    "webSearch.tavilySearchOptions.includeDomains.*": "what Tavily finds",
}
"""Reason why LibreChat calls no server at a path that looks like an address. A new release may add paths."""


def matches(path: tuple[str, ...], pattern: str) -> bool:
    parts = pattern.split(".")
    return len(parts) == len(path) and all(part in (ITEM, key) for part, key in zip(parts, path, strict=True))


def address_leaves() -> Iterator[tuple[str, ...]]:
    for path in sorted(leaves(json_schema())):
        key = next(part for part in reversed(path) if part != ITEM)
        if _ADDRESS.search(key):
            yield path


def listed(path: tuple[str, ...]) -> bool:
    return path[-2:] == ("allowedAddresses", ITEM) and ".".join(path[:-2]) in ADDRESS_SECTIONS


def test_everything_that_looks_like_an_address_is_called_listed_or_explained():
    # A key such as mcpServers.*.serverInstructions is about a server, not its address.
    about_servers = re.compile(r"(?i)server(?!url)")
    undecided = [
        ".".join(path)
        for path in address_leaves()
        if not listed(path)
        and not any(matches(path, pattern) for pattern in (*CALLED, *NOT_CALLED))
        and not about_servers.search(path[-1] if path[-1] != ITEM else path[-2])
    ]
    assert undecided == []


def test_every_pattern_is_of_something_in_the_schema():
    known = leaves(json_schema())
    patterns = (*CALLED, *NOT_CALLED, *(f"{section}.allowedAddresses.*" for section in ADDRESS_SECTIONS))
    assert [pattern for pattern in patterns if not any(matches(path, pattern) for path in known)] == []


def test_nothing_is_both_called_and_explained_away():
    both = [
        ".".join(path)
        for path in address_leaves()
        if any(matches(path, each) for each in CALLED) and any(matches(path, each) for each in NOT_CALLED)
    ]
    assert both == []


def urls(config: Mapping[str, Any], **variables: Any) -> dict[str, Any]:
    found = called_urls(Configuration(config, Variables(variables)))
    return {".".join(map(str, keys)): url for keys, url in found}


def test_urls_are_found_at_all_paths_with_variables_expanded():
    config = {
        "endpoints": {
            "openAI": {"baseURL": "https://a"},
            "custom": [{"baseURL": "${BASE}/v1"}, {"baseURL": "https://${SECRET}"}, {"name": "without"}],
        },
        "speech": {"tts": {"elevenlabs": {"url": "https://b", "websocketUrl": "wss://c"}}},
        "mcpServers": {"tools": {"url": "${TOOLS}"}, "program": {"command": "npx"}},
    }
    assert urls(config, BASE="http://base", TOOLS="http://tools") == {
        "endpoints.openAI.baseURL": "https://a",
        "endpoints.custom.0.baseURL": "http://base/v1",
        "speech.tts.elevenlabs.url": "https://b",
        "speech.tts.elevenlabs.websocketUrl": "wss://c",
        "mcpServers.tools.url": "http://tools",
    }


def test_a_proxy_is_called_in_place_of_its_mcp_server():
    config = {"mcpServers": {"a": {"url": "https://a", "proxy": "http://proxy:3128"}}}
    assert urls(config) == {"mcpServers.a.proxy": "http://proxy:3128"}


def test_default_variables_count_without_a_url_in_the_document():
    variables = {"SEARXNG_INSTANCE_URL": "http://s", "OCR_BASEURL": "http://o"}
    config = {"webSearch": {"searchProvider": "searxng"}, "ocr": {"strategy": "mistral_ocr"}}
    assert urls(config, **variables) == {"webSearch.searxngInstanceUrl": "http://s", "ocr.baseURL": "http://o"}
    assert urls({}, **variables) == {}
    assert urls({"ocr": {"baseURL": "http://other"}}, **variables) == {"ocr.baseURL": "http://other"}


@pytest.mark.parametrize("url", [None, 5, ["http://a"], {"a": "http://a"}, {}])
def test_values_that_are_not_text_are_not_urls(url: Any):
    config = {"mcpServers": {"a": {"url": url, "oauth": {"token_url": url}}}, "ocr": {"baseURL": url}}
    assert urls(config) == {}
    assert list(guarded_mcp_urls(Configuration(config))) == []


@pytest.mark.parametrize(
    ("url", "variables"),
    [
        (pulumi.Output.from_input("http://a/v1"), {}),
        ("${BASE}", {"BASE": pulumi.Output.from_input("http://a/v1")}),
        ("${BASE}/v1", {"BASE": pulumi.Output.from_input("http://a")}),
        ("${SCHEME}://${HOST}/v1", {"SCHEME": "http", "HOST": pulumi.Output.from_input("a")}),
    ],
)
def test_urls_may_be_outputs(url: Any, variables: dict[str, Any]):
    known: list[str] = []

    def program() -> None:
        (found,) = urls({"ocr": {"baseURL": url}}, **variables).values()
        assert isinstance(found, pulumi.Output)
        found.apply(known.append)

    record(program)
    assert known == ["http://a/v1"]


def test_urls_that_mcp_settings_restrict_are_expanded():
    servers = {"a": {"url": "${TOOLS}/mcp", "oauth": {"authorization_url": "https://id", "token_url": "https://${X}"}}}
    configuration = Configuration({"mcpServers": servers}, Variables({"TOOLS": "http://tools"}))
    assert list(guarded_mcp_urls(configuration)) == ["http://tools/mcp", "https://id"]


def test_allowed_addresses_and_domains_may_be_called():
    config = {
        "endpoints": {"allowedAddresses": ["10.0.0.1:8000"]},
        "speech": {"stt": {"allowedAddresses": ["stt:1"]}},
        "mcpSettings": {"allowedDomains": ["*.example.com", "http://tools:8080"]},
        "actions": {"allowedDomains": None, "allowedAddresses": "no list"},
    }
    assert list(allowed_urls(config)) == [
        "https://10.0.0.1:8000",
        "https://stt:1",
        "https://*.example.com",
        "http://tools:8080",
    ]
