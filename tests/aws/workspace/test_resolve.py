"""What cannot be is refused in one line, and before anything is registered."""

from typing import Any

import pytest

from homelab.arguments import ArgumentError
from homelab.aws import AWSWorkspace
from homelab.offline import record
from tests.aws.workspace.workspaces import ARGS, PRODUCTION, ZONE

IDENTITY_PROVIDER = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE"
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"subnet_ids": ["subnet-1"]}, "subnet_ids: expected ids of at least two subnets"),
    ({"cluster_name": None}, "missing argument cluster_name"),
    ({"region": None}, "bedrock: missing argument: one of geography, region"),
    ({"files": {"bucket": "Not_A_Bucket"}}, "files.bucket: expected the name of a new bucket"),
    (
        {"files": {"cloudfront": {"domain": "files.example.org", "hosted_zone_id": ZONE}}},
        "files: cloudfront.domain files.example.org and domain chat.example.com need the same parent domain",
    ),
    (
        {"bedrock": {"models": ["anthropic.claude-sonnet-5"]}},
        "bedrock: models.0: AWS refuses anthropic.claude-sonnet-5 by itself: name its inference profile, "
        "eu.anthropic.claude-sonnet-5",
    ),
    ({"bedrock": {"conditions": {"StringEquals": {"aws:RequestedRegion": ["eu-central-1"]}}}}, "denies inference"),
    ({"identity": {"kind": "irsa"}}, "identity: missing argument oidc_provider_arn"),
    ({"identity": {"oidc_provider_arn": IDENTITY_PROVIDER}}, "oidc_provider_arn has no effect with kind pod-identity"),
    ({"edge": None}, "edge: missing argument hosted_zone_id"),
    ({"monitoring": {"alarms": {"PostgresConectionsHigh": {}}}}, "did you mean PostgresConnectionsHigh?"),
    (
        {"postgres": {"skip": True}, "monitoring": {"alarms": {"PostgresConnectionsHigh": {"threshold": 300}}}},
        "alarms.PostgresConnectionsHigh has no effect",
    ),
    ({"workspace": {"pgvector": {}}}, "workspace.pgvector is set by postgres: remove it, or set postgres.skip: true"),
    ({"workspace": {"librechat": {"domain": "x.example.com"}}}, "workspace.librechat.domain is set by domain"),
    ({"workspace": {"librechat": {"replcas": 2}}}, "workspace: unknown argument librechat.replcas (did you mean"),
    ({"files": {"skip": True}, "audit": {}}, "audit needs files"),
    (
        {name: {"skip": True} for name in ("files", "postgres", "document_database")},
        "backup needs one of postgres, document_database, files",
    ),
    ({"backup": {"copy": {"region": "eu-central-1"}}}, "backup: copy.region and region are both eu-central-1"),
    ({"files": {"statements": []}}, "files.statements has no effect without files.existing: remove it"),
    ({"cache": {"skip": True, "replicas": 2}}, "cache.replicas has no effect with cache.skip: remove one"),
    ({"costs": {}}, "costs: missing argument: one of budget, anomalies, allocation_tags"),
    (
        {"costs": {"budget": {"amount": 300, "tag": "app", "emails": ["ops@example.com"]}}},
        "costs: budget.tag: no resource has the tag 'app'",
    ),
]


@pytest.mark.parametrize(("change", "message"), REFUSED, ids=[message[:40] for _, message in REFUSED])
def test_what_cannot_be_is_refused_in_one_line_before_anything_is_registered(
    change: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
):
    registered: list[str] = []

    def register(_self: object, type_: str, *_args: object, **_options: object) -> None:
        registered.append(type_)

    monkeypatch.setattr("pulumi.ComponentResource.__init__", register)
    args: Any = {name: value for name, value in {**PRODUCTION, **change}.items() if value is not None}
    with pytest.raises(ArgumentError) as refused:
        record(lambda: AWSWorkspace("ai", args))
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
    assert registered == ["pulumi:pulumi:Stack"]


def test_a_name_leaves_room_for_that_of_the_load_balancer():
    args: Any = ARGS
    with pytest.raises(ArgumentError, match="at most 19"):
        record(lambda: AWSWorkspace("a" * 20, args))
