"""Valkey on ElastiCache: what AWS would do otherwise, who may connect, and what the workspace gets."""

from typing import Any

import pytest

from homelab import AIWorkspace, ArgumentError
from homelab.aws import Cache
from homelab.offline import Recording
from tests.aws.databases import ARGS, KEY
from tests.aws.recordings import awaited, of_type, only, recorded
from tests.objects import Manifest

OF_CACHE = {name: value for name, value in ARGS.items() if name != "job"}
SERVERLESS = {"kind": "serverless"}
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
CACHE = "aws:elasticache/serverlessCache:ServerlessCache"
BOTH = pytest.mark.parametrize("kind", [{}, SERVERLESS], ids=["nodes", "serverless"])


def cache(args: dict[str, Any] | None = None, *, name: str = "cache") -> Recording:
    return recorded(lambda: Cache(name, {**OF_CACHE, **(args or {})}))  # type: ignore[arg-type]


def test_nodes_are_encrypted_need_a_password_and_are_no_cluster():
    inputs = only(cache({"kms_key_arn": KEY}), GROUP).inputs
    assert (inputs["engine"], inputs["engineVersion"], inputs["nodeType"]) == ("valkey", "8.1", "cache.t4g.small")
    assert inputs["transitEncryptionEnabled"] is inputs["atRestEncryptionEnabled"] is True
    assert (inputs["transitEncryptionMode"], inputs["kmsKeyId"]) == ("required", KEY)
    assert inputs["authToken"].isalnum()
    assert len(inputs["authToken"]) == 32
    assert not {"numNodeGroups", "clusterMode"} & inputs.keys()


@pytest.mark.parametrize(("args", "nodes"), [({}, 2), ({"replicas": 2}, 3), ({"replicas": 0}, 1)])
def test_a_replica_takes_over_where_there_is_one(args: dict[str, Any], nodes: int):
    inputs = only(cache(args), GROUP).inputs
    assert inputs["numCacheClusters"] == nodes
    assert inputs["automaticFailoverEnabled"] is inputs["multiAzEnabled"] is (nodes > 1)


def test_nothing_is_evicted():
    group = only(cache({"settings": {"timeout": "300"}}), "aws:elasticache/parameterGroup:ParameterGroup").inputs
    assert group["family"] == "valkey8"
    assert {each["name"]: each["value"] for each in group["parameters"]} == {
        "maxmemory-policy": "noeviction",
        "timeout": "300",
    }


def test_a_serverless_cache_lets_in_librechats_user_alone():
    recording = cache({**SERVERLESS, "kms_key_arn": KEY, "max_storage_gb": 1, "max_units": 1000})
    inputs = only(recording, CACHE).inputs
    user = only(recording, "aws:elasticache/user:User").inputs
    group = only(recording, "aws:elasticache/userGroup:UserGroup").inputs
    assert (inputs["engine"], inputs["majorEngineVersion"], inputs["kmsKeyId"]) == ("valkey", "8", KEY)
    assert inputs["cacheUsageLimits"] == {
        "dataStorage": {"maximum": 1, "unit": "GB"},
        "ecpuPerSeconds": [{"maximum": 1000}],
    }
    assert inputs["userGroupId"] == group["userGroupId"]
    assert group["userIds"] == [user["userId"]]
    assert (user["userName"], user["engine"], user["accessString"]) == ("librechat", "valkey", "on ~* &* +@all")
    assert user["authenticationMode"]["type"] == "password"


