from typing import Any

import pulumi
import pytest

from homelab.components.librechat.storage.args import (
    FileStorageArgs,
    configuration,
    is_shared,
    strategies,
    violations,
)
from homelab.kubernetes import Scale
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.merge import merge
from tests.librechat_config.sound import HIDDEN, PRIVATE_KEY, REFERENCE, assert_sound, checked, refusal

S3: dict[str, Any] = {"bucket": "files", "region": "eu-central-1", "access_key": "id", "secret_key": HIDDEN}
ROLE_S3 = {"bucket": "files", "region": "eu-central-1"}
AZURE = {"connection_string": f"AccountKey={HIDDEN}"}
CLOUDFRONT = {"domain": "https://files.example.com"}
SIGNED = {**CLOUDFRONT, "key_pair_id": "K1", "private_key": PRIVATE_KEY}
RWX = {"access_mode": "ReadWriteMany"}
ACCOUNT = {"name": "files"}


def storage(**args: Any) -> FileStorageArgs:
    return checked(FileStorageArgs, args)


def final(args: FileStorageArgs, config: dict[str, Any] | None = None, **variables: str) -> Configuration:
    derived = configuration(args)
    return Configuration(merge(derived.config, config or {}), derived.variables.overridden_by(Variables(variables)))


def found(config: dict[str, Any] | None = None, replicas: int = 1, **args: Any) -> list[str]:
    given = storage(**args)
    return list(violations(given, final(given, config), Scale(replicas, replicas)))


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({}, Configuration.of({"fileStrategy": "local"})),
        (
            {"type": "s3", "s3": S3},
            Configuration.of(
                {"fileStrategy": "s3"},
                env={
                    "AWS_REGION": "eu-central-1",
                    "AWS_BUCKET_NAME": "files",
                    "S3_URL_EXPIRY_SECONDS": "3600",
                    "AWS_ACCESS_KEY_ID": "id",
                },
                secret_env={"AWS_SECRET_ACCESS_KEY": HIDDEN},
            ),
        ),
        (
            {"type": "s3", "s3": ROLE_S3, "service_account": ACCOUNT},
            Configuration.of(
                {"fileStrategy": "s3"},
                env={"AWS_REGION": "eu-central-1", "AWS_BUCKET_NAME": "files", "S3_URL_EXPIRY_SECONDS": "3600"},
            ),
        ),
        (
            {"type": "azure_blob", "azure_blob": {"connection_string_secret": REFERENCE, "container_name": "mine"}},
            Configuration.of(
                {"fileStrategy": "azure_blob"},
                env={"AZURE_CONTAINER_NAME": "mine", "AZURE_STORAGE_PUBLIC_ACCESS": "false"},
                secret_env={"AZURE_STORAGE_CONNECTION_STRING": REFERENCE},
            ),
        ),
        (
            {"type": "azure_blob", "azure_blob": {"account_name": "chatfiles"}, "service_account": ACCOUNT},
            Configuration.of(
                {"fileStrategy": "azure_blob"},
                env={
                    "AZURE_CONTAINER_NAME": "files",
                    "AZURE_STORAGE_PUBLIC_ACCESS": "false",
                    "AZURE_STORAGE_ACCOUNT_NAME": "chatfiles",
                },
            ),
        ),
    ],
)
def test_storage_is_a_strategy_and_variables(args: dict[str, Any], expected: Configuration):
    made = configuration(storage(**args))
    assert made == expected
    assert_sound(made)


def test_cloudfront_has_a_bucket_and_signs_with_a_key():
    made = configuration(storage(type="cloudfront", s3=S3, cloudfront=SIGNED))
    assert made.config == {"fileStrategy": "cloudfront", "cloudfront": {"domain": "https://files.example.com"}}
    assert made.variables.plain["CLOUDFRONT_KEY_PAIR_ID"] == "K1"
    assert made.variables.secret == {"AWS_SECRET_ACCESS_KEY": HIDDEN, "CLOUDFRONT_PRIVATE_KEY": PRIVATE_KEY}
    assert_sound(made)


