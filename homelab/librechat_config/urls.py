"""URLs of servers that LibreChat calls, from a final librechat.yaml."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pulumi

from homelab.kubernetes import apply, is_plain
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers import openrouter
from homelab.librechat_config.schema import published
from homelab.librechat_config.schema.addresses import ADDRESS_SECTIONS
from homelab.librechat_config.schema.opaque import is_opaque
from homelab.librechat_config.schema.problem import Keys
from homelab.librechat_config.schema.values import entries
from homelab.librechat_config.schema.variables import expand
from homelab.librechat_config.sections import as_section, section
from homelab.librechat_config.yaml import variable_references

CALLED = (
    "endpoints.*.baseURL",
    "endpoints.agents.managementApi.auth.oidc.issuer",
    "endpoints.agents.managementApi.auth.oidc.jwksUri",
    "endpoints.agents.remoteApi.auth.oidc.issuer",
    "endpoints.agents.remoteApi.auth.oidc.jwksUri",
    "endpoints.agents.statefulCodeSessions.environments.*.baseURL",
    "endpoints.azureOpenAI.groups.*.baseURL",
    "endpoints.custom.*.baseURL",
    "mcpServers.*.oauth.revocation_endpoint",
    "mcpServers.*.oauth.token_url",
    "mcpServers.*.proxy",
    "mcpServers.*.url",
    "ocr.baseURL",
    "speech.*.*.url",
    "speech.*.*.websocketUrl",
    "webSearch.searxngInstanceUrl",
    "webSearch.firecrawlApiUrl",
    "webSearch.tavilySearchUrl",
    "webSearch.tavilyExtractUrl",
    "webSearch.keenableApiUrl",
    "webSearch.jinaApiUrl",
)
"""Paths in librechat.yaml with URLs of servers that LibreChat calls. URLs at other paths are for users' browsers."""
PUBLIC_URLS = frozenset({openrouter.BASE_URL})
"""URLs at public addresses that the library itself sets."""
_ALLOWED_DOMAINS = ("actions", "mcpSettings")

Url = pulumi.Input[str]


def called_urls(configuration: Configuration) -> Iterator[tuple[Keys, Url]]:
    """Paths in librechat.yaml and their URLs, with variables expanded if their values are known."""
    config = _with_default_references(configuration.config)
    for pattern in CALLED:
        for keys, value in _select(config, tuple(pattern.split("."))):
            # The proxy is called instead of its MCP server.
            if keys[0] == "mcpServers" and keys[-1] == "url" and "proxy" in as_section(config["mcpServers"][keys[1]]):
                continue
            url = _resolved(value, configuration.variables.plain)
            if url is not None:
                yield keys, url


def allowed_urls(config: Mapping[str, Any]) -> Iterator[str]:
    """URLs of servers that users and agents may call, by ``allowedAddresses`` and ``allowedDomains``."""
    for name in ADDRESS_SECTIONS:
        for entry in _texts(section(config, *name.split(".")).get("allowedAddresses")):
            yield f"https://{entry}"
    for name in _ALLOWED_DOMAINS:
        for entry in _texts(section(config, name).get("allowedDomains")):
            yield entry if "://" in entry else f"https://{entry}"


def guarded_mcp_urls(configuration: Configuration) -> Iterator[Url]:
    """URLs of MCP servers that LibreChat checks against ``mcpSettings``."""
    for key in ("url", "oauth.authorization_url", "oauth.token_url", "oauth.revocation_endpoint"):
        for _, value in _select(configuration.config, ("mcpServers", "*", *key.split("."))):
            url = _resolved(value, configuration.variables.plain)
            if url is not None:
                yield url


def _with_default_references(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Add LibreChat's default references to variables for web search and OCR."""
    completed = dict(config)
    if web_search := section(config, "webSearch"):
        completed["webSearch"] = {**published.web_search_defaults(), **web_search}
    if ocr := section(config, "ocr"):
        completed["ocr"] = {"baseURL": "${OCR_BASEURL}", **ocr}
    return completed


def _resolved(value: object, variables: Mapping[str, pulumi.Input[str]]) -> Url | None:
    """URL with its variables expanded; None if a variable has no value in the program."""
    if is_opaque(value):
        return cast(pulumi.Output[str], value)
    if not isinstance(value, str):
        return None
    text = expand(value, variables)
    if isinstance(text, str):
        return text
    later = {name: variables.get(name) for name in variable_references(value)}
    if all(each is None or is_plain(each) for each in later.values()):
        return None
    return apply(lambda known: _text(expand(value, known)), later)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _select(value: object, pattern: tuple[str, ...], keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Paths and values that match a pattern, including Outputs."""
    if not pattern:
        yield keys, value
        return
    for key, inner in entries(value):
        if pattern[0] in ("*", key):
            yield from _select(inner, pattern[1:], (*keys, key))


def _texts(value: object) -> list[str]:
    texts = cast(list[object], value) if isinstance(value, list) else []
    return [text for text in texts if isinstance(text, str)]
