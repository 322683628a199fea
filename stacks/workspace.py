"""A stack's config becomes an AIWorkspace, and the workspace the stack's outputs."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, cast

import pulumi

from homelab import AIWorkspace, AIWorkspaceArgs

NAME = "ai-workspace"

SECRETS: Mapping[str, str] = {
    "openai-api-key": "openai.api_key",
    "anthropic-api-key": "anthropic.api_key",
    "google-api-key": "google.api_key",
    "openrouter-api-key": "openrouter.api_key",
    "jinaai-api-key": "jinaai.api_key",
    "embeddings-api-key": "rag.embeddings.api_key",
    "s3-secret-key": "librechat.storage.s3.secret_key",
    "creds-key": "librechat.security.creds_key",
    "creds-iv": "librechat.security.creds_iv",
    "jwt-secret": "librechat.security.jwt_secret",
    "jwt-refresh-secret": "librechat.security.jwt_refresh_secret",
    "metrics-secret": "librechat.security.metrics_secret",
    "documentdb-password": "documentdb.password",
    "documentdb-uri": "documentdb.external.uri",
    "pgvector-password": "pgvector.password",
    "pgvector-superuser-password": "pgvector.superuser_password",
    "pgvector-external-password": "pgvector.external.password",
    "valkey-password": "valkey.password",
    "valkey-external-password": "valkey.external.password",
    "meilisearch-master-key": "meilisearch.master_key",
    "meilisearch-api-key": "meilisearch.external.api_key",
}
"""Keys of the stack's config for what must not stand in ``workspace``, and the arguments that they become."""
CUSTOM_ENDPOINT_SECRET = "{name}-endpoint-key"
"""Key of the stack's config for the ``api_key`` of a custom endpoint, its name in small letters."""


def deploy() -> AIWorkspace:
    """Deploy the workspace that the stack's config describes."""
    workspace = AIWorkspace(NAME, workspace_args(pulumi.Config()))
    pulumi.export("url", workspace.url)
    pulumi.export("ragApiUrl", workspace.rag_api_url)
    pulumi.export("namespace", workspace.namespace)
    return workspace


def workspace_args(config: pulumi.Config) -> AIWorkspaceArgs:
    """The object ``workspace``, completed with the secrets that have keys of their own."""
    args: dict[str, Any] = deepcopy(config.require_object("workspace"))
    for key, path in SECRETS.items():
        _set(args, path.split("."), config.get_secret(key))
    for endpoint in args.get("custom_endpoints", []):
        key = CUSTOM_ENDPOINT_SECRET.format(name=str(endpoint.get("name", "")).lower())
        _set(endpoint, ["api_key"], config.get_secret(key))
    return cast(AIWorkspaceArgs, args)


def _set(group: dict[str, Any], path: list[str], value: pulumi.Output[str] | None) -> None:
    """Put a secret at its path; groups on the way come into being, so that a key alone switches a provider on."""
    if value is None:
        return
    for name in path[:-1]:
        inner: object = group.setdefault(name, {})
        if not isinstance(inner, dict):
            return  # what stands there is no group, which the workspace will say
        group = cast(dict[str, Any], inner)
    group[path[-1]] = value
