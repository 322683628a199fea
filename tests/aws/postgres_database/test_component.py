"""Postgres on RDS and Aurora: what AWS would do otherwise, who may connect, and what the workspace gets."""

import json
from typing import Any

import pytest

from homelab import AIWorkspace, ArgumentError
from homelab.aws import PostgresDatabase
from homelab.aws.database_job import SCRIPT
from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.offline import RecordedResource, Recording
from tests.aws.databases import ARGS, JOB, KEY, LOG_GROUP, pod
from tests.aws.linting import findings, wildcards
from tests.aws.recordings import ACCOUNT, awaited, of_type, only, recorded, statements

AURORA = {"kind": "aurora-serverless"}
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
BOTH = pytest.mark.parametrize("kind", [{}, AURORA], ids=["rds", "aurora"])


def database(args: dict[str, Any] | None = None, *, name: str = "vectors", preview: bool = False) -> Recording:
    return recorded(lambda: PostgresDatabase(name, {**ARGS, **(args or {})}), preview=preview)  # type: ignore[arg-type]


def server(recording: Recording) -> RecordedResource:
    return next(each for each in recording.resources if each.type in (INSTANCE, CLUSTER))


@BOTH
def test_what_aws_does_not_do_by_itself_is_done(kind: dict[str, Any]):
    inputs = server(database(kind)).inputs
    backups = inputs.get("backupWindow", inputs.get("preferredBackupWindow"))
    assert (backups, inputs["backupRetentionPeriod"]) == ("03:00-04:00", 14)
    assert inputs["engineLifecycleSupport"] == "open-source-rds-extended-support-disabled"
    for name in ("storageEncrypted", "copyTagsToSnapshot", "deletionProtection", "manageMasterUserPassword"):
        assert inputs[name] is True, name
    for name in ("deleteAutomatedBackups", "skipFinalSnapshot"):
        assert inputs[name] is False, name
    assert not {"password", "masterPassword", "availabilityZones"} & inputs.keys()


def test_an_instance_has_storage_that_grows_and_a_certificate_that_is_trusted():
    inputs = only(database(), INSTANCE).inputs
    assert (inputs["storageType"], inputs["allocatedStorage"], inputs["maxAllocatedStorage"]) == ("gp3", 20, 100)
    assert inputs["caCertIdentifier"] == "rds-ca-rsa2048-g1"
    assert inputs["publiclyAccessible"] is False
    assert inputs["performanceInsightsEnabled"] is True


@pytest.mark.parametrize(("version", "upgrades"), [("17", True), ("17.9", False)])
def test_aws_upgrades_what_has_no_minor_version(version: str, upgrades: bool):
    inputs = only(database({"version": version}), INSTANCE).inputs
    assert (inputs["engineVersion"], inputs["autoMinorVersionUpgrade"]) == (version, upgrades)


def test_aurora_follows_the_load():
    recording = database({**AURORA, "min_capacity": 1, "max_capacity": 8})
    capacity = only(recording, CLUSTER).inputs["serverlessv2ScalingConfiguration"]
    assert capacity == {"minCapacity": 1, "maxCapacity": 8}
    (instance,) = of_type(recording, CLUSTER_INSTANCE)
    assert instance.inputs["instanceClass"] == "db.serverless"
    assert instance.inputs["caCertIdentifier"] == "rds-ca-rsa2048-g1"
    assert instance.inputs["publiclyAccessible"] is False


def test_a_standby_is_an_argument():
    assert only(database({"multi_az": True}), INSTANCE).inputs["multiAz"] is True
    assert len(of_type(database({**AURORA, "multi_az": True}), CLUSTER_INSTANCE)) == 2


@BOTH
def test_connections_without_tls_are_refused(kind: dict[str, Any]):
    recording = database({**kind, "settings": {"work_mem": "8MB"}})
    group = next(each for each in recording.resources if each.type.endswith("ParameterGroup")).inputs
    assert group["family"] == ("aurora-postgresql17" if kind else "postgres17")
    assert {each["name"]: each["value"] for each in group["parameters"]} == {"rds.force_ssl": "1", "work_mem": "8MB"}
    assert {each["applyMethod"] for each in group["parameters"]} == {"pending-reboot"}


@BOTH
def test_one_key_encrypts_everything(kind: dict[str, Any]):
    recording = database({**kind, "kms_key_arn": KEY})
    inputs = server(recording).inputs
    assert inputs["kmsKeyId"] == inputs["masterUserSecretKmsKeyId"] == KEY
    insights = only(recording, CLUSTER_INSTANCE).inputs if kind else inputs
    assert insights["performanceInsightsKmsKeyId"] == KEY


