"""Backup: copies of databases and buckets that outlive them, also in another region."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi
import pulumi_aws as aws

from homelab.arguments import Constraint, Rule, check, constrain, rules
from homelab.arguments.constraints import whole_number
from homelab.aws.account import current_account
from homelab.aws.component import KMS_KEY_ARN, REGION, AWSArgs, AWSComponent
from homelab.aws.policies import trust_policy
from homelab.choices import Choice

if TYPE_CHECKING:
    from pulumi_aws.backup import (
        PlanRuleArgsDict,
        PlanRuleCopyActionArgsDict,
        PlanRuleCopyActionLifecycleArgsDict,
        PlanRuleLifecycleArgsDict,
    )

_COLD_MINIMUM = 90
"""Days for which AWS charges cold storage at least."""
_WITHOUT_COLD_STORAGE = frozenset({"rds", "s3"})
_SERVICES = frozenset({*_WITHOUT_COLD_STORAGE, "dynamodb", "ec2", "elasticfilesystem", "fsx"})
_POLICIES = (
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
)
_DAYS = whole_number(1, 36500)


def _service(arn: str) -> str:
    return arn.split(":")[2] if arn.startswith("arn:aws") and arn.count(":") > 2 else ""


def _cold_storage_is_long_enough(group: Mapping[str, Any]) -> Iterable[str]:
    cold = group.get("cold_storage_after_days")
    if cold is not None and group["retention_days"] < cold + _COLD_MINIMUM:
        yield (
            f"retention_days {group['retention_days']} is less than {_COLD_MINIMUM} days after "
            f"cold_storage_after_days {cold}: expected at least {cold + _COLD_MINIMUM}"
        )


@rules(Rule(("retention_days", "cold_storage_after_days"), _cold_storage_is_long_enough))
@constrain(retention_days=_DAYS, cold_storage_after_days=_DAYS)
class RetentionArgs(TypedDict):
    """How long backups are kept."""

    retention_days: int
    """Days after which a backup is deleted."""
    cold_storage_after_days: NotRequired[int]
    """Days after which it is moved to cold storage, where it stays for at least 90: of file systems and tables, as
    databases of RDS and DocumentDB, and buckets have none. Default: never."""


class LockMode(StrEnum):
    """Who may delete backups before their time, or change the lock."""

    GOVERNANCE = "governance"
    """Those who may change the vault's lock."""
    COMPLIANCE = "compliance"
    """Nobody, once ``changeable_for_days`` are over: neither the account's owner nor AWS. This cannot be undone."""


LockModeChoice: TypeAlias = Choice[LockMode, Literal["governance", "compliance"]]


def _lock_is_complete(group: Mapping[str, Any]) -> Iterable[str]:
    is_final = group.get("mode") == LockMode.COMPLIANCE
    if is_final and "changeable_for_days" not in group:
        yield "missing argument changeable_for_days: after them, mode compliance cannot be undone by anybody"
    if not is_final and "changeable_for_days" in group:
        yield "changeable_for_days has no effect with mode governance: remove it, or set mode to compliance"
    least, most = group.get("min_retention_days", 1), group.get("max_retention_days")
    if most is not None and most < least:
        yield f"max_retention_days {most} is less than min_retention_days {least}"


@rules(Rule(("mode", "changeable_for_days", "min_retention_days", "max_retention_days"), _lock_is_complete))
@constrain(
    min_retention_days=_DAYS,
    max_retention_days=_DAYS,
    # AWS's own limits.
    changeable_for_days=whole_number(3, 36500),
)
class BackupLockArgs(TypedDict):
    """A lock on vaults: backups in them cannot be deleted before their time."""

    mode: NotRequired[LockModeChoice]
    """Who may. Default: governance."""
    min_retention_days: NotRequired[int]
    """Days for which a backup must be kept; shorter ones are refused. Default: 7."""
    max_retention_days: NotRequired[int]
    """Days after which a backup must be deleted; longer ones are refused. Default: none."""
    changeable_for_days: NotRequired[int]
    """Days for which the lock can still be removed, for compliance; at least 3. Default: none."""