def test_another_server_with_s3_s_api_has_paths_for_buckets():
    made = configuration(storage(type="s3", s3={**S3, "endpoint": "http://10.0.0.7:9000"}))
    assert made.variables.plain["AWS_ENDPOINT_URL"] == "http://10.0.0.7:9000"
    assert made.variables.plain["AWS_FORCE_PATH_STYLE"] == "true"


def test_an_access_key_id_output_is_secret():
    later: Any = pulumi.Output.from_input("id")
    made = configuration(storage(type="s3", s3={**S3, "access_key": later}))
    assert isinstance(made.variables.secret["AWS_ACCESS_KEY_ID"], pulumi.Output)
    assert "AWS_ACCESS_KEY_ID" not in made.variables.plain


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, {"local"}),
        ({"fileStrategy": "s3"}, {"s3"}),
        (
            {"fileStrategy": "s3", "fileStrategies": {"avatar": "local", "skills": "azure_blob"}},
            {"s3", "local", "azure_blob"},
        ),
        ({"fileStrategy": 5, "fileStrategies": {"avatar": None}}, set()),
    ],
)
def test_every_kind_of_file_counts(config: dict[str, Any], expected: set[str]):
    assert strategies(config) == expected


@pytest.mark.parametrize(
    ("args", "used", "shared"),
    [
        ({}, {"local"}, False),
        ({"local": RWX}, {"local"}, True),
        ({"s3": S3}, {"s3"}, True),
        ({"s3": S3}, {"s3", "local"}, False),
        ({"s3": S3, "local": RWX}, {"s3", "local"}, True),
    ],
)
def test_files_are_shared_unless_some_are_on_a_volume_of_one_node(args: Any, used: set[str], shared: bool):
    assert is_shared(storage(**args), frozenset(used)) is shared


@pytest.mark.parametrize(
    ("args", "config"),
    [
        ({}, {}),
        ({"type": "s3", "s3": S3}, {}),
        ({"type": "s3", "s3": S3, "local": {}}, {"fileStrategies": {"avatar": "local"}}),
        ({"s3": S3, "azure_blob": AZURE}, {"fileStrategies": {"image": "s3", "document": "azure_blob"}}),
        ({"s3": S3}, {"fileStrategy": "s3"}),
        ({"type": "cloudfront", "s3": S3}, {"cloudfront": {"domain": "https://files.example.com"}}),
    ],
)
def test_storage_that_is_described_and_used_is_let_through(args: dict[str, Any], config: dict[str, Any]):
    assert found(config, **args) == []


@pytest.mark.parametrize(
    ("config", "variables"),
    [
        ({"fileStrategy": "s3"}, {"AWS_BUCKET_NAME": "files"}),
        ({"fileStrategy": "azure_blob"}, {"AZURE_STORAGE_ACCOUNT_NAME": "a"}),
        ({"fileStrategy": "cloudfront", "cloudfront": {}}, {"AWS_BUCKET_NAME": "files"}),
    ],
)
def test_variables_replace_groups(config: dict[str, Any], variables: dict[str, str]):
    assert list(violations({}, final({}, config, **variables), Scale())) == []
    unknown = Configuration({**config, "cloudfront": {}}, Variables(secrets=["may-have-them"]))
    assert list(violations({}, unknown, Scale())) == []


