"""Two buckets with the same files, in two regions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pulumi
import pytest

from homelab import ArgumentError
from homelab.aws import FileBucket
from homelab.aws.policies import policy
from homelab.offline import RecordedResource, Recording
from tests.aws.linting import findings, wildcards
from tests.aws.recordings import ACCOUNT, of_type, only, recorded, statements

HERE, THERE = "eu-central-1", "eu-west-1"
KEY, OTHER_KEY = (f"arn:aws:kms:{region}:{ACCOUNT}:key/abc" for region in (HERE, THERE))
KEYS = {"kms_key_arn": KEY, "replica": {"region": THERE, "kms_key_arn": OTHER_KEY}}
CDN = {
    "cloudfront": {
        "domain": "files.example.com",
        "certificate_arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/abc",
    }
}
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"


def replicated(args: Mapping[str, Any] = MappingProxyType({}), *, preview: bool = False) -> Recording:
    base = {"domain": "chat.example.com", "region": HERE, "replica": {"region": THERE}}

    def program() -> None:
        files = FileBucket("files", {**base, **args})  # type: ignore[typeddict-item]
        assert files.replica is not None
        pulumi.export("role", policy(files.replica.statements))
        pulumi.export("storage", files.replica.storage)

    return recorded(program, preview=preview)


def by_region(recording: Recording, type_: str) -> dict[str, RecordedResource]:
    return {each.inputs["region"]: each for each in of_type(recording, type_)}


def buckets(recording: Recording) -> dict[str, str]:
    return {region: each.outputs["arn"] for region, each in by_region(recording, "aws:s3/bucket:Bucket").items()}


def rules(recording: Recording) -> dict[str, Any]:
    found = by_region(recording, REPLICATION)
    return {region: rule for region, each in found.items() for rule in each.inputs["rules"]}


def test_each_bucket_is_copied_to_the_other_with_deletions():
    recording = replicated()
    found, arns = rules(recording), buckets(recording)
    assert {region: rule["destination"]["bucket"] for region, rule in found.items()} == {
        HERE: arns[THERE],
        THERE: arns[HERE],
    }
    for rule in found.values():
        assert (rule["status"], rule["filter"]) == ("Enabled", {"prefix": ""})
        assert rule["deleteMarkerReplication"] == {"status": "Enabled"}


def test_both_have_versions_before_the_first_copy():
    recording = replicated()
    versioning = {each.urn for each in of_type(recording, "aws:s3/bucketVersioning:BucketVersioning")}
    permissions = only(recording, "aws:iam/rolePolicy:RolePolicy").urn
    assert len(versioning) == 2
    for each in of_type(recording, REPLICATION):
        assert versioning | {permissions} <= set(each.dependencies)


def test_s3_may_copy_between_these_buckets_and_nothing_else():
    recording = replicated()
    (trust,) = statements(only(recording, "aws:iam/role:Role").inputs["assumeRolePolicy"])
    assert trust["Principal"] == {"Service": "s3.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    document = only(recording, "aws:iam/rolePolicy:RolePolicy").inputs["policy"]
    arns = {*buckets(recording).values()}
    for statement in statements(document):
        assert {each.removesuffix("/*") for each in statement["Resource"]} == arns
    assert {action for each in statements(document) for action in each["Action"]} == {
        *("s3:GetReplicationConfiguration", "s3:ListBucket"),
        *("s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"),
        *("s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"),
    }
    assert not findings(document)
    assert not wildcards(document)


def test_files_are_encrypted_by_the_key_of_their_region():
    recording = replicated(KEYS)
    found = rules(recording)
    assert {
        region: rule["destination"]["encryptionConfiguration"]["replicaKmsKeyId"] for region, rule in found.items()
    } == {HERE: OTHER_KEY, THERE: KEY}
    for rule in found.values():
        assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    document = only(recording, "aws:iam/rolePolicy:RolePolicy").inputs["policy"]
    of_keys = {each["Resource"][0]: each for each in statements(document) if "kms:Decrypt" in each["Action"]}
    assert {arn: each["Condition"]["StringEquals"]["kms:ViaService"] for arn, each in of_keys.items()} == {
        KEY: [f"s3.{HERE}.amazonaws.com"],
        OTHER_KEY: [f"s3.{THERE}.amazonaws.com"],
    }
    assert not findings(document)


def test_the_replica_is_as_private_as_the_bucket():
    recording = replicated()
    kinds = ("Bucket", "BucketOwnershipControls", "BucketPublicAccessBlock", "BucketPolicy", "BucketCorsConfiguration")
    for kind in kinds:
        assert by_region(recording, f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}").keys() == {HERE, THERE}
    assert all(each.protect for each in of_type(recording, "aws:s3/bucket:Bucket"))


def test_the_workspace_there_uses_the_replica():
    recording = replicated(KEYS)
    replica = by_region(recording, "aws:s3/bucket:Bucket")[THERE]
    assert recording.exports["storage"]["s3"] == {"bucket": replica.outputs["bucket"], "region": THERE}
    found = statements(recording.exports["role"])
    assert {arn for each in found for arn in each["Resource"]} == {
        *(replica.outputs["arn"], f"{replica.outputs['arn']}/*"),
        OTHER_KEY,
    }


def test_people_get_files_of_the_replica_by_the_same_domain():
    recording = replicated(CDN)
    distribution = only(recording, "aws:cloudfront/distribution:Distribution")
    (group,) = distribution.inputs["originGroups"]
    assert distribution.inputs["defaultCacheBehavior"]["targetOriginId"] == group["originId"]
    domains = {each["originId"]: each["domainName"] for each in distribution.inputs["origins"]}
    assert [domains[each["originId"]].split(".s3.")[1] for each in group["members"]] == [
        f"{HERE}.amazonaws.com",
        f"{THERE}.amazonaws.com",
    ]
    # 403 and 404: files that were uploaded to the replica, and have not been copied back.
    assert {403, 404, 503} <= {*group["failoverCriteria"]["statusCodes"]}
    for each in of_type(recording, "aws:s3/bucketPolicy:BucketPolicy"):
        (allowed,) = (each for each in statements(each.inputs["policy"]) if each["Effect"] == "Allow")
        assert allowed["Condition"] == {"StringEquals": {"AWS:SourceArn": distribution.outputs["arn"]}}
    assert recording.exports["storage"]["type"] == "cloudfront"


def test_a_preview_needs_no_value_that_aws_chooses():
    assert replicated({**KEYS, **CDN}, preview=True).resources


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"replica": {"region": HERE}}, f"replica.region and region are both {HERE}: replicate to another region"),
        ({"replica": {}}, "missing argument replica.region"),
        ({"kms_key_arn": KEY}, "kms_key_arn and replica.kms_key_arn belong together: set both or neither"),
        ({"replica": {"region": THERE, "kms_key_arn": OTHER_KEY}}, "kms_key_arn and replica.kms_key_arn belong"),
        (
            {"kms_key_arn": KEY, "replica": {"region": THERE, "kms_key_arn": KEY}},
            f"replica.kms_key_arn {KEY} is not in replica.region {THERE}",
        ),
        ({"bucket": "mine", "replica": {"region": THERE, "bucket": "mine"}}, "bucket and replica.bucket are both mine"),
        ({**CDN, "replica": {"region": THERE, "bucket": "a.b.c"}}, "replica.bucket a.b.c: cloudfront needs a name"),
        ({"replica": {"region": THERE, "bucket": "a..b"}}, "replica.bucket: expected the name of a new bucket"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as caught:
        replicated(args)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
