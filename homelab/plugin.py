"""The components that other languages get, and their schema."""

import importlib.metadata
import json
from typing import Any

import pulumi
from pulumi.provider.experimental.component import ComponentProvider

from homelab import (
    AIWorkspace,
    Credentials,
    DocumentDB,
    Firecrawl,
    LibreChat,
    Meilisearch,
    Ollama,
    PgVector,
    RagApi,
    SearXNG,
    Speaches,
    Valkey,
)

NAME = "homelab"
COMPONENTS: list[type[pulumi.ComponentResource]] = [
    AIWorkspace,
    Credentials,
    DocumentDB,
    Firecrawl,
    LibreChat,
    Meilisearch,
    Ollama,
    PgVector,
    RagApi,
    SearXNG,
    Speaches,
    Valkey,
]


def version() -> str:
    """The installed version, or 0.0.0 in a checkout that is not installed."""
    try:
        return importlib.metadata.version("homelab")
    except importlib.metadata.PackageNotFoundError:
        return "0.0.0"


def pulumi_schema() -> dict[str, Any]:
    """Pulumi's schema of the components, which SDKs are made from."""
    return json.loads(str(ComponentProvider(COMPONENTS, NAME).schema))
