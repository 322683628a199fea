"""The keys of a stack's config for what must not stand in ``workspace``: one for each argument that is a secret.

A key is named after the argument and its group: ``openai.api_key`` is ``openai-api-key``. Maps of secrets have no keys:
what they hold can be in Secrets that exist.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

import pulumi

from homelab import AIWorkspaceArgs
from homelab.arguments import EACH, secret_paths

Path = tuple[str, ...]

# Where the rule gives two arguments one key, or a key that says too little.
_OTHER_NAMES: Mapping[str, str] = {
    "rag.embeddings.api_key": "embeddings-api-key",
    "librechat.security.creds_key": "creds-key",
    "librechat.security.creds_iv": "creds-iv",
    "librechat.security.jwt_secret": "jwt-secret",
    "librechat.security.jwt_refresh_secret": "jwt-refresh-secret",
    "librechat.security.metrics_secret": "metrics-secret",
    "librechat.security.session_secret": "session-secret",
    "librechat.stt.openai.api_key": "stt-openai-api-key",
    "librechat.stt.azure.api_key": "stt-azure-api-key",
    "librechat.tts.openai.api_key": "tts-openai-api-key",
    "librechat.tts.azure.api_key": "tts-azure-api-key",
    "librechat.email.service.password": "email-service-password",
    "librechat.code_interpreter.jwt.private_key": "code-interpreter-private-key",
    "librechat.web_search.firecrawl.api_key": "firecrawl-cloud-api-key",
    "anthropic.vertex.service_account_key": "anthropic-vertex-key",
    "google.vertex.service_account_key": "google-vertex-key",
    "documentdb.external.uri": "documentdb-uri",
    "pgvector.external.password": "pgvector-external-password",
    "valkey.external.password": "valkey-external-password",
    "meilisearch.external.api_key": "meilisearch-api-key",
    "searxng.external.api_key": "searxng-api-key",
    "firecrawl.external.api_key": "firecrawl-api-key",
    "firecrawl.models.api_key": "firecrawl-models-api-key",
    "firecrawl.postgres.password": "firecrawl-postgres-password",
    "firecrawl.postgres.superuser_password": "firecrawl-postgres-superuser-password",
    "firecrawl.rabbitmq.password": "firecrawl-rabbitmq-password",
    "custom_endpoints.*.api_key": "{name}-endpoint-key",
    "azure_openai.groups.*.api_key": "azure-openai-{name}-api-key",
    "librechat.mcp_servers.*.api_key.key": "mcp-{name}-api-key",
    "librechat.mcp_servers.*.oauth.client_secret": "mcp-{name}-client-secret",
}


def secret_keys() -> Mapping[str, Path]:
    """The paths of arguments by their keys. ``{name}`` in a key stands for the name of a list's item."""
    return {_key(path): path for path in secret_paths(AIWorkspaceArgs)}


def _key(path: Path) -> str:
    if (name := _OTHER_NAMES.get(".".join(path))) is not None:
        return name
    return "-".join(path[-2:]).replace("_", "-")


def put_secrets(args: dict[str, Any], read: Callable[[str], pulumi.Output[str] | None]) -> None:
    """Complete ``args`` with the secrets that ``read`` finds under their keys."""
    for key, path in secret_keys().items():
        if EACH not in path:
            _put(args, path, read(key))
            continue
        end = path.index(EACH)
        for item in _items(args, path[:end]):
            name = str(item.get("name", "")).lower()
            _put(item, path[end + 1 :], read(key.format(name=name)))


def _items(args: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    found: Any = args
    for name in path:
        found = cast(dict[str, Any], found).get(name) if isinstance(found, dict) else None
    items = cast(list[object], found) if isinstance(found, list) else []
    return [cast(dict[str, Any], item) for item in items if isinstance(item, dict)]


def _put(group: dict[str, Any], path: Path, value: pulumi.Output[str] | None) -> None:
    """Put a secret at its path; groups on the way come into being, so that a key alone switches a provider on."""
    if value is None:
        return
    for name in path[:-1]:
        inner: object = group.setdefault(name, {})
        if not isinstance(inner, dict):
            return  # what stands there is no group, which the workspace will say
        group = cast(dict[str, Any], inner)
    group[path[-1]] = value
