"""Backups: what is kept for how long, who may delete it, and where copies are."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from homelab import ArgumentError
from homelab.aws import Backup
from homelab.offline import RecordedResource, Recording
from tests.aws.recordings import ACCOUNT, of_type, only, recorded, statements

DATABASE = f"arn:aws:rds:eu-central-1:{ACCOUNT}:db:rag"
BUCKET = "arn:aws:s3:::example-files"
VOLUMES = f"arn:aws:elasticfilesystem:eu-central-1:{ACCOUNT}:file-system/fs-1"
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/abc"
COPY = {"copy": {"region": "eu-west-1"}}
VAULT, LOCK, PLAN = (
    f"aws:backup/{kind[0].lower()}{kind[1:]}:{kind}" for kind in ("Vault", "VaultLockConfiguration", "Plan")
)


def backup(args: Mapping[str, Any] = MappingProxyType({}), *, preview: bool = False) -> Recording:
    return recorded(
        lambda: Backup("backup", {"resource_arns": [DATABASE, BUCKET], "region": "eu-central-1", **args}),  # type: ignore[typeddict-item]
        preview=preview,
    )


def plan(args: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    return {each["ruleName"]: each for each in only(backup(args), PLAN).inputs["rules"]}


def by_region(recording: Recording, type_: str) -> dict[str, RecordedResource]:
    return {each.inputs["region"]: each for each in of_type(recording, type_)}


def test_backups_of_days_and_months_are_kept():
    rules = plan()
    assert {name: each["lifecycle"] for name, each in rules.items()} == {
        "daily": {"deleteAfter": 35},
        "monthly": {"deleteAfter": 365},
    }
    assert {name: each["schedule"] for name, each in rules.items()} == {
        "daily": "cron(0 2 * * ? *)",
        "monthly": "cron(0 3 1 * ? *)",
    }


def test_file_systems_are_moved_to_cold_storage_on_request():
    args = {"resource_arns": [VOLUMES], "monthly": {"retention_days": 365, "cold_storage_after_days": 30}, **COPY}
    assert plan(args)["monthly"]["lifecycle"] == {"deleteAfter": 365, "coldStorageAfter": 30}
    (copied,) = plan(args)["monthly"]["copyActions"]
    assert copied["lifecycle"] == {"deleteAfter": 365, "coldStorageAfter": 30}


def test_exactly_these_resources_are_backed_up_by_a_role_of_aws_backup():
    recording = backup()
    selection = only(recording, "aws:backup/selection:Selection").inputs
    role = only(recording, "aws:iam/role:Role")
    assert (selection["resources"], selection["iamRoleArn"]) == ([DATABASE, BUCKET], role.outputs["arn"])
    (trust,) = statements(role.inputs["assumeRolePolicy"])
    assert trust["Principal"] == {"Service": "backup.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    attached = of_type(recording, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert {each.inputs["policyArn"].removeprefix("arn:aws:iam::aws:policy/") for each in attached} == {
        "service-role/AWSBackupServiceRolePolicyForBackup",
        "service-role/AWSBackupServiceRolePolicyForRestores",
        "AWSBackupServiceRolePolicyForS3Backup",
        "AWSBackupServiceRolePolicyForS3Restore",
    }


def test_a_vault_has_a_key_of_its_own_that_changes_every_year():
    recording = backup()
    key = only(recording, "aws:kms/key:Key")
    assert (key.inputs["enableKeyRotation"], key.protect) == (True, True)
    assert only(recording, VAULT).inputs["kmsKeyArn"] == key.outputs["arn"]
    assert only(backup({"kms_key_arn": KEY}), VAULT).inputs["kmsKeyArn"] == KEY
    assert of_type(backup({"kms_key_arn": KEY}), "aws:kms/key:Key") == []


def test_backups_are_locked_for_a_week_by_default():
    recording = backup()
    lock = only(recording, LOCK).inputs
    assert (lock["backupVaultName"], lock["minRetentionDays"]) == (only(recording, VAULT).outputs["name"], 7)
    # With it, the lock would be final.
    assert "changeableForDays" not in lock


def test_a_final_lock_is_declared_by_two_arguments():
    lock = only(backup({"lock": {"mode": "compliance", "changeable_for_days": 30, "max_retention_days": 400}}), LOCK)
    assert (lock.inputs["changeableForDays"], lock.inputs["maxRetentionDays"]) == (30, 400)


def test_copies_are_in_another_region_with_a_key_and_a_lock_there():
    recording = backup(COPY)
    vaults, keys, locks = (by_region(recording, type_) for type_ in (VAULT, "aws:kms/key:Key", LOCK))
    assert vaults.keys() == keys.keys() == locks.keys() == {"eu-central-1", "eu-west-1"}
    assert vaults["eu-west-1"].inputs["kmsKeyArn"] == keys["eu-west-1"].outputs["arn"]
    assert locks["eu-west-1"].inputs["backupVaultName"] == vaults["eu-west-1"].outputs["name"]
    for rule in only(recording, PLAN).inputs["rules"]:
        assert rule["targetVaultName"] == vaults["eu-central-1"].outputs["name"]
        (action,) = rule["copyActions"]
        assert action["destinationVaultArn"] == vaults["eu-west-1"].outputs["arn"]
        assert action["lifecycle"] == rule["lifecycle"]


@pytest.mark.parametrize("retain", [True, False])
def test_backups_outlive_the_stack_unless_that_is_unwanted(retain: bool):
    vaults = of_type(backup({"retain": retain, **COPY}), VAULT)
    assert {(each.protect, each.inputs["forceDestroy"]) for each in vaults} == {(retain, not retain)}


def test_a_preview_needs_no_value_that_aws_chooses():
    assert backup(COPY, preview=True).resources


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"resource_arns": []}, "resource_arns: expected ARNs of databases"),
        ({"resource_arns": ["rag"]}, "resource_arns: expected ARNs of databases"),
        (
            {"resource_arns": [f"arn:aws:elasticache:eu-central-1:{ACCOUNT}:replicationgroup:cache"]},
            "resource_arns: expected ARNs of databases",
        ),
        (
            {"resource_arns": [VOLUMES], "monthly": {"retention_days": 100, "cold_storage_after_days": 30}},
            "monthly: retention_days 100 is less than 90 days after cold_storage_after_days 30: expected at least 120",
        ),
        (
            {"monthly": {"retention_days": 365, "cold_storage_after_days": 30}},
            "monthly.cold_storage_after_days has no effect: databases and buckets have no cold storage",
        ),
        ({"daily": {"retention_days": 0}}, "daily.retention_days: expected a whole number from 1 to 36500"),
        ({"daily": {"retention_days": 3}}, "daily.retention_days 3 is less than lock.min_retention_days 7"),
        ({"lock": {"max_retention_days": 90}}, "monthly.retention_days 365 is more than lock.max_retention_days 90"),
        ({"lock": {"min_retention_days": 60}}, "daily.retention_days 35 is less than lock.min_retention_days 60"),
        (
            {"lock": {"min_retention_days": 20, "max_retention_days": 10}},
            "lock: max_retention_days 10 is less than min_retention_days 20",
        ),
        ({"lock": {"mode": "compliance"}}, "lock: missing argument changeable_for_days: after them"),
        ({"lock": {"changeable_for_days": 3}}, "lock: changeable_for_days has no effect with mode governance"),
        (
            {"lock": {"mode": "compliance", "changeable_for_days": 2}},
            "lock.changeable_for_days: expected a whole number from 3",
        ),
        (
            {"retain": False, "lock": {"mode": "compliance", "changeable_for_days": 3}},
            "retain: false and lock.mode compliance are mutually exclusive",
        ),
        ({"copy": {"region": "eu-central-1"}}, "copy.region and region are both eu-central-1"),
        ({"copy": {"region": "Ireland"}}, "copy.region: expected a region of AWS"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as caught:
        backup(args)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