@constrain(region=REGION, kms_key_arn=KMS_KEY_ARN)
class BackupCopyArgs(TypedDict):
    """Another region that all backups are copied to."""

    region: str
    """The region."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key of KMS in that region for the copies. Default: one is created."""


def _retention_fits_the_lock(group: Mapping[str, Any]) -> Iterable[str]:
    lock = group.get("lock", {})
    least, most = lock.get("min_retention_days", 7), lock.get("max_retention_days")
    for name, retention in _retentions(group).items():
        days = retention["retention_days"]
        if days < least:
            yield f"{name}.retention_days {days} is less than lock.min_retention_days {least}: backups would fail"
        if most is not None and days > most:
            yield f"{name}.retention_days {days} is more than lock.max_retention_days {most}: backups would fail"


def _cold_storage_has_effect(group: Mapping[str, Any]) -> Iterable[str]:
    arns = group["resource_arns"]
    if any(not isinstance(each, str) or _service(each) not in _WITHOUT_COLD_STORAGE for each in arns):
        return
    for name, retention in _retentions(group).items():
        if "cold_storage_after_days" in retention:
            yield f"{name}.cold_storage_after_days has no effect: databases and buckets have no cold storage: remove it"


def _other_region(group: Mapping[str, Any]) -> Iterable[str]:
    if "region" in group and group.get("copy", {}).get("region") == group["region"]:
        yield f"copy.region and region are both {group['region']}: copy to another region"


