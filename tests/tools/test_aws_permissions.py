import ast
from pathlib import Path

import pytest
from policy_sentry.querying.all import get_all_actions

import homelab
from homelab.offline.aws import charges, free_types
from tests.aws.deprecations import declared_types
from tools.aws_permissions import permissions, unknown

SOURCES = sorted((Path(homelab.__file__).parent / "aws").rglob("*.py"))
USED = sorted({each for file in SOURCES for each in declared_types(ast.parse(file.read_text(encoding="utf-8")))})


@pytest.mark.parametrize("type_", USED)
def test_what_a_resource_of_this_library_needs_is_known(type_: str):
    assert unknown([type_]) == []


@pytest.mark.parametrize("type_", [each for each in USED if not each.startswith(free_types.SERVICES)])
def test_what_aws_charges_for_a_resource_of_this_library_is_known(type_: str):
    assert type_ in free_types.TYPES or type_ in charges.KNOWN


def test_actions_are_those_of_all_handlers():
    found = permissions(["aws:rds/instance:Instance", "aws:docdb/cluster:Cluster", "aws:s3/bucketVersioning:X"])
    assert {"CreateDBInstance", "ModifyDBInstance", "DeleteDBInstance", "CreateDBCluster"} <= {*found["rds"]}
    assert "PutBucketVersioning" in found["s3"]
    assert "PassRole" in found["iam"]


def test_every_action_exists():
    types = [*charges.KNOWN, *free_types.TYPES]
    existing = get_all_actions(lowercase=True)
    actions = {f"{prefix}:{each}" for prefix, names in permissions(types).items() for each in names if each != "*"}
    assert {each for each in actions if each.lower() not in existing} == set()
    assert len(actions) > 300


def test_where_nothing_is_known_the_whole_service_is_and_says_so():
    assert permissions(["aws:docdb/unheardOf:UnheardOf", "aws:docdb/subnetGroup:SubnetGroup"])["rds"] == ["*"]
    assert unknown(["aws:docdb/unheardOf:UnheardOf"]) == ["aws:docdb/unheardOf:UnheardOf"]
