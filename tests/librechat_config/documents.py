"""Documents with values of wrong types at every path of librechat.yaml."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

ITEM = "*"
"""Placeholder in paths for an index of a list, or any key."""
WRONG: tuple[Any, ...] = (None, 5, "a", [], {}, [5], [[]], {"a": 5})

_ENDPOINT = {"titleConvo": False, "titleModel": "m", "titleEndpoint": "Mine"}
RICH: dict[str, Any] = {
    "version": "1.3.17",
    "fileStrategy": "local",
    "fileStrategies": {"avatar": "s3"},
    "interface": {
        "modelSelect": True,
        "termsOfService": {"modalAcceptance": True, "modalContent": "Be nice."},
        "retentionMode": "all",
        "generalChatRetention": 5,
    },
    "registration": {"socialLogins": ["google"], "allowedDomains": ["example.com"]},
    "balance": {"enabled": True, "autoRefillEnabled": True, "refillAmount": 5},
    "transactions": {"enabled": False},
    "speech": {
        "stt": {"openai": {"url": "http://10.0.0.1:1/v1/audio/x", "apiKey": ""}, "allowedAddresses": ["a:1"]},
        "tts": {"elevenlabs": {"websocketUrl": "wss://a.example.com", "voices": ["a"]}},
        "speechTab": {"speechToText": {"engineSTT": "external"}, "textToSpeech": False},
    },
    "fileConfig": {
        "serverFileSizeLimit": 5,
        "endpoints": {"default": {"fileSizeLimit": 7, "totalSizeLimit": 6, "disabled": True}},
        "clientImageResize": {"enabled": False, "maxWidth": 5},
        "skills": {"fileSizeLimit": 9},
    },
    "webSearch": {
        "searchProvider": "searxng",
        "searxngInstanceUrl": "${SEARXNG_INSTANCE_URL}",
        "scraperTimeout": 5000,
        "firecrawlOptions": {"waitFor": 5000, "parsePDF": True},
    },
    "ocr": {"strategy": "mistral_ocr", "apiKey": "${OCR_API_KEY}", "baseURL": "https://ocr.example.com"},
    "actions": {"allowedDomains": ["example.com"], "allowedAddresses": ["a:1"]},
    "mcpSettings": {"allowedDomains": ["example.com"], "allowedAddresses": ["a:1"]},
    "mcpServers": {
        "a": {"type": "sse", "url": "http://a.b.svc:1", "headers": {"Authorization": "Bearer ${A}"}},
        "b": {"type": "http", "url": "${B}", "proxy": "http://c:1", "oauth": {"token_url": "https://d"}},
        "c": {"type": "stdio", "command": "npx", "args": ["a"], "env": {"TOKEN": "${A}"}},
    },
    "memory": {"agent": {"enabled": True, "provider": "openAI", "model": "m"}},
    "summarization": {"provider": "Mine", "model": "m"},
    "modelSpecs": {
        "enforce": True,
        "addedEndpoints": ["openAI"],
        "list": [
            {"name": "a", "default": True, "mcpServers": ["a"], "preset": {"endpoint": "openAI", "model": "m"}},
            {"name": "b", "showInMenu": False, "preset": {"endpoint": "Mine", "model": "n"}},
        ],
    },
    "endpoints": {
        "allowedAddresses": ["a:1"],
        "agents": {"recursionLimit": 5, "maxRecursionLimit": 4, "allowedProviders": ["openAI"]},
        "openAI": _ENDPOINT,
        "anthropic": {"vertex": {"models": {"m": True}, "serviceKeyFile": "${F}"}},
        "bedrock": {"models": ["anthropic.claude-sonnet-4"], "inferenceProfiles": {"m": "arn"}, "titleModel": "m"},
        "azureOpenAI": {
            "groups": [
                {"group": "a", "apiKey": "${A}", "baseURL": "https://a", "assistants": True, "models": {"m": {}}}
            ]
        },
        "custom": [
            {
                "name": "Mine",
                "apiKey": "${A}",
                "baseURL": "http://m.n.svc:1/v1",
                "models": {"default": ["m"]},
                **_ENDPOINT,
            }
        ],
    },
}
"""Document with all sections and keys that this library reads."""


def spoiled(section: str) -> Iterator[dict[str, Any]]:
    """`RICH` with one value of a wrong type, for every path in a section."""
    for path in _places({section: RICH[section]}):
        for value in WRONG:
            document = deepcopy(RICH)
            group: Any = document
            for key in path[:-1]:
                group = group[key]
            group[path[-1]] = value
            yield document


def leaves(schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Paths of leaves in a JSON Schema."""
    alternatives = [inner for key in ("anyOf", "oneOf", "allOf") for inner in schema.get(key, [])]
    found = {leaf for inner in alternatives for leaf in leaves(inner, path)}
    for name, inner in schema.get("properties", {}).items():
        found |= leaves(inner, (*path, name))
    for inner in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            found |= leaves(inner, (*path, ITEM))
    return found or {path}


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from _places(inner, (*path, key))
