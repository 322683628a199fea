"""IAM policies, as data from which their JSON is written."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypeAlias, TypedDict, cast

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import matching

VERSION = "2012-10-17"
_ACTIONS = Constraint(
    "one or more actions such as 's3:GetObject'", lambda value: len(value) > 0 and all(":" in each for each in value)
)
_RESOURCES = Constraint("one or more ARNs", lambda value: len(value) > 0)

Conditions: TypeAlias = dict[str, dict[str, list[pulumi.Input[str]]]]
"""Values by operator and key."""


def _is_condition(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        ":" in key and isinstance(values, list) and len(cast(list[Any], values)) > 0
        for key, values in cast(Mapping[str, object], value).items()
    )


CONDITIONS = Constraint(
    "a map of conditions such as {'StringEquals': {'aws:SourceAccount': ['123456789012']}}",
    lambda value: all(map(_is_condition, value.values())),
)


def binds_region(conditions: Conditions) -> bool:
    """Whether conditions bind requests to regions."""
    return any(key.lower() == "aws:requestedregion" for keys in conditions.values() for key in keys)


def _profiles_run_anywhere(group: Mapping[str, Any]) -> Iterable[str]:
    invokes = any(action.lower().startswith(("bedrock:invoke", "bedrock:*")) for action in group["actions"])
    if invokes and binds_region(group.get("conditions", {})) and not all(map(_is_model_in_region, group["resources"])):
        yield (
            "conditions: aws:RequestedRegion denies inference profiles, which run in other regions: remove it, or give "
            "a foundation model of one region as resource"
        )


def _is_model_in_region(arn: object) -> bool:
    parts = arn.split(":") if isinstance(arn, str) else []
    return len(parts) > 5 and parts[5].startswith("foundation-model/") and parts[3] not in ("", "*")


@rules(Rule(("actions", "resources", "conditions"), _profiles_run_anywhere))
@constrain(
    sid=matching(r"[A-Za-z0-9]+", "letters and digits"),
    actions=_ACTIONS,
    resources=_RESOURCES,
    conditions=CONDITIONS,
)
class StatementArgs(TypedDict):
    """A statement that permits something."""

    sid: NotRequired[str]
    """What it is for, in letters and digits. Default: none."""
    actions: list[str]
    """Actions such as ``s3:GetObject``."""
    resources: list[pulumi.Input[str]]
    """ARNs that the actions are permitted on."""
    conditions: NotRequired[Conditions]
    """Values by operator and key: ``{"StringEquals": {"aws:SourceAccount": ["123456789012"]}}``. Default: none."""


def policy(statements: Iterable[StatementArgs]) -> pulumi.Output[str]:
    """JSON of a policy of a role."""
    return document([_statement(each) for each in statements])


def trust_policy(
    principal: Mapping[str, pulumi.Input[str]],
    actions: Sequence[str],
    conditions: Mapping[str, Mapping[str, pulumi.Input[str] | Sequence[pulumi.Input[str]]]],
) -> pulumi.Output[str]:
    """JSON of a policy that says who may take on a role.

    :param principal: Type and name: ``{"Service": "pods.eks.amazonaws.com"}``.
    """
    return document(
        [{"Effect": "Allow", "Principal": dict(principal), "Action": [*actions], "Condition": dict(conditions)}]
    )


def document(statements: Sequence[Mapping[str, Any]]) -> pulumi.Output[str]:
    """JSON of a policy with statements in IAM's own words; every value in them may be an Output."""
    found = cast(pulumi.Output[Any], pulumi.Output.from_input({"Version": VERSION, "Statement": [*statements]}))
    return found.apply(lambda value: json.dumps(value, separators=(",", ":")))


def _statement(args: StatementArgs) -> dict[str, Any]:
    return {
        **({"Sid": args["sid"]} if "sid" in args else {}),
        "Effect": "Allow",
        "Action": args["actions"],
        "Resource": args["resources"],
        **({"Condition": args["conditions"]} if "conditions" in args else {}),
    }