@pytest.mark.parametrize(
    ("args", "config", "message"),
    [
        ({"type": "s3"}, {}, "librechat.storage.s3: missing: file storage s3 needs it, or AWS_BUCKET_NAME"),
        (
            {},
            {"fileStrategies": {"image": "s3"}},
            "librechat.storage.s3: missing: file storage s3 needs it, or AWS_BUCKET_NAME",
        ),
        (
            {"type": "azure_blob"},
            {},
            "librechat.storage.azure_blob: missing: file storage azure_blob needs it, or AZURE_STORAGE_CONNECTION_STR",
        ),
        (
            {"type": "cloudfront", "s3": S3},
            {},
            "librechat.storage.cloudfront: missing: file storage cloudfront needs it, or librechat.config.cloudfront",
        ),
        (
            {"type": "cloudfront", "cloudfront": CLOUDFRONT},
            {},
            "librechat.storage.s3: missing: file storage cloudfront needs it, or AWS_",
        ),
        (
            {"s3": S3},
            {},
            "librechat.storage.s3 has no effect with librechat.storage.type local: remove it, or name it in "
            "librechat.config.fileStrategies",
        ),
        (
            {"type": "s3", "s3": S3, "local": {}},
            {},
            "librechat.storage.local has no effect with librechat.storage.type s3: remove it",
        ),
        (
            {"type": "s3", "s3": S3, "cloudfront": CLOUDFRONT},
            {},
            "librechat.storage.cloudfront has no effect with librechat.storage.type s3",
        ),
        (
            {},
            {"fileStrategy": pulumi.Output.from_input("s3")},
            "librechat.config.fileStrategy: expected plain text, as it decides on the volume, not an Output",
        ),
    ],
)
def test_storage_that_is_missing_or_has_no_effect_is_named(args: Any, config: Any, message: str):
    (problem,) = found(config, **args)
    assert problem.startswith(message)


def test_several_replicas_need_storage_that_they_share():
    (problem,) = found(replicas=2)
    assert problem == (
        "librechat.replicas 2 and files on a ReadWriteOnce volume are mutually exclusive: use "
        "librechat.storage.type s3, or librechat.storage.local.access_mode ReadWriteMany"
    )
    assert found(replicas=2, local=RWX) == []
    assert found({"fileStrategies": {"avatar": "local"}}, 2, type="s3", s3=S3)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"type": "nfs"}, "type: expected one of local, s3, azure_blob, cloudfront, got 'nfs'"),
        ({"typ": "s3"}, "unknown argument typ (did you mean type?)"),
        ({"s3": {}}, "missing argument s3.bucket"),
        ({"s3": {**S3, "bucket": "Files"}}, "s3.bucket: expected the name of a bucket"),
        ({"s3": {**S3, "endpoint": "s3.example.com"}}, "s3.endpoint: expected a URL"),
        ({"s3": {**ROLE_S3, "access_key": "a"}}, "s3: access_key needs secret_key"),
        ({"s3": {**ROLE_S3, "secret_key": "a"}}, "s3: secret_key needs access_key"),
        (
            {"s3": {"bucket": "files", "access_key": "a", "secret_key": HIDDEN}},
            "s3: missing argument: region, such as eu-central-1, unless endpoint names a compatible server",
        ),
        ({"s3": {**S3, "secret_key_secret": REFERENCE}}, "s3: secret_key and secret_key_secret are mutually exclusive"),
        (
            {"s3": {**ROLE_S3, "endpoint": "https://s3.example.com"}, "service_account": {}},
            "s3: endpoint needs access_key and secret_key: a role only works with Amazon's own endpoint",
        ),
        ({"s3": S3, "service_account": {}}, "service_account has no effect without a bucket or account that it grants"),
        ({"service_account": ACCOUNT}, "service_account has no effect"),
        ({"azure_blob": {}}, "azure_blob: missing argument: one of connection_string"),
        (
            {"azure_blob": {**AZURE, "account_name": "chatfiles"}},
            "azure_blob: connection_string and account_name are mutually exclusive",
        ),
        (
            {"azure_blob": {"account_name": "Chat-Files"}, "service_account": ACCOUNT},
            "azure_blob.account_name: expected the name of a storage account",
        ),
        *(
            ({"azure_blob": {**AZURE, "container_name": name}}, "azure_blob.container_name: expected the name of a con")
            for name in ("a--b", "ab")
        ),
        ({"cloudfront": {"domain": "http://files.example.com"}}, "cloudfront.domain: expected a URL"),
        (
            {"cloudfront": {**CLOUDFRONT, "key_pair_id": "K1"}},
            "cloudfront: key_pair_id needs private_key or private_key",
        ),
        ({"cloudfront": {**CLOUDFRONT, "private_key": PRIVATE_KEY}}, "cloudfront: private_key needs key_pair_id"),
        (
            {"cloudfront": {**SIGNED, "private_key": HIDDEN}},
            "cloudfront.private_key: expected a private key in PEM form",
        ),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(FileStorageArgs, args)
