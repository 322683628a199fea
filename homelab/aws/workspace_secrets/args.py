"""Arguments of `WorkspaceSecrets`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, DNS_LABEL, NAME, NAMESPACE, matching, whole_number
from homelab.aws.component import ARN, IAM_ARN, REGION, AWSArgs
from homelab.components.secret_roles import role

_KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@constrain(length=whole_number(16, 512), rotation=COUNTER)
class GeneratedArgs(TypedDict):
    """A value that is generated."""

    length: NotRequired[int]
    """Number of characters. Default: 32."""
    hexadecimal: NotRequired[bool]
    """Hexadecimal digits instead of letters and digits. Default: false."""
    rotation: NotRequired[int]
    """A new number generates a new value. Default: 0."""


def _has_keys(value: Mapping[str, Any]) -> bool:
    return all(map(_KEY.fullmatch, value))


@rules(
    mutually_exclusive("filled_outside", "existing_arn"),
    no_effect_with("filled_outside", "values", "generate"),
    no_effect_with("existing_arn", "values", "generate"),
)
@constrain(
    values=Constraint("a map of secrets, whose keys are letters, digits and -._", _has_keys, secret=True),
    generate=Constraint("a map of values to generate, whose keys are letters, digits and -._", _has_keys),
    filled_outside=Constraint(
        "a list of different names of environment variables",
        lambda value: len({*value}) == len(value) and all(map(_VARIABLE.fullmatch, value)),
    ),
    existing_arn=matching(
        r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:\S+", "the ARN of a secret in Secrets Manager"
    ),
)
class SecretArgs(TypedDict):
    """A secret with several keys."""

    values: NotRequired[dict[str, pulumi.Input[str]]]
    """Values by key, such as ``{"OPENAI_API_KEY": config.require_secret("openai")}``. Pulumi's state has them,
    encrypted. Default: none."""
    generate: NotRequired[dict[str, GeneratedArgs]]
    """Values to generate by key, in addition to those of the role. Pulumi's state has them, encrypted. Default:
    none."""
    filled_outside: NotRequired[list[str]]
    """The secret is created empty, and somebody else puts its values in, by `WorkspaceSecrets.fill_commands`: neither
    program nor state has them. Keys, in addition to those of the role: environment variables which the command takes
    them from. Default: the program has the values."""
    existing_arn: NotRequired[pulumi.Input[str]]
    """ARN of an existing secret with these keys, such as a replica in this region; none is created then. Default:
    none."""


@constrain(region=REGION, kms_key_arn=ARN)
class ReplicaArgs(TypedDict):
    """A copy in another region."""

    region: str
    """Its region."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of a KMS key there. Default: AWS's own."""


@constrain(cluster_name=NAME, oidc_provider_arn=IAM_ARN, permissions_boundary=IAM_ARN)
class StoreIdentityArgs(TypedDict):
    """A ServiceAccount with a role of its own, by IRSA, which External Secrets reads as."""

    cluster_name: pulumi.Input[str]
    """Name of the EKS cluster."""
    oidc_provider_arn: pulumi.Input[str]
    """The cluster's OpenID Connect provider in IAM."""
    permissions_boundary: NotRequired[pulumi.Input[str]]
    """ARN of the policy that bounds the role. Default: none."""


def _replicas_are_elsewhere(group: Mapping[str, Any]) -> Iterable[str]:
    regions = [each["region"] for each in group.get("replicas", [])]
    if len({*regions}) < len(regions):
        yield "replicas: two are in the same region: remove one"
    if group.get("region") in regions:
        yield f"replicas: region {group['region']} has the secrets themselves: remove it"


def _recovery_fits(group: Mapping[str, Any]) -> Iterable[str]:
    days = group.get("recovery_days")
    if days is not None and days != 0 and days < 7:
        yield f"recovery_days: AWS waits 7 to 30 days, or 0 to delete at once, got {days}"


def _secrets_have_keys(group: Mapping[str, Any]) -> Iterable[str]:
    for name, secret in group["secrets"].items():
        own = role(name)
        for key in secret.get("values", {}):
            if key in own.derived:
                yield f"secrets.{name}.values.{key} is derived from the other keys: remove it"
            if key in secret.get("generate", {}):
                yield f"secrets.{name}: {key} is in values and in generate: remove one"
        keys = (*own.generated, *(key for each in secret.values() if isinstance(each, (dict, list)) for key in each))
        if not keys and "existing_arn" not in secret:
            yield f"secrets.{name} is empty: set values, generate or filled_outside"


@rules(
    Rule(("region", "replicas"), _replicas_are_elsewhere),
    Rule(("recovery_days",), _recovery_fits),
    Rule(("secrets",), _secrets_have_keys),
    mutually_exclusive("store_identity", "store_role_arn"),
)
@constrain(
    namespace=NAMESPACE,
    secrets=Constraint(
        "one or more secrets, by names of at most 63 small letters, digits and dashes",
        lambda value: len(value) > 0 and all(map(DNS_LABEL.accepts, value)),
    ),
    prefix=matching(r"[A-Za-z0-9/_+=.@-]{1,200}", "a prefix of names in Secrets Manager such as 'ai/'"),
    kms_key_arn=ARN,
    recovery_days=whole_number(0, 30),
    refresh_interval=matching(r"[1-9][0-9]*[smh]", "an interval such as '1h'"),
    store_role_arn=IAM_ARN,
)
class WorkspaceSecretsArgs(AWSArgs):
    """Secrets of a workspace, in AWS Secrets Manager and in the cluster."""

    namespace: pulumi.Input[str]
    """Existing namespace of the workspace."""
    secrets: dict[str, SecretArgs]
    """Secrets by the role of the pods that use them, one for all of a role's keys. ``librechat``, ``meilisearch``,
    ``valkey``, ``pgvector`` and ``firecrawl`` have the keys that these components require: ``{}`` is enough. Others
    have the keys that you give them."""
    prefix: NotRequired[str]
    """Beginning of their names in Secrets Manager. Default: the component's name and a slash."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the KMS key that encrypts them. Default: AWS's own."""
    recovery_days: NotRequired[int]
    """Days, from 7 to 30, in which a deleted secret can be restored; 0 to delete at once. Default: 30, or 0 with
    ``retain: false``."""
    replicas: NotRequired[list[ReplicaArgs]]
    """Copies in other regions. Default: none."""
    refresh_interval: NotRequired[str]
    """How often External Secrets looks for new values. Default: 1h."""
    store_identity: NotRequired[StoreIdentityArgs]
    """Identity that External Secrets reads with. Default: its controller's own, which needs ``statements``."""
    store_role_arn: NotRequired[pulumi.Input[str]]
    """ARN of a role with ``statements`` that the controller takes on. Default: none."""