def test_only_named_security_groups_may_connect():
    recording = database({"client_security_group_ids": ["sg-nodes", "sg-pods"]})
    rules = [each.inputs for each in of_type(recording, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")]
    assert {(each["referencedSecurityGroupId"], each["fromPort"], each["toPort"]) for each in rules} == {
        ("sg-nodes", 5432, 5432),
        ("sg-pods", 5432, 5432),
    }
    assert only(recording, "aws:ec2/securityGroup:SecurityGroup").inputs.get("egress", []) == []


@pytest.mark.parametrize(
    ("kind", "groups"),
    [({}, {"instance/{}/postgresql", "instance/{}/upgrade"}), (AURORA, {"cluster/{}/postgresql"})],
    ids=["rds", "aurora"],
)
def test_logs_have_an_end_before_the_server_writes_any(kind: dict[str, Any], groups: set[str]):
    recording = database({**kind, "log_retention_days": 90})
    inputs = server(recording).inputs
    identifier = inputs.get("identifier") or inputs["clusterIdentifier"]
    found = {each.inputs["name"]: each.inputs["retentionInDays"] for each in of_type(recording, LOG_GROUP)}
    assert found == {f"/aws/rds/{group.format(identifier)}": 90 for group in groups}
    assert {name.rpartition("/")[2] for name in found} == {*inputs["enabledCloudwatchLogsExports"]}
    assert LOG_GROUP in awaited(recording, server(recording))


@BOTH
def test_the_last_snapshot_has_a_name_that_no_other_server_had(kind: dict[str, Any]):
    inputs = server(database(kind)).inputs
    identifier = inputs.get("identifier") or inputs["clusterIdentifier"]
    assert inputs["finalSnapshotIdentifier"] == f"{identifier}-final"
    assert identifier.startswith("vectors-")
    assert len(identifier) == len("vectors-") + 8


@BOTH
def test_data_is_protected_until_it_is_not_retained(kind: dict[str, Any]):
    kept, lost = server(database(kind)), server(database({**kind, "retain": False}))
    assert (kept.protect, lost.protect) == (True, False)
    assert lost.inputs["deletionProtection"] is False
    assert lost.inputs["skipFinalSnapshot"] is True
    assert lost.inputs["deleteAutomatedBackups"] is True


def test_every_resource_has_the_region_and_the_tags():
    recording = database({"region": "eu-central-1", "tags": {"team": "ai"}, "kind": "aurora-serverless"})
    of_aws = [each for each in recording.resources if each.type.startswith("aws:")]
    assert all(each.inputs["region"] == "eu-central-1" for each in of_aws if not each.type.startswith("aws:iam"))
    tagged = [each for each in of_aws if each.type != "aws:iam/rolePolicy:RolePolicy"]
    assert all(each.inputs["tags"].items() >= {"team": "ai", "managed-by": "homelab"}.items() for each in tagged)


@pytest.mark.parametrize("key", [None, KEY])
def test_the_job_may_read_the_masters_secret_alone(key: str | None):
    recording = database({"kms_key_arn": key} if key else {})
    policy = only(recording, "aws:iam/rolePolicy:RolePolicy").inputs["policy"]
    secret = server(recording).outputs["masterUserSecrets"][0]["secretArn"]
    expected = [(["secretsmanager:GetSecretValue"], [secret]), *([(["kms:Decrypt"], [key])] if key else [])]
    assert [(each["Action"], each["Resource"]) for each in statements(policy)] == expected
    if key:
        via = {"StringEquals": {"kms:ViaService": ["secretsmanager.us-east-1.amazonaws.com"]}}
        assert statements(policy)[1]["Condition"] == via
    assert not findings(policy)
    assert not wildcards(policy)


def test_the_job_has_a_role_and_no_password_of_the_master():
    recording = database()
    (container,) = pod(recording)["containers"]
    assert pod(recording)["serviceAccountName"] == "vectors-setup"
    assert container["command"] == ["python", "-c", SCRIPT.read_text()]
    values = {each["name"]: each.get("value") for each in container["env"]}
    assert values["PGSSLMODE"] == "verify-full"
    assert values["PGSSLROOTCERT"] == "/certificates/ca"
    assert [each["mountPath"] for each in container["volumeMounts"]] == ["/certificates"]
    # The only secret is the role's.
    secrets = [each for each in container["env"] if "valueFrom" in each]
    assert [each["name"] for each in secrets] == ["APP_PASSWORD"]


def test_the_job_reaches_the_database_aws_and_eks_agent():
    policy = only(database(), "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs["spec"]
    reached = {tuple(port["port"] for port in rule["ports"]) for rule in policy["egress"]}
    assert reached == {(53, 53), (5432, 443), (80,)}
    assert "ingress" not in policy


def test_with_irsa_no_agent_is_asked():
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC"
    job = {**ARGS["job"], "kind": "irsa", "oidc_provider_arn": provider}
    recording = database({"job": job})
    policy = only(recording, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs["spec"]
    assert {port["port"] for rule in policy["egress"] for port in rule["ports"]} == {53, 443, 5432}
    assert not of_type(recording, "aws:eks/podIdentityAssociation:PodIdentityAssociation")


@pytest.mark.parametrize(
    "change", [{"password_rotation": 1}, {"ca_pem": "-----BEGIN CERTIFICATE-----\nown"}], ids=["password", "ca"]
)
def test_the_job_runs_again_when_what_it_sets_changes(change: dict[str, Any]):
    before, after = (json.dumps(pod(database(args)), sort_keys=True) for args in ({}, change))
    assert before != after


@BOTH
def test_the_workspaces_host_is_known_after_the_job(kind: dict[str, Any]):
    recording = workspace(kind)
    variables = next(each for each in of_type(recording, "kubernetes:apps/v1:Deployment") if "rag" in each.name)
    waits_for = awaited(recording, variables)
    assert {JOB, CLUSTER_INSTANCE if kind else INSTANCE} <= waits_for


def workspace(args: dict[str, Any], *, preview: bool = False) -> Recording:
    def program() -> None:
        database = PostgresDatabase("vectors", {**ARGS, **args})  # type: ignore[typeddict-item]
        AIWorkspace(
            "ai",
            {
                "namespace": "ai",
                "librechat": {"domain": "chat.example.com"},
                "pgvector": database.pgvector,
                "rag": {"embeddings": {"provider": EmbeddingsProvider.HUGGINGFACE}},
            },
        )

    return recorded(program, preview=preview)


@BOTH
def test_a_preview_needs_no_value_that_aws_chooses(kind: dict[str, Any]):
    assert workspace(kind, preview=True).resources


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"subnet_ids": ["subnet-1"]}, "subnet_ids: expected ids of at least two subnets in different"),
        ({"client_security_group_ids": []}, "client_security_group_ids: expected ids of one or more"),
        ({"backup_days": 0}, "backup_days: expected a whole number from 1 to 35"),
        ({"backup_window": "04:00-05:00"}, "backup_window 04:00-05:00 and maintenance_window sun:04:30-.* overlap"),
        ({"backup_window": "3-4"}, "backup_window: expected a time of UTC of at least 30 minutes"),
        ({"maintenance_window": "sun:04:30"}, "maintenance_window: expected a time of the week"),
        ({"log_retention_days": 31}, "log_retention_days: expected a number of days that CloudWatch permits"),
        ({"version": "9.6"}, "version: expected a version of Postgres from 16 to 18"),
        ({"instance_class": "t4g.medium"}, "instance_class: expected a class of instances such as 'db.t4g.medium'"),
        ({"kms_key_arn": "alias/rds"}, "kms_key_arn: expected the ARN of a key of KMS"),
        ({"ca_pem": "certificate"}, "ca_pem: expected one or more certificates in PEM form"),
        ({"storage_gb": 200, "max_storage_gb": 210}, "max_storage_gb: RDS needs a tenth more.*at least 220"),
        ({"min_capacity": 1}, "min_capacity has no effect with kind rds"),
        ({**AURORA, "storage_gb": 20}, "storage_gb has no effect with kind aurora-serverless"),
        ({**AURORA, "min_capacity": 0.7}, "min_capacity: expected a number of capacity units"),
        ({**AURORA, "min_capacity": 8}, "min_capacity is more than max_capacity"),
        ({**AURORA, "version": "17"}, "version: Aurora needs a minor version such as '17.9'"),
        ({"settings": {"rds.force_ssl": "0"}}, "settings.rds.force_ssl is set by the component"),
        ({"job": {"namespace": "ai"}}, "job: missing argument cluster_name|missing argument job.cluster_name"),
        ({"job": {**ARGS["job"], "kind": "irsa"}}, "missing argument job.oidc_provider_arn|oidc_provider_arn"),
        ({"region": "cn-north-1"}, "missing argument ca_pem: no certificates of RDS in cn-north-1"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        database(args)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["Vectors", "my_vectors", "my--vectors", "1vectors", "v" * 55])
def test_a_name_that_aws_would_not_take_is_refused(name: str):
    with pytest.raises(ArgumentError, match="expected a name of at most 54 small letters"):
        database(name=name)


def test_certificates_of_other_authorities_are_an_argument():
    own = "-----BEGIN CERTIFICATE-----\nown\n-----END CERTIFICATE-----\n"
    recording = database({"region": "cn-north-1", "ca_pem": own})
    assert only(recording, "kubernetes:core/v1:ConfigMap").inputs["data"] == {"ca": own}
