from typing import Any

import pulumi

from homelab.components.base import application
from homelab.components.librechat.storage.args import FileStorageArgs
from homelab.components.librechat.storage.storage import FileStorage, create_file_storage
from homelab.kubernetes.service_account import EKS_POD_IDENTITY_AGENT
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from tests.components.recorded import objects
from tests.librechat_config.sound import checked

S3 = {"bucket": "files", "region": "eu-central-1", "access_key": "id", "secret_key": "secret"}
ACCOUNT: dict[str, Any] = {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/files"}}


def created(config: dict[str, Any], *variables: str, **args: Any) -> tuple[FileStorage, dict[tuple[str, str], Any]]:
    storages: list[FileStorage] = []

    def program() -> None:
        app = application(
            pulumi.ComponentResource("test:index:Server", "chat"),
            "chat",
            {"namespace": "ai"},
            app="librechat",
            role="chat",
        )
        configuration = Configuration(config, Variables(dict.fromkeys(variables, "x")))
        storages.append(create_file_storage(app, checked(FileStorageArgs, args), configuration))

    made = objects(program)
    return storages[0], made


def test_files_are_on_a_volume_that_one_node_mounts():
    storage, made = created({"fileStrategy": "local"})
    assert {path: volume.sub_path for path, volume in storage.mounts.items()} == {
        "/app/uploads": "uploads",
        "/app/client/public/images": "images",
    }
    claim = made["PersistentVolumeClaim", "chat-files"]["spec"]
    assert (claim["accessModes"], claim["resources"]["requests"]["storage"]) == (["ReadWriteOnce"], "10Gi")
    assert (storage.backends, storage.service_account, dict(storage.pod_labels)) == ((), None, {})


def test_s3_mounts_an_ephemeral_upload_folder():
    storage, made = created({"fileStrategy": "s3"}, s3=S3)
    assert made == {}
    assert all("empty_dir" in volume.definition for volume in storage.mounts.values())


def test_some_files_on_a_volume_need_it():
    _, made = created({"fileStrategy": "s3", "fileStrategies": {"avatar": "local"}}, s3=S3, local={"size": "5Gi"})
    assert made["PersistentVolumeClaim", "chat-files"]["spec"]["resources"]["requests"]["storage"] == "5Gi"


def test_a_role_has_a_service_account_and_access_to_the_pod_identity_agent():
    storage, made = created(
        {"fileStrategy": "s3"}, s3={"bucket": "files", "region": "eu-central-1"}, service_account=ACCOUNT
    )
    assert storage.backends == (EKS_POD_IDENTITY_AGENT,)
    account = made["ServiceAccount", "chat"]
    assert account["metadata"]["annotations"] == ACCOUNT["annotations"]
    assert account["automountServiceAccountToken"] is False


def test_an_existing_account_is_used_as_it_is():
    storage, made = created(
        {"fileStrategy": "s3"}, s3={"bucket": "files", "region": "eu-central-1"}, service_account={"name": "files"}
    )
    assert (storage.service_account, made) == ("files", {})


def test_an_identity_of_azure_s_needs_a_label_on_the_pod():
    label = {"azure.workload.identity/use": "true"}
    config = {"fileStrategy": "azure_blob"}
    assert created(config, "AZURE_STORAGE_ACCOUNT_NAME")[0].pod_labels == label
    assert created(config, "AZURE_STORAGE_CONNECTION_STRING")[0].pod_labels == {}
    assert created(config, "AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_CONNECTION_STRING")[0].pod_labels == {}
