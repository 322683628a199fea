"""Validation of URLs in librechat.yaml: form, and permission to connect to private addresses."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from homelab.kubernetes.private_hosts import is_private
from homelab.librechat_config.schema.opaque import is_opaque
from homelab.librechat_config.schema.problem import Keys, Problem, format_value
from homelab.librechat_config.schema.published import web_search_defaults
from homelab.librechat_config.schema.values import select
from homelab.librechat_config.schema.variables import expand
from homelab.urls import ParsedUrl, parse_url

_SPEECH_URLS = (
    *("speech.stt.openai.url", "speech.tts.openai.url", "speech.tts.elevenlabs.url"),
    *("speech.tts.elevenlabs.websocketUrl", "speech.tts.localai.url"),
)


def connection_problems(config: Mapping[str, Any], environment: Mapping[str, object]) -> Iterator[Problem]:
    """Malformed URLs, and private addresses that LibreChat refuses to connect to.

    :param environment: Known values of variables.
    """
    for pattern in _SPEECH_URLS:
        section = pattern.rsplit(".", 2)[0]
        for keys, url in select(config, pattern):
            if "${" in url:
                # LibreChat does not expand it; `variable_problems` reports that.
                continue
            yield from _speech_url(keys, url)
            yield from _private(keys, url, section, _allowed_addresses(config, section))
    for keys, url in _web_search_urls(config, environment):
        yield from _private(keys, url, "webSearch", _allowed_addresses(config, "webSearch"))
    for keys, url in _ocr_url(config, environment):
        yield from _private(keys, url, "ocr", _allowed_addresses(config, "ocr"))
    for keys, url in select(expand(config.get("mcpServers", {}), environment), "*.url"):
        yield from _mcp_url(("mcpServers", *keys), url, config)


def _speech_url(keys: Keys, url: str) -> Iterator[Problem]:
    if parse_url(url) is None:
        example = "https://api.openai.com/v1/audio/" + ("transcriptions" if "stt" in keys else "speech")
        yield Problem(keys, f"expected the whole URL, such as {example}, got {format_value(keys, url)}")


def _web_search_urls(config: Mapping[str, Any], environment: Mapping[str, object]) -> Iterator[tuple[Keys, str]]:
    urls = {key: value for key, value in web_search_defaults().items() if key.endswith("Url")}
    for _, web_search in select(config, "webSearch"):
        yield from _with_defaults("webSearch", web_search, urls, environment)


def _ocr_url(config: Mapping[str, Any], environment: Mapping[str, object]) -> Iterator[tuple[Keys, str]]:
    # The document parser is part of LibreChat.
    for _, ocr in select(config, "ocr"):
        if ocr.get("strategy") != "document_parser":
            yield from _with_defaults("ocr", ocr, {"baseURL": "${OCR_BASEURL}"}, environment)


def _with_defaults(
    section: str, content: Mapping[str, Any], defaults: Mapping[str, str], environment: Mapping[str, object]
) -> Iterator[tuple[Keys, str]]:
    for key, default in defaults.items():
        url = expand(content.get(key, default), environment)
        if not is_opaque(url):
            yield (section, key), url


def _private(keys: Keys, url: str, section: str, allowed: Sequence[str] | None) -> Iterator[Problem]:
    parts = parse_url(url)
    if parts is None or allowed is None or not is_private(parts.host):
        return
    if parts.address not in allowed:
        yield Problem(keys, f"{parts.address} is a private address: LibreChat needs it in {section}.allowedAddresses")


def _mcp_url(keys: Keys, url: str, config: Mapping[str, Any]) -> Iterator[Problem]:
    domains, parts = _entries(config, "mcpSettings", "allowedDomains"), parse_url(url)
    if not domains:
        allowed = _allowed_addresses(config, "mcpSettings") if domains is not None else None
        yield from _private(keys, url, "mcpSettings", allowed)
    elif parts and not any(_is_in_domain(parts, domain) for domain in domains):
        yield Problem(keys, f"{parts.host} is in none of mcpSettings.allowedDomains: {', '.join(domains)}")


def _is_in_domain(url: ParsedUrl, domain: str) -> bool:
    """Whether a URL matches an entry such as ``example.com``, ``*.example.com`` or ``https://example.com:8443``."""
    scheme, separator, rest = domain.lower().strip().rpartition("://")
    entry = parse_url(f"{scheme if separator else url.scheme}://{rest.removeprefix('*.')}")
    if entry is None or (separator and scheme != url.scheme):
        return False
    has_port = rest.partition("/")[0].rpartition(":")[2].isdigit()
    host, wanted = url.host.removeprefix("www."), entry.host.removeprefix("www.")
    is_below = rest.startswith("*.") and host.endswith(f".{wanted}")
    return (host == wanted or is_below) and (not has_port or entry.port == url.port)


def _allowed_addresses(config: Mapping[str, Any], section: str) -> Sequence[str] | None:
    entries = _entries(config, section, "allowedAddresses")
    return entries if entries is None else [entry.lower() for entry in entries]


def _entries(config: Mapping[str, Any], section: str, name: str) -> Sequence[str] | None:
    """List in a section; None if it, or an item of it, is opaque."""
    group: Any = config
    for key in section.split("."):
        group = {} if is_opaque(group) else group.get(key, {})
    entries = [] if is_opaque(group) else group.get(name, [])
    return None if is_opaque(group) or is_opaque(entries) or any(map(is_opaque, entries)) else entries
