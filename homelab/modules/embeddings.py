"""Embeddings of a workspace: the provider and its credentials."""

from collections.abc import Mapping
from typing import Any

from homelab.components.rag_api import embeddings
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.kubernetes.variables import SecretSource, Variables
from homelab.librechat_config.configuration import secret_argument, without_empty
from homelab.modules.groups import enabled_group, is_enabled, runs_here

_AWS_KEY = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


def workspace_embeddings(args: Mapping[str, Any]) -> EmbeddingsArgs | None:
    """Embeddings from the arguments, else those of the first available provider; None without the RAG API."""
    rag = args.get("rag", {})
    if not runs_here(rag):
        return None
    if "embeddings" in rag:
        return rag["embeddings"]
    own = Variables.of(rag)
    for provider in (
        EmbeddingsProvider.OPENAI,
        EmbeddingsProvider.BEDROCK,
        EmbeddingsProvider.OLLAMA,
        EmbeddingsProvider.GOOGLE,
    ):
        candidate: EmbeddingsArgs = {"provider": provider}
        names = provider_variables(args, provider).overridden_by(own).names
        server, role = uses_workspace_ollama(args, candidate), "service_account" in rag
        if is_enabled(args.get(provider.value)) and not list(
            embeddings.violations(candidate, names, server=server, role=role)
        ):
            return candidate
    return None


def uses_workspace_ollama(args: Mapping[str, Any], chosen: EmbeddingsArgs) -> bool:
    """Whether the group ``ollama`` of the workspace computes the embeddings."""
    has_own_url = "OLLAMA_BASE_URL" in Variables.of(args.get("rag", {})).names
    return chosen["provider"] == EmbeddingsProvider.OLLAMA and not has_own_url and is_enabled(args.get("ollama"))


def provider_variables(args: Mapping[str, Any], provider: EmbeddingsProvider) -> Variables:
    """Variables of rag_api from the provider's group in the workspace, which those in ``rag`` override."""
    group: Mapping[str, Any] = enabled_group(args, provider.value) or {}
    own = Variables.of(args.get("rag", {})).names
    secret: dict[str, SecretSource | None] = {}
    if provider is EmbeddingsProvider.OPENAI:
        secret["RAG_OPENAI_API_KEY"] = secret_argument(group, "api_key")
    elif provider is EmbeddingsProvider.GOOGLE:
        secret["RAG_GOOGLE_API_KEY"] = secret_argument(group, "api_key")
    elif provider is EmbeddingsProvider.BEDROCK and not any(name in own for name in _AWS_KEY):
        secret["AWS_ACCESS_KEY_ID"] = secret_argument(group, "access_key_id")
        secret["AWS_SECRET_ACCESS_KEY"] = secret_argument(group, "secret_access_key")
    region = {"AWS_DEFAULT_REGION": group.get("region")} if provider is EmbeddingsProvider.BEDROCK else {}
    return Variables(without_empty(region), without_empty(secret))