def _deletable(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("retain") is False and group.get("lock", {}).get("mode") == LockMode.COMPLIANCE:
        yield "retain: false and lock.mode compliance are mutually exclusive: nobody can delete such backups"


@rules(
    Rule(("daily", "monthly", "lock"), _retention_fits_the_lock),
    Rule(("region", "copy.region"), _other_region),
    Rule(("retain", "lock.mode"), _deletable),
)
@constrain(kms_key_arn=KMS_KEY_ARN)
class BackupSettings(AWSArgs):
    """When backups are made, and for how long they are kept."""

    daily: NotRequired[RetentionArgs]
    """Backups of every day. Default: kept for 35 days."""
    monthly: NotRequired[RetentionArgs]
    """Backups of every first day of a month. Default: kept for 365 days."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key of KMS for the vault. Default: one is created."""
    lock: NotRequired[BackupLockArgs]
    """Lock on the vaults. Default: governance; backups are kept for at least 7 days."""
    copy: NotRequired[BackupCopyArgs]
    """Another region that all backups are copied to. Default: none."""


@rules(Rule(("daily", "monthly", "resource_arns"), _cold_storage_has_effect))
@constrain(
    resource_arns=Constraint(
        "ARNs of databases of RDS, Aurora and DocumentDB, versioned buckets, file systems, volumes or tables",
        lambda value: (
            len(value) > 0 and all(not isinstance(each, str) or _service(each) in _SERVICES for each in value)
        ),
    )
)
class BackupArgs(BackupSettings):
    """What is backed up, when, and for how long."""

    resource_arns: list[pulumi.Input[str]]
    """ARNs of databases of RDS, Aurora and DocumentDB, versioned buckets, file systems, volumes and tables. Not of
    ElastiCache, which has snapshots of its own."""


class Backup(AWSComponent):
    """Daily and monthly backups by AWS Backup, in a vault with a key and a lock of its own.

    ```python
    Backup("backup", {"resource_arns": [database.arn, files.bucket_arn], "copy": {"region": "eu-west-1"}})
    ```

    They stay when the databases are deleted, unlike their own automated backups.

    **Cost**: storage of backups by the gigabyte, in each region; traffic of copies to another one; a key of KMS in each
    region; restores.
    """

    vault_arn: pulumi.Output[str]
    """ARN of the vault."""
    copy_vault_arn: pulumi.Output[str] | None
    """ARN of the vault in the other region; None without ``copy``."""
    plan_id: pulumi.Output[str]
    """Id of the plan."""

    def __init__(self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(BackupArgs, args, f"Backup {name!r}")
        super().__init__(name, args, opts)
        lock = args.get("lock", {})
        vault = self._create_vault(name, args.get("kms_key_arn"), lock, self._region)
        copies = self._create_copy_vault(args, lock)
        plan = self._create_plan(args, vault, copies)
        self._select(args, plan, self._create_role())

        self.vault_arn = vault.arn
        self.copy_vault_arn = copies and copies.arn
        self.plan_id = plan.id
        self.register_outputs({"vault_arn": self.vault_arn, "plan_id": self.plan_id})

    def _create_vault(
        self, name: str, kms_key_arn: pulumi.Input[str] | None, lock: BackupLockArgs, region: str | None
    ) -> aws.backup.Vault:
        vault = aws.backup.Vault(
            name,
            kms_key_arn=kms_key_arn or self._create_key(name, region).arn,
            force_destroy=not self._retain,
            region=region,
            tags=self._tagged(name),
            opts=self._options(holds_data=True),
        )
        aws.backup.VaultLockConfiguration(
            name,
            backup_vault_name=vault.name,
            min_retention_days=lock.get("min_retention_days", 7),
            max_retention_days=lock.get("max_retention_days"),
            changeable_for_days=lock.get("changeable_for_days"),
            region=region,
            opts=self._options(),
        )
        return vault

    def _create_key(self, name: str, region: str | None) -> aws.kms.Key:
        return aws.kms.Key(
            name,
            description=f"Backups of {name}",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            region=region,
            tags=self._tagged(name),
            opts=self._options(holds_data=True),
        )

    def _create_copy_vault(self, args: BackupArgs, lock: BackupLockArgs) -> aws.backup.Vault | None:
        if "copy" not in args:
            return None
        copy = args["copy"]
        return self._create_vault(f"{self._name}-copy", copy.get("kms_key_arn"), lock, copy["region"])

    def _create_plan(
        self, args: BackupArgs, vault: aws.backup.Vault, copies: aws.backup.Vault | None
    ) -> aws.backup.Plan:
        retentions = _retentions(args)
        return aws.backup.Plan(
            self._name,
            rules=[
                _rule("daily", "cron(0 2 * * ? *)", retentions["daily"], vault, copies),
                _rule("monthly", "cron(0 3 1 * ? *)", retentions["monthly"], vault, copies),
            ],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_role(self) -> aws.iam.Role:
        account = current_account(self, self._region)
        role = aws.iam.Role(
            self._name,
            assume_role_policy=trust_policy(
                {"Service": "backup.amazonaws.com"},
                ["sts:AssumeRole"],
                {"StringEquals": {"aws:SourceAccount": account.id}},
            ),
            description=f"AWS Backup for {self._name}",
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        for number, policy in enumerate(_POLICIES):
            aws.iam.RolePolicyAttachment(
                f"{self._name}-{number}",
                role=role.name,
                policy_arn=pulumi.Output.concat("arn:", account.partition, ":iam::aws:policy/", policy),
                opts=self._options(),
            )
        return role

    def _select(self, args: BackupArgs, plan: aws.backup.Plan, role: aws.iam.Role) -> None:
        aws.backup.Selection(
            self._name,
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=args["resource_arns"],
            region=self._region,
            opts=self._options(),
        )


def _retentions(args: Mapping[str, Any]) -> dict[str, RetentionArgs]:
    """Retention by the name of the rule."""
    return {
        "daily": args.get("daily", {"retention_days": 35}),
        "monthly": args.get("monthly", {"retention_days": 365}),
    }


def _rule(
    name: str, schedule: str, retention: RetentionArgs, vault: aws.backup.Vault, copies: aws.backup.Vault | None
) -> "PlanRuleArgsDict":
    lifecycle: PlanRuleLifecycleArgsDict = {"delete_after": retention["retention_days"]}
    copied: PlanRuleCopyActionLifecycleArgsDict = {"delete_after": retention["retention_days"]}
    if "cold_storage_after_days" in retention:
        lifecycle["cold_storage_after"] = copied["cold_storage_after"] = retention["cold_storage_after_days"]
    actions: list[PlanRuleCopyActionArgsDict] = (
        [{"destination_vault_arn": copies.arn, "lifecycle": copied}] if copies else []
    )
    return {
        "rule_name": name,
        "target_vault_name": vault.name,
        "schedule": schedule,
        "start_window": 60,
        "completion_window": 480,
        "lifecycle": lifecycle,
        "copy_actions": actions,
        "recovery_point_tags": {"managed-by": "homelab"},
    }
