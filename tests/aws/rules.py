"""Rules as scanners of infrastructure have them, over the resources that a program declares."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from homelab.offline import RecordedResource, Recording
from tests.aws import linting, sdk
from tests.aws.recordings import of_type

ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
_PRIVATE = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}
_ENCRYPTION = (
    *("storage_encrypted", "encrypted", "at_rest_encryption_enabled", "transit_encryption_enabled", "encrypt_at_rest"),
    "node_to_node_encryption",
)
"""Arguments of stores that are encrypted only if they say so, whatever the service."""
_KEYS: Mapping[str, Sequence[str]] = {
    "aws:backup/vault:Vault": ["kmsKeyArn"],
    "aws:sns/topic:Topic": ["kmsMasterKeyId"],
    "aws:sqs/queue:Queue": ["kmsMasterKeyId", "sqsManagedSseEnabled"],
}
"""Stores that are encrypted by one of these."""
_INHERITED = ("replicateSourceDb", "replicationSourceIdentifier", "snapshotIdentifier", "sourceDbClusterIdentifier")
"""What a store has its encryption from."""


class Finding(NamedTuple):
    """A resource, and what is wrong with it."""

    resource: str
    """Its logical name."""
    fault: str


Rule = Callable[[Recording], Iterable[Finding]]


def buckets_are_complete(recording: Recording) -> Iterable[Finding]:
    """Every bucket has its settings, which are resources of their own."""
    for bucket in of_type(recording, "aws:s3/bucket:Bucket"):
        for kind, holds in _BUCKET_SETTINGS.items():
            of_kind = of_type(recording, f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}")
            if not any(holds(each.inputs) for each in of_kind if each.inputs["bucket"] == bucket.id):
                yield Finding(bucket.name, f"no effective {kind}")


_BUCKET_SETTINGS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "BucketOwnershipControls": lambda it: it["rule"] == {"objectOwnership": "BucketOwnerEnforced"},
    "BucketPublicAccessBlock": lambda it: _PRIVATE.items() <= it.items(),
    "BucketServerSideEncryptionConfiguration": lambda it: bool(it["rules"]),
    "BucketVersioning": lambda it: it["versioningConfiguration"]["status"] == "Enabled",
    "BucketLifecycleConfiguration": lambda it: any(each["status"] == "Enabled" for each in it["rules"]),
    "BucketPolicy": lambda it: any(
        each["Effect"] == "Deny" and "aws:SecureTransport" in str(each.get("Condition"))
        for each in json.loads(it["policy"])["Statement"]
    ),
}


def nothing_is_public(recording: Recording) -> Iterable[Finding]:
    """No policy of a resource admits everybody, and no database has a public address."""
    for resource in _of_aws(recording):
        if resource.inputs.get("publiclyAccessible"):
            yield Finding(resource.name, "publiclyAccessible")
        for statement in _statements(resource):
            principal = statement.get("Principal")
            everybody = principal == "*" or "*" in _listed(dict(principal or {}).get("AWS", []))
            if statement["Effect"] == "Allow" and everybody and "Condition" not in statement:
                yield Finding(resource.name, f"everybody may {statement['Action']}")


def security_groups_are_closed(recording: Recording) -> Iterable[Finding]:
    """No security group admits, or reaches, the whole internet."""
    for resource in _of_aws(recording):
        if "security" in resource.type.lower() and (open_to := ANYWHERE & _texts(resource.inputs)):
            yield Finding(resource.name, f"open to {', '.join(sorted(open_to))}")


def stores_are_encrypted(recording: Recording) -> Iterable[Finding]:
    """Whatever can be encrypted is."""
    for resource in _of_aws(recording):
        if any(name in resource.inputs for name in _INHERITED):
            continue
        for argument in _ENCRYPTION:
            name = sdk.wire_name(argument)
            if argument in sdk.arguments(resource.type) and not _is_on(resource.inputs.get(name)):
                yield Finding(resource.name, f"without {name}")
        keys = _KEYS.get(resource.type, [])
        if keys and not any(resource.inputs.get(name) for name in keys):
            yield Finding(resource.name, f"without {' or '.join(keys)}")


def keys_are_rotated(recording: Recording) -> Iterable[Finding]:
    """Every key of KMS gets new material each year."""
    for key in of_type(recording, "aws:kms/key:Key"):
        if not key.inputs.get("enableKeyRotation"):
            yield Finding(key.name, "without enableKeyRotation")


def logs_are_deleted(recording: Recording) -> Iterable[Finding]:
    """Every log group says how long it keeps its events; without that, they are kept and paid for forever."""
    for group in of_type(recording, "aws:cloudwatch/logGroup:LogGroup"):
        if not group.inputs.get("retentionInDays"):
            yield Finding(group.name, "without retentionInDays")


def everything_is_tagged(recording: Recording) -> Iterable[Finding]:
    """Whatever can have tags says who manages it."""
    for resource in _of_aws(recording):
        if "tags" in sdk.arguments(resource.type) and "managed-by" not in resource.inputs.get("tags", {}):
            yield Finding(resource.name, f"{resource.type} without tags")


def roles_are_small(recording: Recording) -> Iterable[Finding]:
    """No role may do everything to something, or something to everything."""
    for resource in _of_aws(recording):
        for statement in _statements(resource):
            if statement["Effect"] != "Allow" or "Resource" not in statement or "Principal" in statement:
                continue
            actions = _listed(statement["Action"])
            broad = [each for each in actions if each == "*" or each.endswith(":*")]
            if broad or any(map(_is_everything, _listed(statement["Resource"]))):
                yield Finding(
                    resource.name, f"{', '.join(broad or actions)} on {', '.join(_listed(statement['Resource']))}"
                )


def policies_are_valid(recording: Recording) -> Iterable[Finding]:
    """Parliament knows every action, resource and condition of roles' policies."""
    for type_ in ("aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy", "aws:s3/bucketPolicy:BucketPolicy"):
        for resource in of_type(recording, type_):
            yield from (Finding(resource.name, fault) for fault in linting.findings(resource.inputs["policy"]))


RULES: Sequence[Rule] = (
    buckets_are_complete,
    nothing_is_public,
    security_groups_are_closed,
    stores_are_encrypted,
    keys_are_rotated,
    logs_are_deleted,
    everything_is_tagged,
    roles_are_small,
    policies_are_valid,
)


def _of_aws(recording: Recording) -> Iterable[RecordedResource]:
    return (each for each in recording.resources if each.custom and not each.read and each.type.startswith("aws:"))


def _statements(resource: RecordedResource) -> Iterable[Mapping[str, Any]]:
    """Statements of all policies among a resource's inputs."""
    for value in resource.inputs.values():
        if isinstance(value, str) and value.startswith("{") and '"Statement"' in value:
            yield from json.loads(value)["Statement"]


def _is_everything(arn: str) -> bool:
    """Whether a resource of a policy is all there are, of all services or of one."""
    return arn == "*" or arn.split(":", 5)[5:] == ["*"]


def _is_on(value: object) -> bool:
    return bool(value.get("enabled")) if isinstance(value, Mapping) else bool(value)


def _texts(value: object) -> frozenset[str]:
    if isinstance(value, Mapping):
        return _texts([*value.values()])
    if isinstance(value, list):
        return frozenset(text for each in value for text in _texts(each))
    return frozenset({value}) if isinstance(value, str) else frozenset()


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
