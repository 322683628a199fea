"""Programs that together declare every component on AWS, and what the rules find in them for a reason."""

from collections.abc import Callable, Mapping
from typing import Any

from homelab.aws import (
    Audit,
    AWSWorkspace,
    Backup,
    BedrockAccess,
    Cache,
    CacheKind,
    Costs,
    DocumentDatabase,
    DocumentDatabaseKind,
    Edge,
    FileBucket,
    Monitoring,
    PodIdentity,
    PostgresDatabase,
    PostgresKind,
    RetrievalApi,
    WorkspaceSecrets,
)
from homelab.aws.bedrock.guardrail_args import Strength
from homelab.aws.bedrock.models import Geography
from tests.aws import databases
from tests.aws.edge.edges import ALONE, ARGS, PUBLIC
from tests.aws.monitoring.watching import EVERYTHING
from tests.aws.retrieval_api import apis
from tests.aws.workspace import workspaces

REGION = "eu-central-1"
_KEY = f"arn:aws:kms:{REGION}:123456789012:key/abc"


def _files() -> None:
    zone = "Z0123456789"
    files = FileBucket(
        "files",
        {
            "domain": "chat.example.com",
            "region": REGION,
            "kms_key_arn": _KEY,
            "replica": {"region": "eu-west-1", "kms_key_arn": _KEY.replace(REGION, "eu-west-1")},
            "cloudfront": {
                "domain": "files.example.com",
                "hosted_zone_id": zone,
                "log_bucket_arn": "arn:aws:s3:::example-logs",
            },
        },
    )
    Audit("audit", {"bucket_arns": [files.bucket_arn]})
    Backup("backup", {"resource_arns": [files.bucket_arn], "copy": {"region": "eu-west-1"}})
    PodIdentity(
        "librechat",
        {
            "cluster_name": "production",
            "namespace": "ai",
            "service_account": "librechat",
            "statements": files.statements,
        },
    )


def _models() -> None:
    models = BedrockAccess(
        "models",
        {"geography": Geography.EU, "region": REGION, "guardrail": {"filters": {"HATE": Strength.HIGH}}},
    )
    PodIdentity(
        "rag",
        {
            "cluster_name": "production",
            "namespace": "ai",
            "service_account": "rag",
            "statements": [*models.statements, *models.embedding_statements],
        },
    )


def _databases(postgres: PostgresKind, documents: DocumentDatabaseKind, cache: CacheKind) -> None:
    base = {**databases.ARGS, "region": REGION}
    of_cache: Any = {name: value for name, value in base.items() if name != "job"}
    of_vectors: Any = {**base, "kind": postgres}
    of_chats: Any = {**base, "kind": documents}
    of_cache["kind"] = cache
    vectors, chats = PostgresDatabase("vectors", of_vectors), DocumentDatabase("documents", of_chats)
    Cache("cache", of_cache)
    Backup("backup", {"resource_arns": [vectors.arn, chats.arn]})


def _secrets() -> None:
    secrets = WorkspaceSecrets("ws", {"namespace": "ai", "region": REGION, "secrets": {"librechat": {}}})
    PodIdentity(
        "external-secrets",
        {
            "cluster_name": "production",
            "namespace": "external-secrets",
            "service_account": "external-secrets",
            "statements": secrets.statements,
        },
    )


PROGRAMS: Mapping[str, Callable[[], object]] = {
    "files": _files,
    "bedrock": _models,
    "costs": lambda: Costs("costs", {"budget": {"amount": 300, "emails": ["ops@example.com"]}}),
    "edge": lambda: Edge("chat", {**ARGS, "region": REGION}),  # type: ignore[typeddict-item]
    "edge without cloudfront": lambda: Edge("chat", {**ARGS, **ALONE}),  # type: ignore[typeddict-item]
    "edge in public": lambda: Edge("chat", {**ARGS, **PUBLIC}),  # type: ignore[typeddict-item]
    "databases": lambda: _databases(PostgresKind.RDS, DocumentDatabaseKind.INSTANCES, CacheKind.NODES),
    "databases without instances": lambda: _databases(
        PostgresKind.AURORA_SERVERLESS, DocumentDatabaseKind.SERVERLESS, CacheKind.SERVERLESS
    ),
    "monitoring": lambda: Monitoring("chat", {**EVERYTHING}),  # type: ignore[typeddict-item]
    "secrets": _secrets,
    "workspace for development": lambda: AWSWorkspace("ai", {**workspaces.ARGS}),  # type: ignore[typeddict-item]
    "workspace for staging": lambda: AWSWorkspace("ai", {**workspaces.STAGING}),  # type: ignore[typeddict-item]
    "workspace for production": lambda: AWSWorkspace("ai", {**workspaces.PRODUCTION}),  # type: ignore[typeddict-item]
    "retrieval": lambda: RetrievalApi("docs", {**apis.ARGS}),  # type: ignore[typeddict-item]
    "retrieval from a serverless store": lambda: RetrievalApi(
        "docs",
        {**apis.ARGS, "store": apis.SERVERLESS, "code_deploy": True},  # type: ignore[typeddict-item]
    ),
    "retrieval in production": lambda: RetrievalApi("docs", {**apis.EVERYTHING}),  # type: ignore[typeddict-item]
    "files without cloudfront": lambda: FileBucket("files", {"domain": "chat.example.com"}),
}
"""By name. Each component is in one of them: add yours."""

REASONS: Mapping[tuple[str, str], str] = {
    ("security_groups_are_closed", "chat-443-0.0.0.0/0"): "a load balancer that its argument puts on the internet",
    ("roles_are_small", "docs-api"): "X-Ray has no resources, nor has the description of network interfaces",
    ("roles_are_small", "docs-ingest"): "X-Ray has no resources, nor has the description of network interfaces",
    ("security_groups_are_closed", "chat-80-0.0.0.0/0"): "that load balancer redirects from http",
}
"""Why a rule does not hold, by the rule's name and the resource's."""
