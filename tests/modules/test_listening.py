"""Where servers listen: on both families of addresses, as clusters have one, the other or both."""

from collections.abc import Mapping, Sequence

import pytest

from tests import recordings
from tests.objects import Manifest, containers, workloads

EVERYTHING = "everything inside"
HOSTS: Mapping[str, Mapping[str, str]] = {
    "librechat": {"HOST": "::"},
    "meilisearch": {"MEILI_HTTP_ADDR": "[::]:7700"},
    "searxng": {"GRANIAN_HOST": "::"},
    "firecrawl": {"HOST": "::"},
    # Go and asyncio listen on all that there is, if they are told no host.
    "rag-api": {"RAG_HOST": ""},
    "documentdb": {"FERRETDB_LISTEN_ADDR": ":27017", "FERRETDB_DEBUG_ADDR": ":8088"},
    "ollama": {"OLLAMA_HOST": ":11434"},
}
"""Variables of workloads. Postgres, Valkey, RabbitMQ and Firecrawl's browser do so by themselves."""


def variables(workload: Manifest, manifests: Sequence[Manifest]) -> dict[str, str]:
    """Plain variables of a workload's containers, in its own list and in ConfigMaps."""
    maps = {each["metadata"]["name"]: each["data"] for each in manifests if each["kind"] == "ConfigMap"}
    found: dict[str, str] = {}
    for container in containers(workload):
        for source in container.get("envFrom", []):
            found |= maps.get(source.get("configMapRef", {}).get("name"), {})
        found |= {each["name"]: each.get("value", "") for each in container.get("env", [])}
    return found


@pytest.mark.xdist_group(EVERYTHING)
def test_servers_listen_on_both_families():
    manifests = recordings.scenario(EVERYTHING).recording.manifests
    found = {each["metadata"]["name"].removeprefix("ws-"): variables(each, manifests) for each in workloads(manifests)}
    assert {name: {key: found[name].get(key) for key in expected} for name, expected in HOSTS.items()} == HOSTS
    assert [name for name, values in found.items() if any("0.0.0.0" in each for each in values.values())] == []
