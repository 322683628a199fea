"""The example in two regions: what they share, and what runs where before and after a failover."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest

from homelab.offline import RecordedResource, Recording
from homelab.offline.program import record_program
from homelab.offline.project import load_project
from homelab.offline.stack_config import load_stack_config
from tests.aws import deprecations
from tests.aws.recordings import of_type, only, statements
from tests.aws.rules import RULES
from tests.stacks_and_examples import ROOT

EXAMPLE = ROOT / "examples" / "aws-multi-region"
REGIONS = {"primary": "us-west-2", "secondary": "us-east-1"}
WORKLOADS = ("Deployment", "StatefulSet")
POSITIONS = ["primary", "secondary", "none"]


@cache
def example(active: str) -> Recording:
    project = load_project(EXAMPLE)
    config = load_stack_config(project, "prod", [f"{project.name}:active={active}"])
    return record_program(project, "prod", config, preview=False)


def manifests(active: str, role: str, *kinds: str) -> list[Any]:
    """Objects of a kind in a region's cluster."""
    return [
        each
        for each in example(active).manifests
        if each["kind"] in kinds and each["metadata"].get("namespace") == f"ai-{role}"
    ]


def values(role: str, key: str) -> set[str]:
    """Values of a key in all Secrets of a region's cluster."""
    secrets = manifests("primary", role, "Secret")
    return {each["stringData"][key] for each in secrets if key in each.get("stringData", {})}


def named(type_: str, active: str = "primary") -> dict[str, RecordedResource]:
    return {each.name: each for each in of_type(example(active), type_)}


@pytest.mark.parametrize("active", POSITIONS)
@pytest.mark.parametrize("role", REGIONS)
def test_librechat_and_its_jobs_run_in_the_active_region_alone(active: str, role: str):
    names = {each["metadata"]["name"] for each in manifests(active, role, *WORKLOADS, "Job", "HorizontalPodAutoscaler")}
    is_there = any(name.startswith(f"ai-{role}-librechat") for name in names)
    assert is_there == (active == role)


@pytest.mark.parametrize("key", ["CREDS_KEY", "CREDS_IV", "JWT_SECRET", "JWT_REFRESH_SECRET"])
def test_both_regions_have_the_same_secrets(key: str):
    (secret,) = values("primary", key)
    assert values("secondary", key) == {secret}


def test_both_regions_have_the_same_user_of_documentdb_at_their_own_host():
    here, there = (urlsplit(uri) for role in REGIONS for uri in values(role, "uri"))
    assert (here.username, here.password) == (there.username, there.password)
    hosts = {each.outputs["endpoint"]: each.region for each in named("aws:docdb/cluster:Cluster").values()}
    assert (hosts[here.hostname or ""], hosts[there.hostname or ""]) == tuple(REGIONS.values())


def test_documentdb_is_one_global_cluster_encrypted_by_a_key_of_each_region():
    identifier = only(example("primary"), "aws:docdb/globalCluster:GlobalCluster").inputs["globalClusterIdentifier"]
    clusters = named("aws:docdb/cluster:Cluster").values()
    assert {each.inputs["globalClusterIdentifier"] for each in clusters} == {identifier}
    assert all(f":{each.inputs['region']}:" in each.inputs["kmsKeyId"] for each in clusters)


def test_buckets_are_replicated_to_each_other_and_each_region_uses_its_own():
    replication = of_type(example("primary"), "aws:s3/bucketReplicationConfig:BucketReplicationConfig")
    pairs = {(each.inputs["bucket"], each.inputs["rules"][0]["destination"]["bucket"]) for each in replication}
    buckets = {each.id: each for each in of_type(example("primary"), "aws:s3/bucket:Bucket")}
    arns = {each.outputs["arn"]: name for name, each in buckets.items()}
    first, second = ((source, arns[target]) for source, target in pairs)
    assert first == second[::-1]
    used = {role: _variable(role, "AWS_BUCKET_NAME") for role in REGIONS}
    assert {role: buckets[name].inputs["region"] for role, name in used.items()} == REGIONS
    for role, bucket in used.items():
        policy = named("aws:iam/rolePolicy:RolePolicy")[f"ai-{role}-librechat"].inputs["policy"]
        resources = {each for statement in statements(policy) for each in statement["Resource"]}
        assert {buckets[bucket].outputs["arn"], f"{buckets[bucket].outputs['arn']}/*"} <= resources


def _variable(role: str, name: str) -> str:
    (found,) = {each["data"][name] for each in manifests(role, role, "ConfigMap") if name in each.get("data", {})} | {
        env["value"]
        for each in manifests(role, role, "Deployment")
        for container in each["spec"]["template"]["spec"]["containers"]
        for env in container.get("env", [])
        if env["name"] == name and "value" in env
    }
    return found


@pytest.mark.parametrize("active", POSITIONS)
def test_dns_has_a_record_for_each_region(active: str):
    records = [each.inputs for each in named("aws:route53/record:Record", active).values()]
    failover = {each["setIdentifier"]: each for each in records if "failoverRoutingPolicies" in each}
    assert {role: each["failoverRoutingPolicies"] for role, each in failover.items()} == {
        role: [{"type": role.upper()}] for role in REGIONS
    }
    assert {each["name"] for each in failover.values()} == {"chat.example.com"}
    for role, each in failover.items():
        assert f".{REGIONS[role]}." in each["aliases"][0]["name"]


@pytest.mark.parametrize(("active", "is_out"), [("primary", False), ("none", False), ("secondary", True)])
def test_a_primary_region_that_comes_back_gets_no_users_while_the_secondary_is_active(active: str, is_out: bool):
    check = only(example(active), "aws:route53/healthCheck:HealthCheck").inputs
    assert (check["disabled"], check["invertHealthcheck"]) == (is_out, is_out)


def test_a_switch_deletes_alarms_and_librechat_alone():
    before, after = ({each.urn: each for each in example(active).resources} for active in REGIONS)
    gone = {urn for urn in before if urn not in after}
    assert all("Monitoring" in urn or "LibreChat" in urn for urn in gone)
    assert not any(before[urn].protect for urn in gone)


def test_the_program_asks_nothing_of_the_primary_region():
    # A global service, and the account, which is asked for in the default region.
    assert example("secondary").functions == {
        "aws:index/getCallerIdentity:getCallerIdentity",
        "aws:index/getPartition:getPartition",
        "aws:route53/getZone:getZone",
    }
    config = load_stack_config(load_project(EXAMPLE), "prod", [])
    assert config.values["aws:region"] == REGIONS["secondary"]


def test_names_say_which_region_a_resource_is_in_so_that_an_update_can_leave_one_out():
    for each in example("primary").resources:
        for role, region in REGIONS.items():
            if each.inputs.get("region") == region and not each.name.startswith((role, f"ai-{role}")):
                # A copy is elsewhere, and belongs to its original; the global cluster is in no region.
                assert "replica" in each.name or "copy" in each.name or each.name == "chats"


def test_it_keeps_the_rules():
    found = {(rule.__name__, each.resource) for rule in RULES for each in rule(example("primary"))}
    assert {(rule, name) for rule, name in found if name.startswith("ai-")} == {
        # Users are everywhere, and connect without CloudFront, which cannot fail over by DNS.
        ("security_groups_are_closed", f"ai-{role}-edge-{port}-0.0.0.0/0")
        for role in REGIONS
        for port in (80, 443)
    }


def test_it_uses_nothing_deprecated():
    assert deprecations.in_recording(example("primary")) == []


def test_another_word_is_refused():
    with pytest.raises(Exception, match="active: expected primary, secondary, or none"):
        example("both")
