from typing import Any

import pytest

from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.kubernetes.variables import Variables
from homelab.modules.embeddings import provider_variables, uses_workspace_ollama, workspace_embeddings
from tests.modules.workspaces import KEY, REFERENCE, workspace

BEDROCK = {"region": "eu-central-1", "access_key_id": "i", "secret_access_key": "hidden"}
ROLE: dict[str, Any] = {"bedrock": {"region": "eu-central-1"}, "rag": {"service_account": {"name": "embeddings"}}}
OLLAMA = {"models": ["m"]}


def chosen(**groups: Any) -> str | None:
    found = workspace_embeddings(workspace(**groups))
    return None if found is None else str(found["provider"])


@pytest.mark.parametrize(
    ("groups", "provider"),
    [
        ({}, None),
        ({"openai": KEY, "bedrock": BEDROCK, "ollama": OLLAMA, "google": KEY}, "openai"),
        ({"bedrock": BEDROCK, "ollama": OLLAMA, "google": KEY}, "bedrock"),
        ({"ollama": OLLAMA, "google": KEY}, "ollama"),
        ({"google": KEY}, "google"),
        ({"google": {"api_key_secret": REFERENCE}}, "google"),
        # Users' own keys open nothing for the RAG API.
        ({"openai": {"user_provided": True}}, None),
        ({"openai": {"user_provided": True}, "google": KEY}, "google"),
        ({"openai": {**KEY, "enabled": False}, "google": KEY}, "google"),
        ({"google": {"vertex": {"service_account_key_secret": REFERENCE}}}, None),
        # LibreChat's role is not the RAG API's.
        ({"bedrock": {"region": "eu-central-1"}}, None),
        (ROLE, "bedrock"),
        ({"anthropic": KEY}, None),
        # A key of the RAG API's own counts too.
        ({"openai": {"user_provided": True}, "rag": {"secret_env": {"RAG_OPENAI_API_KEY": "hidden"}}}, "openai"),
        # Explicit wins.
        ({"openai": KEY, "rag": {"embeddings": {"provider": "huggingface"}}}, "huggingface"),
        ({"openai": KEY, "rag": {"enabled": False}}, None),
        ({"openai": KEY, "rag": {"external": {"url": "http://rag.tools:8000"}}}, None),
    ],
)
def test_embeddings_are_the_first_provider_s_that_can(groups: dict[str, Any], provider: str | None):
    assert chosen(**groups) == provider


@pytest.mark.parametrize(
    ("provider", "groups", "expected"),
    [
        ("openai", {"openai": KEY}, Variables(secret={"RAG_OPENAI_API_KEY": KEY["api_key"]})),
        (
            "openai",
            {"openai": {"api_key_secret": REFERENCE}},
            Variables(secret={"RAG_OPENAI_API_KEY": REFERENCE}),
        ),
        ("openai", {"openai": {**KEY, "enabled": False}}, Variables()),
        ("google", {"google": KEY}, Variables(secret={"RAG_GOOGLE_API_KEY": KEY["api_key"]})),
        (
            "bedrock",
            {"bedrock": BEDROCK},
            Variables(
                {"AWS_DEFAULT_REGION": "eu-central-1"},
                {"AWS_ACCESS_KEY_ID": "i", "AWS_SECRET_ACCESS_KEY": "hidden"},
            ),
        ),
        # Half of a key pair is none.
        (
            "bedrock",
            {"bedrock": BEDROCK, "rag": {"env": {"AWS_ACCESS_KEY_ID": "own"}}},
            Variables({"AWS_DEFAULT_REGION": "eu-central-1"}),
        ),
        ("huggingface", {"openai": KEY}, Variables()),
    ],
)
def test_the_rag_api_gets_the_provider_s_key(provider: str, groups: dict[str, Any], expected: Variables):
    assert provider_variables(workspace(**groups), EmbeddingsProvider(provider)) == expected


@pytest.mark.parametrize(
    ("groups", "own"),
    [
        ({"ollama": OLLAMA}, True),
        ({"ollama": {"external": {"url": "http://10.0.0.5:11434"}, "models": ["m"]}}, True),
        ({"ollama": {**OLLAMA, "enabled": False}}, False),
        ({}, False),
        ({"ollama": OLLAMA, "rag": {"env": {"OLLAMA_BASE_URL": "http://10.0.0.5:1"}}}, False),
    ],
)
def test_the_workspace_s_ollama_computes_them_unless_another_one_is_named(groups: dict[str, Any], own: bool):
    assert uses_workspace_ollama(workspace(**groups), {"provider": EmbeddingsProvider.OLLAMA}) is own
    assert not uses_workspace_ollama(workspace(**groups), {"provider": EmbeddingsProvider.OPENAI})
