"""Each preset declares its parts, and no others."""

from typing import Any

import pytest

from homelab.aws.workspace.presets import PARTS, parts_of
from tests.aws.recordings import only
from tests.aws.workspace.workspaces import ARGS, PRODUCTION, STAGING, components, workspace

SMALL = {"FileBucket", "PodIdentity"}
SERVERS = {"PostgresDatabase", "DocumentDatabase", "Cache", "Edge", "Monitoring"}


@pytest.mark.parametrize(
    ("args", "parts"),
    [
        (ARGS, {"BedrockAccess"} | SMALL),
        (STAGING, {"BedrockAccess"} | SMALL | SERVERS),
        (PRODUCTION, {"BedrockAccess"} | SMALL | SERVERS | {"Backup"}),
    ],
    ids=["development", "staging", "production"],
)
def test_a_preset_declares_exactly_its_parts(args: dict[str, Any], parts: set[str]):
    assert components(workspace(args)) == parts


def test_production_survives_a_zone_and_a_mistake():
    recording = workspace(PRODUCTION)
    database = only(recording, "aws:rds/instance:Instance")
    documents = only(recording, "aws:docdb/cluster:Cluster")
    cache = only(recording, "aws:elasticache/replicationGroup:ReplicationGroup")
    balancer = only(recording, "aws:lb/loadBalancer:LoadBalancer")
    assert database.inputs["multiAz"] is True
    assert cache.inputs["multiAzEnabled"] is True
    assert cache.inputs["automaticFailoverEnabled"] is True
    assert [each.type for each in recording.resources].count("aws:docdb/clusterInstance:ClusterInstance") == 2
    assert [each.inputs["deletionProtection"] for each in (database, documents)] == [True, True]
    assert balancer.inputs["enableDeletionProtection"] is True
    assert all(each.protect for each in (database, documents, cache, balancer))


def test_what_is_set_wins_over_the_preset_leaf_by_leaf():
    parts = parts_of({"preset": "production", "postgres": {"multi_az": False}, "cache": {"skip": True}, "audit": {}})
    assert parts["postgres"] == {"instance_class": "db.t4g.medium", "multi_az": False}
    assert "cache" not in parts
    assert parts["audit"] == {}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_can_be_left_out(part: str):
    assert part not in parts_of({"preset": "production", part: {"skip": True}})


def test_a_part_that_is_not_skipped_is_there():
    assert parts_of({"costs": {"skip": False, "allocation_tags": ["app"]}})["costs"] == {"allocation_tags": ["app"]}
