"""Objects of a workspace's backup."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from homelab import ArgumentError, Backup
from tests.components.recorded import Manifest, objects
from tests.objects import restricted_violations

S3 = {"bucket": "backups", "access_key": "a", "secret_key": "s3-secret-key"}
KEYS = {"recipients": ["age1" + "q" * 58]}
DOCUMENTS: Any = {
    "uri": {"name": "documents", "key": "uri"},
    "port": 27017,
    "workload": "ws-documentdb",
    "administrator_password": {"name": "documents-root", "key": "root"},
}
VECTORS: Any = {
    "host": "ws-pgvector.ai.svc.cluster.local",
    "port": 5432,
    "database": "rag",
    "username": "rag",
    "password": {"name": "vectors", "key": "password"},
    "workload": "ws-pgvector",
}
FILES = {"claim": "ws-librechat-files", "shared": False, "workload": "ws-librechat"}


def backup(**more: Any) -> dict[tuple[str, str], Manifest]:
    args: Any = {
        "namespace": "ai",
        "workspace": "ws",
        "repository": {"s3": S3},
        "password": "repository-password",
        "keys": KEYS,
        "documentdb": DOCUMENTS,
        "pgvector": VECTORS,
        "files": FILES,
        **more,
    }
    return objects(lambda: Backup("ws-backup", args))


def job(made: Mapping[tuple[str, str], Manifest], name: str) -> Manifest:
    return made["CronJob", name]["spec"]["jobTemplate"]["spec"]


def pod(made: Mapping[tuple[str, str], Manifest], name: str) -> Manifest:
    return job(made, name)["template"]["spec"]


def steps(made: Mapping[tuple[str, str], Manifest], name: str) -> list[Manifest]:
    """Containers in the order in which they run."""
    spec = pod(made, name)
    return [*spec.get("initContainers", []), *spec["containers"]]


def scripts(made: Mapping[tuple[str, str], Manifest], name: str) -> list[str]:
    return [each["command"][-1].removeprefix("/scripts/").removesuffix(".sh") for each in steps(made, name)]


def variables(step: Manifest) -> dict[str, Any]:
    return {
        each["name"]: each["value"] if "value" in each else each["valueFrom"]["secretKeyRef"] for each in step["env"]
    }


def peers(made: Mapping[tuple[str, str], Manifest], name: str) -> set[str]:
    """Workloads that a policy lets its pods connect to."""
    rules = made["NetworkPolicy", name]["spec"]["egress"]
    selectors = [to.get("podSelector", {}).get("matchLabels", {}) for rule in rules for to in rule.get("to", [])]
    return {each["app.kubernetes.io/instance"] for each in selectors if "app.kubernetes.io/instance" in each}


def test_the_document_database_is_dumped_first_and_the_snapshot_is_made_last():
    assert scripts(backup(), "ws-backup") == ["documents-dump", "vectors-dump", "keys", "backup"]


def test_a_restore_fetches_and_checks_everything_before_it_changes_anything():
    assert scripts(backup(), "ws-restore") == [
        "fetch",
        *("documents-check", "vectors-check"),
        *("documents-restore", "vectors-restore", "files-restore"),
    ]


def test_a_restore_is_suspended_lists_unless_it_is_told_to_restore_and_is_not_repeated():
    made = backup()
    assert made["CronJob", "ws-restore"]["spec"]["suspend"] is True
    assert {variables(each)["ACTION"] for each in steps(made, "ws-restore")} == {"list"}
    assert job(made, "ws-restore")["backoffLimit"] == 0


def test_a_rehearsal_restores_where_nobody_works_and_cannot_reach_the_vectors():
    made = backup(rehearsal={})
    assert scripts(made, "ws-rehearsal") == ["fetch", "documents-rehearsal", "vectors-rehearsal", "rehearsal"]
    assert peers(made, "ws-rehearsal") == {"ws-documentdb"}
    assert "persistentVolumeClaim" not in str(pod(made, "ws-rehearsal"))
    assert ("CronJob", "ws-rehearsal") not in backup()


def test_jobs_end_in_time_are_not_evicted_and_never_run_beside_each_other():
    made = backup(deadline_minutes=5)
    spec = made["CronJob", "ws-backup"]["spec"]
    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["startingDeadlineSeconds"] == 3600
    assert job(made, "ws-backup")["activeDeadlineSeconds"] == 300
    annotations = job(made, "ws-backup")["template"]["metadata"]["annotations"]
    assert annotations["cluster-autoscaler.kubernetes.io/safe-to-evict"] == "false"
    actions = [each["action"] for each in job(made, "ws-backup")["podFailurePolicy"]["rules"]]
    assert actions == ["FailJob", "Ignore"]


@pytest.mark.parametrize("name", ["ws-backup", "ws-restore", "ws-rehearsal"])
def test_pods_are_restricted_and_have_no_token(name: str):
    made = backup(rehearsal={})
    workload = {**made["CronJob", name], "kind": "Job", "spec": {"template": job(made, name)["template"]}}
    assert [*restricted_violations(workload)] == []
    assert pod(made, name)["automountServiceAccountToken"] is False
    assert all(each["resources"]["limits"]["memory"] for each in steps(made, name))


def test_no_secret_is_in_a_variable_a_command_or_a_config_map():
    made = backup(repository={"s3": S3}, rehearsal={})
    plain = str([each for (kind, _), each in made.items() if kind != "Secret"])
    assert "repository-password" not in plain
    assert "s3-secret-key" not in plain


def test_a_backup_reaches_its_databases_and_the_repository_and_nothing_else():
    made = backup(repository={"rest": {"url": "https://10.9.8.7:8000/ws"}})
    rules = made["NetworkPolicy", "ws-backup"]["spec"]["egress"]
    blocks = {to["ipBlock"]["cidr"] for rule in rules for to in rule["to"] if "ipBlock" in to}
    assert peers(made, "ws-backup") == {"ws-documentdb", "ws-pgvector"}
    # Beside caches of DNS on the node.
    assert {each for each in blocks if not each.startswith("169.254.")} == {"10.9.8.7/32"}
    assert "ingress" not in made["NetworkPolicy", "ws-backup"]["spec"]


def test_a_backup_runs_beside_librechat_whose_volume_no_other_node_may_mount():
    (term,) = pod(backup(), "ws-backup")["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    # With its own pod among them, the scheduler takes any node while LibreChat does not run.
    assert term["labelSelector"]["matchExpressions"][0]["values"] == ["ws-librechat", "ws-backup"]
    assert "affinity" not in pod(backup(files={**FILES, "shared": True}), "ws-backup")
    # LibreChat does not run meanwhile.
    assert "affinity" not in pod(backup(), "ws-restore")


def test_affinity_of_the_user_stays():
    own = {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}}
    affinity = pod(backup(pods={"affinity": own}), "ws-backup")["affinity"]
    assert affinity.keys() == {"nodeAffinity", "podAffinity"}


def test_files_are_read_only_for_a_backup_and_for_what_checks_them():
    made = backup()

    def writable(name: str) -> list[str]:
        mounts = {each["name"]: each["volumeMounts"] for each in steps(made, name)}
        return [
            step
            for step, found in mounts.items()
            for mount in found
            if mount["mountPath"] == "/files" and not mount.get("readOnly")
        ]

    assert writable("ws-backup") == []
    assert writable("ws-restore") == ["files-restore"]


def test_mongodb_is_dumped_whole_with_its_oplog_by_root_and_ferretdb_is_not():
    first, *_ = steps(backup(engine="mongodb"), "ws-backup")
    assert variables(first)["OPLOG"] == "true"
    assert variables(first)["MONGO_URI"] == (
        "mongodb://root:$(MONGO_ROOT_PASSWORD)@ws-documentdb.ai.svc.cluster.local:27017/"
        "?authSource=admin&directConnection=true"
    )
    # The kubelet replaces what stands before.
    names = [each["name"] for each in first["env"]]
    assert names.index("MONGO_ROOT_PASSWORD") < names.index("MONGO_URI")
    assert "OPLOG" not in variables(steps(backup(), "ws-backup")[0])


def test_keys_are_those_without_which_a_restored_database_is_garbage():
    credentials = {
        name: {"name": "credentials", "key": name.upper()}
        for name in ("creds_key", "creds_iv", "jwt_secret", "jwt_refresh_secret", "metrics_secret")
    }
    made = backup(credentials=credentials)
    keys = next(each for each in steps(made, "ws-backup") if each["name"] == "keys")
    assert variables(keys)["RECIPIENTS"] == KEYS["recipients"][0]
    (volume,) = (each for each in pod(made, "ws-backup")["volumes"] if each["name"] == "keys")
    assert [each["secret"]["items"][0]["path"] for each in volume["projected"]["sources"]] == [
        *("CREDS_IV", "CREDS_KEY", "DOCUMENTDB_ADMINISTRATOR_PASSWORD", "DOCUMENTDB_URI"),
        *("JWT_REFRESH_SECRET", "JWT_SECRET", "PGVECTOR_PASSWORD"),
    ]


def test_keys_are_not_silently_absent():
    for keys in ({}, {"kept_elsewhere": False}):
        with pytest.raises(ArgumentError, match=r"keys"):
            backup(keys=keys)
    assert "keys" not in scripts(backup(keys={"kept_elsewhere": True}), "ws-backup")


def test_a_password_is_asked_for_because_a_generated_one_would_be_lost_with_the_cluster():
    with pytest.raises(ArgumentError, match="missing argument: one of password, password_secret"):
        objects(
            lambda: Backup("b", {"namespace": "ai", "workspace": "ws", "repository": {"s3": S3}, "keys": KEYS})  # type: ignore[typeddict-item]
        )


@pytest.mark.parametrize(
    ("repository", "location", "secrets"),
    [
        ({"s3": {**S3, "region": "eu-west-1"}}, "s3:https://s3.eu-west-1.amazonaws.com/backups", ["s3"]),
        ({"s3": {**S3, "endpoint": "http://s3:9000/", "prefix": "a/b"}}, "s3:http://s3:9000/backups/a/b", ["s3"]),
        ({"azure": {"account": "abc", "container": "backups", "account_key": "k"}}, "azure:backups:/", ["azure"]),
        ({"gcs": {"bucket": "backups", "prefix": "p"}, "service_account": {}}, "gs:backups:/p", []),
        ({"rest": {"url": "https://b.example.com/ws"}}, "rest:https://b.example.com/ws", []),
        ({"volume": {"claim": "nfs", "prefix": "p"}}, "/repository/p", []),
    ],
)
def test_each_repository_has_its_location_and_credentials(repository: Any, location: str, secrets: Sequence[str]):
    made = backup(repository=repository)
    restic = steps(made, "ws-backup")[-1]
    assert variables(restic)["RESTIC_REPOSITORY"] == location
    references = [each["key"] for each in variables(restic).values() if isinstance(each, Mapping)]
    assert references == [*secrets, "password"]


def test_without_a_key_a_role_is_needed_and_with_one_it_is_not():
    for repository in ({"s3": {"bucket": "backups"}}, {"s3": S3, "service_account": {}}):
        with pytest.raises(ArgumentError, match="service_account"):
            backup(repository=repository)
    made = backup(repository={"azure": {"account": "abc", "container": "backups"}, "service_account": {"name": "role"}})
    assert pod(made, "ws-backup")["serviceAccountName"] == "role"
    labels = job(made, "ws-backup")["template"]["metadata"]["labels"]
    assert labels["azure.workload.identity/use"] == "true"


def test_nothing_is_forgotten_in_a_repository_that_only_takes():
    assert variables(steps(backup(retention={"enabled": False}), "ws-backup")[-1])["FORGET"] == "false"
    with pytest.raises(ArgumentError, match="keep at least one"):
        backup(retention={"daily": 0, "weekly": 0, "monthly": 0})


def test_each_name_is_a_snapshot_of_every_volume():
    made = backup(
        volume_snapshots={"names": ["a", "b"], "class_name": "csi"}, claims={"files": "one", "vectors": "two"}
    )
    found = {each["metadata"]["name"]: each["spec"] for (kind, _), each in made.items() if kind == "VolumeSnapshot"}
    assert found.keys() == {"one-a", "one-b", "two-a", "two-b"}
    assert found["one-a"] == {"source": {"persistentVolumeClaimName": "one"}, "volumeSnapshotClassName": "csi"}


def test_velero_takes_volumes_and_secrets_of_this_namespace_alone():
    made = backup(velero={})
    (schedule,) = (each for (kind, _), each in made.items() if kind == "Schedule")
    template = schedule["spec"]["template"]
    assert template["includedNamespaces"] == ["ai"]
    assert template["includedResources"] == ["persistentvolumeclaims", "persistentvolumes", "secrets"]
    assert template["snapshotMoveData"] is True
    assert schedule["metadata"]["namespace"] == "velero"