@BOTH
def test_only_named_security_groups_may_connect(kind: dict[str, Any]):
    recording = cache(kind)
    rules = of_type(recording, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert [(each.inputs["referencedSecurityGroupId"], each.inputs["fromPort"]) for each in rules] == [
        ("sg-nodes", 6379)
    ]
    server = only(recording, CACHE if kind else GROUP)
    assert server.inputs["securityGroupIds"] == [only(recording, "aws:ec2/securityGroup:SecurityGroup").id]


@BOTH
def test_snapshots_are_kept_and_data_is_protected_until_it_is_not_retained(kind: dict[str, Any]):
    kept, lost = (only(cache({**kind, **args}), CACHE if kind else GROUP) for args in ({}, {"retain": False}))
    assert (kept.inputs["snapshotRetentionLimit"], kept.protect, lost.protect) == (7, True, False)
    if not kind:
        assert kept.inputs["finalSnapshotIdentifier"] == f"{kept.inputs['replicationGroupId']}-final"
        assert "finalSnapshotIdentifier" not in lost.inputs
    else:
        assert kept.inputs["dailySnapshotTime"] == "03:00"


def test_a_new_password_is_rotated_in():
    assert only(cache({"password_rotation": 1}), GROUP).inputs["authTokenUpdateStrategy"] == "ROTATE"


def workspace(kind: dict[str, Any], *, preview: bool = False) -> Recording:
    def program() -> None:
        own = Cache("cache", {**OF_CACHE, **kind})  # type: ignore[typeddict-item]
        AIWorkspace(
            "ai",
            {
                "namespace": "ai",
                "librechat": {"domain": "chat.example.com"},
                "valkey": own.valkey,
                "rag": {"enabled": False},
            },
        )

    return recorded(program, preview=preview)


def variables(recording: Recording) -> Manifest:
    """LibreChat's plain variables."""
    maps = [each.inputs["data"] for each in of_type(recording, "kubernetes:core/v1:ConfigMap")]
    return next(each for each in maps if "REDIS_URI" in each)


@BOTH
def test_librechat_connects_by_tls_with_a_password_from_a_secret(kind: dict[str, Any]):
    recording = workspace(kind)
    found = variables(recording)
    outputs = only(recording, CACHE if kind else GROUP).outputs
    host = outputs["endpoints"][0]["address"] if kind else outputs["primaryEndpointAddress"]
    assert found["REDIS_URI"] == f"rediss://{host}:6379"
    assert found.get("REDIS_CLUSTER_SAFE_DELETE") == ("true" if kind else None)
    assert found.get("REDIS_USERNAME") == ("librechat" if kind else None)
    assert found.get("USE_REDIS_CLUSTER", "false") == "false"
    (librechat,) = (each for each in of_type(recording, "kubernetes:apps/v1:Deployment") if "librechat" in each.name)
    assert (CACHE if kind else GROUP) in awaited(recording, librechat)
    (container,) = librechat.inputs["spec"]["template"]["spec"]["containers"]
    (password,) = (each for each in container["env"] if each["name"] == "REDIS_PASSWORD")
    assert "secretKeyRef" in password["valueFrom"]


@BOTH
def test_a_preview_needs_no_value_that_aws_chooses(kind: dict[str, Any]):
    assert workspace(kind, preview=True).resources


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"replicas": 6}, "replicas: expected a whole number from 0 to 5"),
        ({"node_type": "t4g.small"}, "node_type: expected a type of nodes such as 'cache.t4g.small'"),
        ({"version": "6.2"}, "version: expected a version of Valkey"),
        ({"max_units": 5000}, "max_units has no effect with kind nodes"),
        ({**SERVERLESS, "replicas": 1}, "replicas has no effect with kind serverless"),
        ({"settings": {"maxmemory-policy": "allkeys-lru"}}, "settings.maxmemory-policy is set by the component"),
        ({"snapshot_window": "04:00-05:00"}, "snapshot_window 04:00-05:00 and maintenance_window .* overlap"),
        ({"snapshot_window": "04:00-04:30"}, "snapshot_window: expected a time of UTC of at least 60 minutes"),
        ({"subnet_ids": ["subnet-1"]}, "subnet_ids: expected ids of at least two subnets"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        cache(args)
    assert "\n" not in str(caught.value)


def test_a_serverless_cache_has_no_maintenance_to_stay_clear_of():
    assert cache({**SERVERLESS, "snapshot_window": "05:00-06:00"}).resources


def test_a_name_that_elasticache_would_not_take_is_refused():
    with pytest.raises(ArgumentError, match="expected a name of at most 31 small letters"):
        cache(name="c" * 32)
