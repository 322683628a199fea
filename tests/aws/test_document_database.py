"""DocumentDB: what AWS would do otherwise, who may connect, and what the workspace gets."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pulumi_aws as aws
import pytest

from homelab import AIWorkspace, ArgumentError
from homelab.aws import DocumentDatabase
from homelab.offline import RecordedResource, Recording
from tests.aws.databases import ARGS, JOB, KEY, LOG_GROUP, pod
from tests.aws.linting import findings, wildcards
from tests.aws.recordings import awaited, of_type, only, recorded, statements

SERVERLESS = {"kind": "serverless"}
CLUSTER = "aws:docdb/cluster:Cluster"
INSTANCE = "aws:docdb/clusterInstance:ClusterInstance"


def database(args: dict[str, Any] | None = None, *, preview: bool = False) -> Recording:
    return recorded(lambda: DocumentDatabase("documents", {**ARGS, **(args or {})}), preview=preview)  # type: ignore[arg-type]


def cluster(args: dict[str, Any] | None = None) -> RecordedResource:
    return only(database(args), CLUSTER)


def test_what_aws_does_not_do_by_itself_is_done():
    inputs = cluster().inputs
    assert (inputs["engineVersion"], inputs["backupRetentionPeriod"]) == ("5.0.0", 14)
    assert inputs["storageEncrypted"] is inputs["deletionProtection"] is inputs["manageMasterUserPassword"] is True
    assert inputs["finalSnapshotIdentifier"] == f"{inputs['clusterIdentifier']}-final"
    assert not inputs["skipFinalSnapshot"]
    # A data source of zones would replace the cluster, and a password would be in the state.
    assert not {"masterPassword", "availabilityZones"} & inputs.keys()


def test_tls_audit_slow_operations_and_expiry_are_on():
    group = only(database({"settings": {"profiler_threshold_ms": "200"}}), PARAMETERS).inputs
    assert group["family"] == "docdb5.0"
    assert {each["name"]: each["value"] for each in group["parameters"]} == {
        "audit_logs": "enabled",
        "profiler": "enabled",
        "profiler_threshold_ms": "200",
        "tls": "enabled",
        "ttl_monitor": "enabled",
    }


PARAMETERS = "aws:docdb/clusterParameterGroup:ClusterParameterGroup"


@pytest.mark.parametrize(
    ("args", "classes"),
    [
        ({}, ["db.t4g.medium"]),
        ({"instances": 2, "instance_class": "db.r6g.large"}, ["db.r6g.large"] * 2),
        ({**SERVERLESS, "instances": 2}, ["db.serverless"] * 2),
    ],
)
def test_instances_have_the_class_of_their_kind(args: dict[str, Any], classes: list[str]):
    recording = database(args)
    instances = [each.inputs for each in of_type(recording, INSTANCE)]
    assert [each["instanceClass"] for each in instances] == classes
    assert {each["caCertIdentifier"] for each in instances} == {"rds-ca-rsa2048-g1"}
    capacity = only(recording, CLUSTER).inputs.get("serverlessV2ScalingConfiguration")
    assert capacity == ({"minCapacity": 0.5, "maxCapacity": 4} if "kind" in args else None)


def test_logs_have_an_end_before_the_server_writes_any():
    recording = database({"log_retention_days": 7})
    inputs = only(recording, CLUSTER).inputs
    found = {each.inputs["name"]: each.inputs["retentionInDays"] for each in of_type(recording, LOG_GROUP)}
    assert found == {f"/aws/docdb/{inputs['clusterIdentifier']}/{log}": 7 for log in ("audit", "profiler")}
    assert inputs["enabledCloudwatchLogsExports"] == ["audit", "profiler"]
    assert LOG_GROUP in awaited(recording, only(recording, CLUSTER))


def test_data_is_protected_until_it_is_not_retained():
    kept, lost = cluster(), cluster({"retain": False})
    assert (kept.protect, lost.protect) == (True, False)
    assert (lost.inputs["deletionProtection"], lost.inputs["skipFinalSnapshot"]) == (False, True)


def test_only_named_security_groups_may_connect():
    rules = of_type(database(), "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert [(each.inputs["referencedSecurityGroupId"], each.inputs["fromPort"]) for each in rules] == [
        ("sg-nodes", 27017)
    ]


def test_the_job_may_read_the_masters_secret_alone():
    recording = database({"kms_key_arn": KEY})
    assert only(recording, CLUSTER).inputs["kmsKeyId"] == KEY
    policy = only(recording, "aws:iam/rolePolicy:RolePolicy").inputs["policy"]
    # DocumentDB encrypts the master's secret with AWS's own key, which needs no permission.
    (statement,) = statements(policy)
    assert statement["Action"] == ["secretsmanager:GetSecretValue"]
    assert statement["Resource"] == [only(recording, CLUSTER).outputs["masterUserSecrets"][0]["secretArn"]]
    assert not findings(policy)
    assert not wildcards(policy)


def test_the_job_verifies_the_server():
    recording = database()
    (container,) = pod(recording)["containers"]
    values = {each["name"]: each.get("value") for each in container["env"]}
    assert container["args"] == ["documentdb"]
    assert values["MONGO_CA"] == "/certificates/ca"
    assert values["MONGO_SERVER"] == f"{only(recording, CLUSTER).outputs['endpoint']}:27017"
    assert "tls=true" in values["MONGO_OPTIONS"]
    assert INSTANCE in awaited(recording, only(recording, JOB))


def workspace(*, preview: bool = False) -> Recording:
    def program() -> None:
        database = DocumentDatabase("documents", {**ARGS})  # type: ignore[typeddict-item]
        AIWorkspace(
            "ai",
            {
                "namespace": "ai",
                "librechat": {"domain": "chat.example.com"},
                "documentdb": database.documentdb,
                "rag": {"enabled": False},
            },
        )

    return recorded(program, preview=preview)


def test_librechat_gets_what_documentdb_needs_in_a_secret():
    recording = workspace()
    (secret,) = (each for each in of_type(recording, "kubernetes:core/v1:Secret") if "uri" in each.inputs["stringData"])
    uri = urlsplit(secret.inputs["stringData"]["uri"])
    endpoint = only(recording, CLUSTER).outputs["endpoint"]
    assert (uri.scheme, uri.username, uri.hostname, uri.port, uri.path) == (
        *("mongodb", "librechat", endpoint, 27017),
        "/LibreChat",
    )
    assert {name: value for name, (value,) in parse_qs(uri.query).items()} == {
        "tls": "true",
        "replicaSet": "rs0",
        "readPreference": "primary",
        "retryWrites": "false",
        "authSource": "admin",
        "authMechanism": "SCRAM-SHA-1",
    }
    password = uri.password
    assert password
    assert secret.secrets
    plain = [each for each in recording.resources if each.type != "kubernetes:core/v1:Secret"]
    assert not any(password in str(each.inputs) for each in plain if each.type.startswith("kubernetes:"))


def test_librechats_pods_wait_for_the_job():
    recording = workspace()
    (librechat,) = (each for each in of_type(recording, "kubernetes:apps/v1:Deployment") if "librechat" in each.name)
    assert {JOB, INSTANCE} <= awaited(recording, librechat)


GLOBAL = "aws:docdb/globalCluster:GlobalCluster"
IN_A_GLOBAL_CLUSTER: dict[str, Any] = {"instance_class": "db.r6g.large", "global_cluster": {"identifier": "ai"}}


def two_regions(uris: list[str] | None = None, *, preview: bool = False) -> tuple[Recording, list[DocumentDatabase]]:
    """A cluster in each of two regions.

    :param uris: Where their connection strings are added.
    """
    databases: list[DocumentDatabase] = []
    found = [] if uris is None else uris

    def program() -> None:
        created = aws.docdb.GlobalCluster("ai", global_cluster_identifier="ai", storage_encrypted=True)
        first: Any = {**ARGS, "instance_class": "db.r6g.large", "region": "us-west-2"}
        first["global_cluster"] = {"identifier": created.id}
        databases.append(DocumentDatabase("here", first))
        second: Any = {**first, "region": "us-east-1", "kms_key_arn": KEY, "global_cluster": databases[0].secondary}
        databases.append(DocumentDatabase("there", second))
        for each in databases:
            external: Any = each.documentdb.get("external")
            external["uri"].apply(found.append)

    return recorded(program, preview=preview), databases


def test_aws_keeps_no_password_of_a_global_cluster_and_the_secondary_has_none():
    recording, databases = two_regions()
    here, there = (each.inputs for each in of_type(recording, CLUSTER))
    assert not {"manageMasterUserPassword", "masterPassword"} & {*here, *there}
    assert (here["masterUsername"], here["masterPasswordWoVersion"]) == ("administrator", 1)
    version = only(recording, "aws:secretsmanager/secretVersion:SecretVersion").inputs
    assert json.loads(version["secretStringWo"]) == {
        "username": "administrator",
        "password": here["masterPasswordWo"],
    }
    assert not {"masterUsername", "masterPasswordWo", "masterPasswordWoVersion"} & there.keys()
    assert here["globalClusterIdentifier"] == there["globalClusterIdentifier"] == only(recording, GLOBAL).id
    assert databases[1].master_secret_arn is databases[1].secondary is None


def test_the_job_of_a_global_cluster_reads_the_generated_password_and_the_secondary_has_no_job():
    recording, _ = two_regions()
    job = only(recording, JOB)
    assert job.name == "here-setup"
    assert "aws:secretsmanager/secretVersion:SecretVersion" in awaited(recording, job)
    (statement,) = statements(only(recording, "aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert statement["Resource"] == [only(recording, "aws:secretsmanager/secret:Secret").outputs["arn"]]


def test_a_secondary_cluster_waits_for_an_instance_of_the_primary():
    recording, _ = two_regions()
    here, there = of_type(recording, CLUSTER)
    assert INSTANCE not in awaited(recording, here)
    assert INSTANCE in awaited(recording, there)


def test_both_regions_have_the_same_user_at_their_own_host():
    found: list[str] = []
    recording, _ = two_regions(found)
    uris = [urlsplit(each) for each in found]
    endpoints = {each.outputs["endpoint"] for each in of_type(recording, CLUSTER)}
    assert {each.hostname for each in uris} == endpoints
    assert len(endpoints) == 2
    assert uris[0].password == uris[1].password
    assert uris[0].password


def test_a_global_cluster_is_previewed():
    recording, _ = two_regions(preview=True)
    assert len(of_type(recording, CLUSTER)) == 2


def test_a_preview_needs_no_value_that_aws_chooses():
    assert workspace(preview=True).resources


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"kind": "elastic"}, "kind elastic: elastic clusters of AWS DocumentDB have no unique indexes"),
        ({"kind": "global"}, "kind: expected"),
        ({"instances": 0}, "instances: expected a whole number from 1 to 16"),
        ({"min_capacity": 1}, "min_capacity has no effect with kind instances"),
        ({**SERVERLESS, "instance_class": "db.t4g.medium"}, "instance_class has no effect with kind serverless"),
        ({**SERVERLESS, "min_capacity": 8}, "min_capacity is more than max_capacity"),
        ({"settings": {"tls": "disabled"}}, "settings.tls is set by the component"),
        ({"subnet_ids": ["subnet-1"]}, "subnet_ids: expected ids of at least two subnets in different"),
        (
            {"global_cluster": {"identifier": "ai"}},
            "instance_class db.t4g.medium: AWS refuses db.t3, db.t4g and db.r4 in a global_cluster",
        ),
        (
            {**IN_A_GLOBAL_CLUSTER, "global_cluster": {"identifier": "ai", "user_password": "x" * 32}},
            "missing argument kms_key_arn: a copy in another region",
        ),
        (
            {
                **IN_A_GLOBAL_CLUSTER,
                "kms_key_arn": KEY,
                "password_rotation": 1,
                "global_cluster": {"identifier": "ai", "user_password": "x" * 32},
            },
            "password_rotation has no effect with global_cluster.user_password",
        ),
        ({**IN_A_GLOBAL_CLUSTER, "global_cluster": {"identifier": "-a"}}, "global_cluster.identifier: expected"),
        ({"backup_window": "04:00-05:00"}, "backup_window 04:00-05:00 and maintenance_window sun:04:30-.* overlap"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        database(args)
    assert "\n" not in str(caught.value)
