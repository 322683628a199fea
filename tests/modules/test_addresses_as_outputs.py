"""Every address may be an Output of the same program, with the same manifests as for plain text."""

import json
import re
from copy import deepcopy
from typing import Any

import pulumi
import pytest
import yaml

from homelab import AIWorkspace
from homelab.offline import GeneratedValues, Recording, record
from tests.scenarios import CHAT, KEY

BACKENDS: dict[str, Any] = {
    "documentdb": {"external": {"uri": "mongodb://u:hidden-password@a.example.com:27018,b.example.com/LibreChat"}},
    "pgvector": {"external": {"host": "pg.example.com", "port": 5433, "password": "hidden-password-1"}},
    "valkey": {"external": {"uri": "rediss://a.example.com:6380,rediss://b.example.com:6381"}},
    "meilisearch": {"external": {"url": "https://search.example.com:7701", "api_key": "hidden-password-2"}},
}
WORKSPACE: dict[str, Any] = {
    "namespace": "ai",
    "proxy": {"url": "http://proxy.example.com:3128"},
    **BACKENDS,
    "openai": {"api_key": KEY, "base_url": "https://gateway.example.com:8443/v1"},
    "anthropic": {"api_key": KEY + "1", "base_url": "https://gateway.example.com:8444"},
    "google": {"api_key": KEY + "2", "base_url": "https://gateway.example.com:8445"},
    "bedrock": {
        "region": "eu-central-1",
        "base_url": "https://vpce-1.vpce.amazonaws.com",
        "bearer_token": KEY + "8",
    },
    "ollama": {"external": {"url": "http://10.0.0.5:11434"}, "models": ["m"]},
    "searxng": {"external": {"url": "http://searxng.search.svc.cluster.local:8080"}},
    "firecrawl": {"external": {"url": "http://10.0.0.6:3002"}},
    "custom_endpoints": [
        {"name": "A", "base_url": "https://llm.example.com/v1", "api_key": KEY + "3", "models": ["m"]}
    ],
    "librechat": {
        **CHAT,
        "allow_to": ["http://10.1.2.3:8080", "10.9.0.0/16"],
        "auth": {"openid": {"issuer": "https://id.example.com:8446", "client_id": "a", "client_secret": KEY + "4"}},
        "email": {"from_address": "a@example.com", "smtp": {"host": "mail.example.com", "port": 2525}},
        "storage": {
            "type": "s3",
            "s3": {
                "bucket": "files",
                "access_key": "a",
                "secret_key": KEY + "5",
                "endpoint": "https://s3.example.com:9000",
            },
        },
        "tts": {"implementation": "openai", "url": "http://10.0.0.7:8000/v1/audio/speech", "api_key": KEY + "6"},
        "stt": {"implementation": "openai", "url": "http://tts.lan:8000/v1/audio/transcriptions", "api_key": KEY + "7"},
        "config": {"mcpServers": {"a": {"type": "sse", "url": "https://mcp.example.com:8447/sse"}}},
        "env": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://otel.example.com:4318"},
    },
}
LDAP = {"ldap": {"url": "ldaps://ldap.example.com", "user_search_base": "dc=example"}}
PATHS = [
    "proxy.url",
    "documentdb.external.uri",
    "pgvector.external.host",
    "pgvector.external.port",
    "valkey.external.uri",
    "meilisearch.external.url",
    "openai.base_url",
    "anthropic.base_url",
    "google.base_url",
    "bedrock.base_url",
    "ollama.external.url",
    "searxng.external.url",
    "firecrawl.external.url",
    "custom_endpoints.0.base_url",
    "librechat.domain",
    "librechat.allow_to.0",
    "librechat.allow_to.1",
    "librechat.auth.openid.issuer",
    "librechat.email.smtp.host",
    "librechat.email.smtp.port",
    "librechat.storage.s3.endpoint",
    "librechat.tts.url",
    "librechat.stt.url",
    "librechat.config.mcpServers.a.url",
    "librechat.env.OTEL_EXPORTER_OTLP_ENDPOINT",
]


def declared(args: Any, path: str | None, generated: GeneratedValues) -> Recording:
    def program() -> None:
        own = deepcopy(args)
        if path is not None:
            *parents, last = path.split(".")
            group = own
            for part in parents:
                group = group[int(part) if isinstance(group, list) else part]
            key: Any = int(last) if isinstance(group, list) else last
            group[key] = pulumi.Output.from_input(group[key])
        AIWorkspace("ws", own)

    return record(program, generated=generated)


def shown(recording: Recording) -> dict[tuple[str, str], Any]:
    """The objects, apart from the order of rules and lists, and from names that follow from it."""
    found = {(each.kind, each.resource.name): each.manifest for each in recording.objects}
    return {key: in_any_order(manifest) for key, manifest in found.items()}


def in_any_order(manifest: Any) -> Any:
    if manifest["kind"] == "NetworkPolicy":
        rules = manifest["spec"].get("egress", [])
        peers = {
            (json.dumps(peer, sort_keys=True), json.dumps(rule.get("ports"))) for rule in rules for peer in rule["to"]
        }
        return {(peer, port["port"], port["protocol"]) for peer, ports in peers for port in json.loads(ports) or [ANY]}
    if "librechat.yaml" in manifest.get("data", {}):
        return in_order(yaml.safe_load(manifest["data"]["librechat.yaml"]))
    return re.sub(r"(librechat-config)-[0-9a-f]{8}", r"\1", json.dumps(manifest, sort_keys=True))


def in_order(value: Any) -> Any:
    if isinstance(value, dict):
        ordered = {key: in_order(item) for key, item in value.items()}
        # Sections with entries that an Output turns out not to need.
        return {key: item for key, item in ordered.items() if item not in ([], {})}
    return sorted(map(str, value)) if isinstance(value, list) else value


ANY = {"port": None, "protocol": None}
GENERATED = GeneratedValues()
PLAIN: list[dict[tuple[str, str], Any]] = []


def plain() -> dict[tuple[str, str], Any]:
    if not PLAIN:
        PLAIN.append(shown(declared(WORKSPACE, None, GENERATED)))
    return PLAIN[0]


@pytest.mark.xdist_group("addresses as outputs")
@pytest.mark.parametrize("path", PATHS)
def test_addresses_may_be_outputs(path: str):
    found = shown(declared(WORKSPACE, path, GENERATED))
    assert found.keys() == plain().keys()
    for key, manifest in plain().items():
        assert found[key] == manifest


@pytest.mark.xdist_group("addresses as outputs")
def test_a_directory_and_an_external_rag_api_may_be_outputs():
    args = deepcopy(WORKSPACE)
    args["librechat"]["auth"] = LDAP
    del args["pgvector"]
    args["rag"] = {"external": {"url": "http://rag.example.com:8000"}}
    before = shown(declared(args, None, GENERATED))
    for path in ("librechat.auth.ldap.url", "rag.external.url"):
        assert shown(declared(args, path, GENERATED)) == before
