"""The bucket of LibreChat's files: what it keeps, who reads it, and what a workspace does with it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pulumi
import pytest
import yaml

from homelab import AIWorkspace, ArgumentError
from homelab.aws import FileBucket, PodIdentity
from homelab.aws.policies import policy
from homelab.offline import Recording
from tests.aws.linting import findings, wildcards
from tests.aws.recordings import of_type, only, recorded, statements

KEY = "arn:aws:kms:eu-central-1:123456789012:key/abc"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/abc"
CDN = {"cloudfront": {"domain": "files.example.com", "certificate_arn": CERTIFICATE}}
CHAT = {"domain": "chat.example.com"}


def files(args: Mapping[str, Any] = MappingProxyType({}), *, preview: bool = False) -> Recording:
    def program() -> None:
        created = FileBucket("files", {**CHAT, **args})  # type: ignore[arg-type]  wrong arguments are among them
        pulumi.export("role", policy(created.statements))
        pulumi.export("storage", created.storage)
        pulumi.export("config", created.librechat_config)
        pulumi.export("distribution", [created.distribution_id, created.distribution_domain])

    return recorded(program, preview=preview)


def workspace(args: Mapping[str, Any] = MappingProxyType({})) -> Recording:
    def program() -> None:
        created = FileBucket("files", {**CHAT, **args})  # type: ignore[typeddict-item]
        identity = PodIdentity(
            "librechat",
            {
                "cluster_name": "production",
                "namespace": "ai",
                "service_account": "librechat",
                "statements": created.statements,
            },
        )
        AIWorkspace(
            "ai",
            {
                "namespace": "ai",
                "librechat": {
                    "domain": "chat.example.com",
                    "storage": created.storage,
                    "service_account": identity.service_account,
                    "config": created.librechat_config,
                },
                "openai": {"api_key": "sk-example"},
            },
        )

    return recorded(program)


def variables(recording: Recording, kind: str) -> dict[str, str]:
    data = "data" if kind == "ConfigMap" else "stringData"
    found = [each for each in recording.manifests if each["kind"] == kind and "librechat" in str(each["metadata"])]
    return {name: value for each in found for name, value in each.get(data, {}).items()}


def test_temporary_files_and_previous_versions_are_deleted_after_a_while():
    rules = only(
        files({"lifecycle": {"temporary_days": 7, "previous_versions_days": 90}}),
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    ).inputs["rules"]
    temporary, versions = rules
    assert (temporary["filter"], temporary["expiration"]) == ({"prefix": "tmp/"}, {"days": 7})
    assert versions["filter"] == {"prefix": ""}
    assert versions["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert versions["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert all(each["status"] == "Enabled" for each in rules)


@pytest.mark.parametrize(
    ("domain", "origin"),
    [("chat.example.com", "https://chat.example.com"), ("localhost", "http://localhost:*")],
)
def test_pages_of_the_chat_read_files_and_write_none(domain: str, origin: str):
    (rule,) = only(files({"domain": domain}), "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration").inputs[
        "corsRules"
    ]
    assert (rule["allowedOrigins"], rule["allowedMethods"]) == ([origin], ["GET", "HEAD"])


@pytest.mark.parametrize("retain", [True, False])
def test_files_outlive_the_stack_unless_that_is_unwanted(retain: bool):
    bucket = only(files({"retain": retain}), "aws:s3/bucket:Bucket")
    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (retain, not retain)


def test_the_role_permits_what_librechat_calls():
    recording = files({"region": "eu-central-1", "kms_key_arn": KEY, **CDN})
    arn = only(recording, "aws:s3/bucket:Bucket").outputs["arn"]
    distribution = only(recording, "aws:cloudfront/distribution:Distribution").outputs["arn"]
    found = {tuple(each["Action"]): each for each in statements(recording.exports["role"])}
    assert {actions: each["Resource"] for actions, each in found.items()} == {
        ("s3:DeleteObject", "s3:GetObject", "s3:PutObject"): [f"{arn}/*"],
        ("s3:ListBucket",): [arn],
        ("kms:Decrypt", "kms:GenerateDataKey"): [KEY],
        ("cloudfront:CreateInvalidation",): [distribution],
    }
    assert found["kms:Decrypt", "kms:GenerateDataKey"]["Condition"] == {
        "StringEquals": {"kms:ViaService": ["s3.eu-central-1.amazonaws.com"]}
    }
    assert not findings(recording.exports["role"])
    assert not wildcards(recording.exports["role"])


def test_without_key_and_distribution_the_role_has_the_bucket_alone():
    found = statements(files().exports["role"])
    assert [action for each in found for action in each["Action"]] == [
        *("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
        "s3:ListBucket",
    ]


def test_the_policy_admits_no_service_without_a_distribution():
    found = statements(only(files(), "aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])
    assert {each["Effect"] for each in found} == {"Deny"}


def test_the_policy_admits_that_distribution_only():
    recording = files(CDN)
    document = only(recording, "aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]
    (allowed,) = (each for each in statements(document) if each["Effect"] == "Allow")
    arn = only(recording, "aws:cloudfront/distribution:Distribution").outputs["arn"]
    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    assert allowed["Condition"] == {"StringEquals": {"AWS:SourceArn": arn}}
    assert not findings(document)


@pytest.mark.parametrize("args", [{}, CDN], ids=["bucket", "cloudfront"])
def test_pods_wait_until_people_can_get_files(args: dict[str, Any]):
    recording = workspace(args)
    types = {each.urn: each.type.rpartition(":")[2] for each in recording.resources}
    (variables,) = (
        each
        for each in recording.resources
        if each.type == "kubernetes:core/v1:ConfigMap" and "AWS_BUCKET_NAME" in each.inputs.get("data", {})
    )
    awaited = {types[urn] for urn in variables.dependencies}
    settings = {"BucketPolicy", "BucketServerSideEncryptionConfiguration", "BucketVersioning"}
    assert settings | ({"Distribution"} if args else set()) <= awaited


def test_a_workspace_keeps_files_in_the_bucket_by_its_pods_role():
    recording = workspace({"region": "eu-central-1"})
    plain = variables(recording, "ConfigMap")
    assert plain["AWS_BUCKET_NAME"] == only(recording, "aws:s3/bucket:Bucket").outputs["bucket"]
    assert plain["AWS_REGION"] == "eu-central-1"
    assert "AWS_ACCESS_KEY_ID" not in {**plain, **variables(recording, "Secret")}
    assert yaml.safe_load(plain["librechat.yaml"])["fileStrategy"] == "s3"


def test_a_workspace_gets_files_through_cloudfront_with_signed_cookies():
    recording = workspace(CDN)
    plain = variables(recording, "ConfigMap")
    config = yaml.safe_load(plain["librechat.yaml"])
    assert config["fileStrategy"] == "cloudfront"
    assert config["cloudfront"] == {
        "domain": "https://files.example.com",
        "imageSigning": "cookies",
        "cookieDomain": ".example.com",
        "requireSignedAccess": True,
        "distributionId": only(recording, "aws:cloudfront/distribution:Distribution").id,
        "invalidateOnDelete": True,
    }
    assert plain["CLOUDFRONT_KEY_PAIR_ID"] == only(recording, "aws:cloudfront/publicKey:PublicKey").id


def test_the_private_key_is_in_a_secret_and_nowhere_else():
    recording = workspace(CDN)
    key = only(recording, "tls:index/privateKey:PrivateKey").outputs["privateKeyPem"]
    holders = {each["kind"] for each in recording.manifests if "PRIVATE KEY" in str(each)}
    assert key in recording.secret_values
    assert holders == {"Secret"}
    declared = [each for each in recording.resources if each.type.startswith("aws:")]
    assert not any("PRIVATE KEY" in str(each.inputs) for each in declared)


@pytest.mark.parametrize("args", [{}, {"kms_key_arn": KEY, **CDN}], ids=["bucket", "cloudfront"])
def test_a_preview_needs_no_value_that_aws_chooses(args: dict[str, Any]):
    assert files(args, preview=True).resources


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"bucket": "my..files"}, "bucket: expected the name of a new bucket: 3 to 63 small letters"),
        ({"bucket": "192.168.5.4"}, "bucket: expected the name of a new bucket"),
        ({"bucket": "chat.files", **CDN}, "bucket chat.files: cloudfront needs a name without dots"),
        ({"domain": "https://chat.example.com"}, "domain: expected a domain name without scheme"),
        ({"kms_key_arn": "alias/files"}, "kms_key_arn: expected the ARN of a key of KMS, got 'alias/files'"),
        ({"lifecycle": {"temporary_days": 0}}, "lifecycle.temporary_days: expected a whole number from 1 to 3650"),
        (
            {"cloudfront": {"domain": "files.example.com"}},
            "cloudfront: missing argument: hosted_zone_id, in which a certificate is validated, or certificate_arn",
        ),
        (
            {"cloudfront": {**CDN["cloudfront"], "domain": "files.example.org"}},
            "cloudfront.domain files.example.org and domain chat.example.com need the same parent domain",
        ),
        ({"cloudfront": {**CDN["cloudfront"], "domain": "chat.example.com"}}, "are both chat.example.com"),
        ({"domain": "localhost", **CDN}, "need the same parent domain"),
        (
            {"cloudfront": {**CDN["cloudfront"], "certificate_arn": CERTIFICATE.replace("us-east-1", "eu-west-1")}},
            "cloudfront.certificate_arn: expected the ARN of a certificate of ACM in us-east-1",
        ),
        ({"cloudfront": {**CDN["cloudfront"], "hosted_zone_id": "example.com"}}, "hosted_zone_id: expected the id of"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as caught:
        files(args)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bucket_of_ones_own_name_is_recorded_by_it():
    assert only(files({"bucket": "example-files"}), "aws:s3/bucket:Bucket").outputs["bucket"] == "example-files"
    assert of_type(files(), "aws:cloudfront/distribution:Distribution") == []
