from typing import Any

import pulumi
import pytest

from homelab import ArgumentError
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.librechat.storage import FileStorage, FileStorageArgs, file_storage, is_shared, storages_in_use
from homelab.components.librechat.storage.cloudfront import config
from homelab.kubernetes import Peer, internet
from homelab.kubernetes.service_account import EKS_POD_IDENTITY_AGENT
from tests.components.recorded import objects

REFERENCE = {"name": "secret", "key": "key"}
S3 = {"bucket": "files", "access_key": "id", "secret_key": "secret"}
ROLE_S3 = {"bucket": "files", "region": "eu-central-1"}
ACCOUNT: dict[str, Any] = {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/files"}}
AZURE = {"connection_string": "DefaultEndpointsProtocol=https;AccountKey=x"}
PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nx"
CLOUDFRONT: dict[str, Any] = {"domain": "https://files.example.com"}
SIGNED = {**CLOUDFRONT, "key_pair_id": "K1", "private_key": PRIVATE_KEY}
COOKIES = {**SIGNED, "image_signing": "cookies", "cookie_domain": ".example.com"}


def checked(args: dict[str, Any]) -> FileStorageArgs:
    return check(FileStorageArgs, args, "storage")


class Server(pulumi.ComponentResource):
    def __init__(self, args: dict[str, Any]):
        super().__init__("test:index:Server", "chat", {})
        app = application(self, "chat", {"namespace": "ai"}, app="librechat", role="chat")
        self.storage = file_storage(app, checked(args))


def made(args: dict[str, Any]) -> tuple[FileStorage, dict[tuple[str, str], Any]]:
    servers: list[Server] = []
    recorded = objects(lambda: servers.append(Server(args)))
    return servers[0].storage, recorded


def environment(args: dict[str, Any]) -> dict[str, Any]:
    return dict(made(args)[0].environment)


def s3(**more: Any) -> dict[str, Any]:
    return {"type": "s3", "s3": {**S3, **more}}


def test_files_are_on_a_volume_that_one_node_mounts():
    storage, recorded = made({})
    assert {path: volume.sub_path for path, volume in storage.mounts.items()} == {
        "/app/uploads": "uploads",
        "/app/client/public/images": "images",
    }
    claim = recorded["PersistentVolumeClaim", "chat-files"]["spec"]
    assert (claim["accessModes"], claim["resources"]["requests"]["storage"]) == (["ReadWriteOnce"], "10Gi")
    assert storage == FileStorage(storage.mounts, {})


def test_a_bucket_is_reached_by_a_key_that_is_in_a_secret():
    storage, recorded = made(s3())
    variables = dict(storage.environment)
    assert variables.pop("AWS_SECRET_ACCESS_KEY")["key"] == "s3-secret-key"  # type: ignore[index]
    assert variables == {
        "AWS_REGION": "us-east-1",
        "AWS_BUCKET_NAME": "files",
        "AWS_ACCESS_KEY_ID": "id",
        "S3_URL_EXPIRY_SECONDS": "3600",
    }
    assert list(recorded) == [("Secret", "chat-s3-secret-key")]
    assert all("empty_dir" in volume.definition for volume in storage.mounts.values())
    assert (storage.backends, storage.service_account) == ((internet(443),), None)


def test_a_key_can_be_in_a_secret_that_exists():
    args = {"type": "s3", "s3": {"bucket": "files", "access_key": "id", "secret_key_secret": REFERENCE}}
    storage, recorded = made(args)
    assert storage.environment["AWS_SECRET_ACCESS_KEY"] == REFERENCE
    assert recorded == {}


@pytest.mark.parametrize(
    ("argument", "variables"),
    [
        ({"region": "eu-north-1"}, {"AWS_REGION": "eu-north-1"}),
        ({"url_expiry_seconds": 60}, {"S3_URL_EXPIRY_SECONDS": "60"}),
        ({"url_refresh_seconds": 1800}, {"S3_REFRESH_EXPIRY_MS": "1800000"}),
        ({"force_path_style": True}, {"AWS_FORCE_PATH_STYLE": "true"}),
        ({"force_path_style": False}, {"AWS_FORCE_PATH_STYLE": None}),
        (
            {"endpoint": "http://minio.example.com:9000"},
            {"AWS_ENDPOINT_URL": "http://minio.example.com:9000", "AWS_FORCE_PATH_STYLE": "true"},
        ),
        (
            {"endpoint": "https://r2.example.com", "force_path_style": False},
            {"AWS_ENDPOINT_URL": "https://r2.example.com", "AWS_FORCE_PATH_STYLE": None},
        ),
    ],
)
def test_arguments_of_a_bucket_are_variables(argument: dict[str, Any], variables: dict[str, str | None]):
    given = environment(s3(**argument))
    assert {name: given.get(name) for name in variables} == variables


def test_another_server_is_the_only_one_that_is_reached():
    (peer,) = made(s3(endpoint="http://10.0.0.7:9000"))[0].backends
    assert peer == Peer([{"ip_block": {"cidr": "10.0.0.7/32"}}], (9000,))


def test_a_role_leaves_the_keys_out_and_asks_the_clouds_own_server_for_them():
    storage, recorded = made({"type": "s3", "s3": ROLE_S3, "service_account": ACCOUNT})
    assert not {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} & storage.environment.keys()
    assert storage.backends == (internet(443), EKS_POD_IDENTITY_AGENT)
    account = recorded["ServiceAccount", "chat"]
    assert account["metadata"]["annotations"] == ACCOUNT["annotations"]
    assert account["automountServiceAccountToken"] is False
    assert storage.service_account is not None


def test_a_service_account_that_exists_is_taken_as_it_is():
    storage, recorded = made({"type": "s3", "s3": ROLE_S3, "service_account": {"name": "files"}})
    assert (storage.service_account, recorded) == ("files", {})


def test_azure_is_reached_by_a_connection_string():
    storage, recorded = made({"type": "azure_blob", "azure_blob": AZURE})
    assert storage.environment["AZURE_STORAGE_CONNECTION_STRING"]["key"] == "azure-blob-connection"  # type: ignore[index]
    assert storage.environment["AZURE_CONTAINER_NAME"] == "files"
    assert storage.environment["AZURE_STORAGE_PUBLIC_ACCESS"] == "false"
    assert list(recorded) == [("Secret", "chat-azure-blob-connection")]
    assert (storage.backends, storage.pod_labels) == ((internet(443),), {})


def test_arguments_of_azure_are_variables():
    args = {"connection_string_secret": REFERENCE, "container_name": "chat-files", "public_access": True}
    given = environment({"type": "azure_blob", "azure_blob": args})
    assert given == {
        "AZURE_STORAGE_CONNECTION_STRING": REFERENCE,
        "AZURE_CONTAINER_NAME": "chat-files",
        "AZURE_STORAGE_PUBLIC_ACCESS": "true",
    }


def test_an_identity_of_azure_needs_a_label_on_the_pod():
    storage, _ = made(
        {"type": "azure_blob", "azure_blob": {"account_name": "chatfiles"}, "service_account": {"name": "files"}}
    )
    assert storage.environment["AZURE_STORAGE_ACCOUNT_NAME"] == "chatfiles"
    assert "AZURE_STORAGE_CONNECTION_STRING" not in storage.environment
    assert storage.pod_labels == {"azure.workload.identity/use": "true"}
    assert storage.backends == (internet(443),)


def test_cloudfront_signs_with_a_key_that_is_in_a_secret():
    args = {"type": "cloudfront", "s3": S3, "cloudfront": COOKIES}
    given = environment(args)
    assert given["CLOUDFRONT_KEY_PAIR_ID"] == "K1"
    assert given["CLOUDFRONT_PRIVATE_KEY"]["key"] == "cloudfront-private-key"
    assert given["AWS_BUCKET_NAME"] == "files"
    reference = {**CLOUDFRONT, "key_pair_id": "K1", "private_key_secret": REFERENCE}
    assert environment({**args, "cloudfront": reference})["CLOUDFRONT_PRIVATE_KEY"] == REFERENCE


def test_the_rest_of_cloudfront_is_said_in_librechats_words_and_without_secrets():
    cloudfront = {
        **COOKIES,
        "url_expiry_seconds": 1,
        "require_signed_access": True,
        "cookie_expiry_seconds": 2,
        "invalidate_on_delete": True,
        "distribution_id": "E1",
        "storage_region": "eu-north-1",
        "include_region_in_path": True,
    }
    storage = checked({"type": "cloudfront", "s3": S3, "cloudfront": cloudfront})
    assert config(storage["cloudfront"]) == {
        "domain": "https://files.example.com",
        "distributionId": "E1",
        "invalidateOnDelete": True,
        "imageSigning": "cookies",
        "urlExpiry": 1,
        "cookieExpiry": 2,
        "cookieDomain": ".example.com",
        "storageRegion": "eu-north-1",
        "includeRegionInPath": True,
        "requireSignedAccess": True,
    }


def test_mixed_storage_has_the_volume_and_the_bucket():
    storage, recorded = made({**s3(), "file_strategies": {"avatar": "local"}})
    assert ("PersistentVolumeClaim", "chat-files") in recorded
    assert storage.mounts["/app/uploads"].sub_path == "uploads"
    assert storage.environment["AWS_BUCKET_NAME"] == "files"


RWX = {"access_mode": "ReadWriteMany"}


@pytest.mark.parametrize(
    ("args", "shared"),
    [
        ({}, False),
        ({"local": RWX}, True),
        (s3(), True),
        ({**s3(), "file_strategies": {"image": "local"}}, False),
        ({**s3(), "file_strategies": {"image": "local"}, "local": RWX}, True),
        ({"s3": S3, "file_strategies": {"image": "s3", "document": "s3", "avatar": "s3", "skills": "s3"}}, False),
        ({"type": "azure_blob", "azure_blob": AZURE}, True),
        ({"type": "cloudfront", "s3": S3, "cloudfront": CLOUDFRONT}, True),
    ],
)
def test_files_are_shared_unless_some_are_on_a_volume_of_one_node(args: dict[str, Any], shared: bool):
    assert is_shared(checked(args)) is shared


def test_every_kind_of_file_counts_as_use():
    args = {"file_strategies": {"avatar": "azure_blob", "skills": "s3"}, "s3": S3, "azure_blob": AZURE}
    assert storages_in_use(checked(args)) == {"local", "azure_blob", "s3"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"type": "nfs"}, "type: expected one of local, s3, azure_blob, cloudfront, got 'nfs'"),
        ({"type": "S3", "s3": S3}, "type: expected one of local, s3, azure_blob, cloudfront, got 'S3'"),
        ({"typ": "s3"}, r"unknown argument typ \(did you mean type\?\)"),
        ({"type": "s3"}, "type s3 needs the group s3"),
        ({"type": "azure_blob"}, "type azure_blob needs the group azure_blob"),
        ({"type": "cloudfront", "s3": S3}, "type cloudfront needs the group cloudfront"),
        ({"type": "cloudfront", "cloudfront": CLOUDFRONT}, "type cloudfront needs the group s3"),
        ({"file_strategies": {"image": "s3"}}, r"file_strategies\.image s3 needs the group s3"),
        ({"file_strategies": {"default": "s3"}}, r"unknown argument file_strategies\.default"),
        ({"s3": S3}, "type local and the group s3 are mutually exclusive: remove one, or name s3 in file_strategies"),
        ({**s3(), "local": {}}, "type s3 and the group local are mutually exclusive"),
        ({**s3(), "cloudfront": CLOUDFRONT}, "type s3 and the group cloudfront are mutually exclusive"),
        ({"type": "s3", "s3": {}}, r"missing argument s3\.bucket"),
        (s3(bucket="Files"), r"s3\.bucket: expected the name of a bucket"),
        ({"type": "s3", "s3": ROLE_S3}, "s3 needs access_key and secret_key, or the group service_account with a role"),
        ({"type": "s3", "s3": {"bucket": "files", "access_key": "a"}}, "s3: access_key needs secret_key"),
        ({"type": "s3", "s3": {"bucket": "files", "secret_key": "a"}}, "s3: secret_key needs access_key"),
        (s3(secret_key_secret=REFERENCE), "s3: secret_key and secret_key_secret are mutually exclusive"),
        ({**s3(), "service_account": {}}, "service_account has no effect without a bucket or account that it opens"),
        ({"service_account": {"name": "a"}}, "service_account has no effect"),
        (
            {"type": "s3", "s3": {**ROLE_S3, "endpoint": "https://s3.example.com"}, "service_account": {}},
            "s3: endpoint needs access_key and secret_key: a role works with Amazon's own address alone",
        ),
        (
            {"type": "s3", "s3": ROLE_S3, "service_account": {"name": "a", "annotations": {"a": "b"}}},
            "service_account: annotations has no effect with name",
        ),
        (
            {"type": "s3", "s3": ROLE_S3, "service_account": {"name": "A_B"}},
            r"service_account\.name: expected the name of a Kubernetes object",
        ),
        (s3(endpoint="s3.example.com"), r"s3\.endpoint: expected a URL"),
        (s3(url_expiry_seconds=604_801), r"s3\.url_expiry_seconds: expected a whole number from 60 to 604800"),
        (
            s3(url_expiry_seconds=60, url_refresh_seconds=60),
            "url_refresh_seconds 60 is not below url_expiry_seconds 60",
        ),
        (s3(url_refresh_seconds=3600), "url_refresh_seconds 3600 is not below url_expiry_seconds 3600"),
        (s3(force_path_style="yes"), r"s3\.force_path_style: expected true or false"),
        ({"type": "azure_blob", "azure_blob": {}}, "azure_blob: missing argument: one of connection_string"),
        (
            {"type": "azure_blob", "azure_blob": {**AZURE, "account_name": "chatfiles"}},
            "azure_blob: connection_string and account_name are mutually exclusive",
        ),
        (
            {"type": "azure_blob", "azure_blob": {"account_name": "chatfiles"}},
            r"azure_blob\.account_name needs the group service_account",
        ),
        (
            {"type": "azure_blob", "azure_blob": {"account_name": "Chat-Files"}},
            r"azure_blob\.account_name: expected the name of a storage account",
        ),
        (
            {"type": "azure_blob", "azure_blob": {**AZURE, "container_name": "a--b"}},
            r"azure_blob\.container_name: expected the name of a container",
        ),
        (
            {"type": "azure_blob", "azure_blob": {**AZURE, "container_name": "ab"}},
            r"azure_blob\.container_name: expected the name of a container",
        ),
    ],
)
def test_refuses(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        checked(args)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("cloudfront", "message"),
    [
        ({"domain": "files.example.com"}, "domain: expected a URL"),
        ({"domain": "http://files.example.com"}, "domain: expected a URL"),
        ({**COOKIES, "image_signing": "url"}, "image_signing: expected one of none, cookies, got 'url'"),
        ({**CLOUDFRONT, "key_pair_id": "K1"}, "key_pair_id needs private_key or private_key_secret"),
        ({**CLOUDFRONT, "private_key": PRIVATE_KEY}, "private_key needs key_pair_id"),
        ({**SIGNED, "private_key": "x"}, "private_key: expected a private key in PEM form, got a value of type str"),
        ({**SIGNED, "image_signing": "cookies"}, "image_signing cookies needs cookie_domain"),
        ({**CLOUDFRONT, "image_signing": "cookies"}, "image_signing cookies needs key_pair_id"),
        ({**COOKIES, "cookie_domain": "example.com"}, "cookie_domain: expected a domain that begins with a dot"),
        ({**SIGNED, "cookie_domain": ".example.com"}, "cookie_domain has no effect with image_signing none"),
        ({**SIGNED, "cookie_expiry_seconds": 7}, "cookie_expiry_seconds has no effect with image_signing none"),
        ({**SIGNED, "require_signed_access": True}, "require_signed_access needs image_signing cookies, not none"),
        ({**CLOUDFRONT, "url_expiry_seconds": 7}, "url_expiry_seconds has no effect without key_pair_id"),
        ({**CLOUDFRONT, "invalidate_on_delete": True}, "invalidate_on_delete needs distribution_id"),
        ({**CLOUDFRONT, "distribution_id": "E"}, "distribution_id has no effect without invalidate_on_delete"),
    ],
)
def test_refuses_of_cloudfront_what_librechat_would_refuse_or_ignore(cloudfront: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=rf"cloudfront[.:] ?{message}"):
        checked({"type": "cloudfront", "s3": S3, "cloudfront": cloudfront})
