from typing import Any

import pytest

from homelab import AIWorkspaceArgs, ArgumentError
from homelab.arguments import check
from homelab.components.minimum_memory import MINIMUM_MEMORY, memory_violations
from homelab.kubernetes.quantity import parse_quantity

CHAT = {"domain": "chat.example.com"}


def limit(memory: str) -> dict[str, Any]:
    return {"resources": {"limits": {"memory": memory}}}


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (
            {"librechat": {**CHAT, "resources": {"api": limit("512Mi")["resources"]}}},
            "512Mi is below 576Mi, which Libre",
        ),
        (
            {"librechat": {**CHAT, "resources": {"rag": limit("128Mi")["resources"]}}},
            "128Mi is below 192Mi, which RAG",
        ),
        ({"valkey": limit("16Mi")}, "16Mi is below 24Mi, which Valkey needs to start"),
        ({"valkey": limit("256m")}, "256m is below 24Mi, which Valkey needs to start"),
        ({"meilisearch": limit("64Mi")}, "64Mi is below 128Mi, which Meilisearch needs to start"),
        ({"pgvector": limit("32Mi")}, "32Mi is below 64Mi, which Postgres needs to start"),
        ({"documentdb": limit("32Mi")}, "32Mi is below 64Mi, which Postgres needs to start"),
        ({"documentdb": {"engine": "mongodb", **limit("256Mi")}}, "256Mi is below 320Mi, which MongoDB needs to start"),
        ({"documentdb": {"gateway": limit("16Mi")}}, "16Mi is below 32Mi, which FerretDB needs to start"),
        ({"searxng": limit("64Mi")}, "64Mi is below 128Mi, which SearXNG needs to start"),
        ({"firecrawl": limit("512Mi")}, "512Mi is below 1000Mi, which 5 times a process of Firecrawl needs to start"),
        (
            {"firecrawl": {"env": {"NUQ_WORKER_COUNT": 8}, **limit("1Gi")}},
            "1Gi is below 1.56Gi, which 8 times",
        ),
        ({"firecrawl": {"playwright": limit("128Mi")}}, "128Mi is below 256Mi, which Firecrawl's browser"),
        ({"firecrawl": {"rabbitmq": limit("64Mi")}}, "64Mi is below 128Mi, which RabbitMQ needs to start"),
        ({"firecrawl": {"postgres": limit("32Mi")}}, "32Mi is below 64Mi, which Postgres needs to start"),
        ({"ollama": limit("64Mi")}, "64Mi is below 128Mi, which Ollama needs to start"),
        ({"speaches": limit("256Mi")}, "256Mi is below 384Mi, which Speaches needs to start"),
    ],
)
def test_a_limit_with_which_the_program_cannot_start_is_refused(groups: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as caught:
        check(AIWorkspaceArgs, {"namespace": "ai", "librechat": CHAT, **groups}, "x")
    assert f"limits.memory {message}" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("program", MINIMUM_MEMORY)
def test_the_minimum_itself_is_accepted(program: str):
    minimum = MINIMUM_MEMORY[program]
    assert list(memory_violations(program, limit(minimum)["resources"], "resources")) == []
    below = str(int(parse_quantity(minimum)) - 1)
    assert len(list(memory_violations(program, limit(below)["resources"], "resources"))) == 1
