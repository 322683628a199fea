"""Programs that together declare every component on AWS, and what the rules find in them for a reason."""

from collections.abc import Callable, Mapping

from homelab.aws import (
    Audit,
    Backup,
    BedrockAccess,
    Costs,
    Edge,
    FileBucket,
    PodIdentity,
    PostgresDatabase,
    PostgresKind,
    WorkspaceSecrets,
)
from homelab.aws.bedrock.guardrail_args import Strength
from homelab.aws.bedrock.models import Geography
from tests.aws.edge.edges import ALONE, ARGS, PUBLIC

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


def _postgres(kind: PostgresKind) -> None:
    PostgresDatabase(
        "vectors",
        {
            "kind": kind,
            "region": REGION,
            "vpc_id": "vpc-0a1b2c3d",
            "subnet_ids": ["subnet-1", "subnet-2"],
            "client_security_group_ids": ["sg-nodes"],
            "job": {"cluster_name": "production", "namespace": "ai"},
        },
    )


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
    "postgres": lambda: _postgres(PostgresKind.RDS),
    "postgres on aurora": lambda: _postgres(PostgresKind.AURORA_SERVERLESS),
    "secrets": _secrets,
    "files without cloudfront": lambda: FileBucket("files", {"domain": "chat.example.com"}),
}
"""By name. Each component is in one of them: add yours."""

REASONS: Mapping[tuple[str, str], str] = {
    ("security_groups_are_closed", "chat-443-0.0.0.0/0"): "a load balancer that its argument puts on the internet",
    ("security_groups_are_closed", "chat-80-0.0.0.0/0"): "that load balancer redirects from http",
}
"""Why a rule does not hold, by the rule's name and the resource's."""
