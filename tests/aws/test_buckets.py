"""Buckets that nobody else reads: their names, and what each of them has."""

from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.buckets import bucket_prefix, create_bucket_policy, create_private_bucket, is_bucket_name
from homelab.offline import RecordedResource, Recording
from tests.aws.linting import findings
from tests.aws.recordings import of_type, only, recorded, statements

KEY = "arn:aws:kms:us-east-1:123456789012:key/abc"
EXPIRY: Any = {"id": "all", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": 1}}


def created(**options: Any) -> Recording:
    arguments: dict[str, Any] = {"lifecycle": [EXPIRY], "force_destroy": False, "region": "eu-central-1", "tags": {}}

    def program() -> None:
        opts: Any = pulumi.ResourceOptions()
        private = create_private_bucket("files", **{**arguments, "opts": opts, **options})
        create_bucket_policy("files", private, region="eu-central-1", opts=opts)

    return recorded(program)


def setting(recording: Recording, kind: str) -> RecordedResource:
    return only(recording, f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}")


def awaited(recording: Recording, kind: str) -> set[str]:
    types = {each.urn: each.type.rpartition(":")[2] for each in recording.resources}
    return {types[urn] for urn in setting(recording, kind).dependencies}


@pytest.mark.parametrize(
    "name",
    [
        *("ab", "a" * 64, "Files", "my_files", "-files", "files-", ".files", "files.", "my..files", "192.168.5.4"),
        *("xn--files", "sthree-files", "amzn-s3-demo-files", "files-s3alias", "files--ol-s3", "files.mrap"),
        *("files--use1-az4--x-s3", "files--table-s3", "files-123456789012-us-east-1-an", "", "fi les", "files\n"),
    ],
)
def test_names_that_s3_refuses_are_refused(name: str):
    assert not is_bucket_name(name)


@pytest.mark.parametrize("name", ["abc", "a" * 63, "chat.example.com", "1-2-3", "10.0.0.1a", "files-xn--1"])
def test_other_names_are_accepted(name: str):
    assert is_bucket_name(name)


@given(st.text(max_size=100) | st.sampled_from(["xn--files", "sthree-", "---", "amzn-s3-demo-bucket", "10.0.0.1"]))
def test_every_component_has_a_bucket_with_a_name_that_s3_permits(name: str):
    # The provider's suffix: time, and a counter.
    assert is_bucket_name(f"{bucket_prefix(name)}20261128140000123400000001")


def test_a_bucket_is_called_like_its_component():
    assert bucket_prefix("Chat Files") == "chat-files-"
    assert setting(created(), "Bucket").inputs["bucketPrefix"] == "files-"
    assert setting(created(bucket="mine"), "Bucket").inputs["bucket"] == "mine"
    assert "bucketPrefix" not in setting(created(bucket="mine"), "Bucket").inputs


def test_nothing_in_a_bucket_is_public():
    block = setting(created(), "BucketPublicAccessBlock").inputs
    assert all(block[name] is True for name in block if name.startswith(("block", "ignore", "restrict")))
    assert {"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"} <= block.keys()
    assert setting(created(), "BucketOwnershipControls").inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


@pytest.mark.parametrize(
    ("key", "encryption"),
    [(None, {"sseAlgorithm": "AES256"}), (KEY, {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY})],
)
def test_objects_are_encrypted(key: str | None, encryption: dict[str, str]):
    (rule,) = setting(created(kms_key_arn=key), "BucketServerSideEncryptionConfiguration").inputs["rules"]
    assert rule == {
        "applyServerSideEncryptionByDefault": encryption,
        "bucketKeyEnabled": True,
        "blockedEncryptionTypes": ["SSE-C"],
    }


def test_what_was_deleted_can_be_restored():
    assert setting(created(), "BucketVersioning").inputs["versioningConfiguration"] == {"status": "Enabled"}


def test_only_encrypted_connections_are_accepted():
    policy = setting(created(), "BucketPolicy").inputs["policy"]
    for statement, condition in zip(
        statements(policy),
        [{"Bool": {"aws:SecureTransport": "false"}}, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}],
        strict=True,
    ):
        assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
        assert statement["Resource"] == [statement["Resource"][0], f"{statement['Resource'][0]}/*"]
        assert statement["Condition"] == condition
    assert not findings(policy)


def test_settings_that_s3_refuses_too_early_wait():
    recording = created()
    assert "BucketVersioning" in awaited(recording, "BucketLifecycleConfiguration")
    assert "BucketPublicAccessBlock" in awaited(recording, "BucketPolicy")


def test_everything_is_in_the_buckets_region():
    assert {each.inputs["region"] for each in created().resources} == {"eu-central-1"}
    assert len(of_type(created(), "aws:s3/bucket:Bucket")) == 1
