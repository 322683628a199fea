"""IAM policies, as data from which their JSON is written."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import matching

VERSION = "2012-10-17"
_ACTIONS = Constraint(
    "one or more actions such as 's3:GetObject'", lambda value: len(value) > 0 and all(":" in each for each in value)
)
_RESOURCES = Constraint("one or more ARNs", lambda value: len(value) > 0)


@constrain(sid=matching(r"[A-Za-z0-9]+", "letters and digits"), actions=_ACTIONS, resources=_RESOURCES)
class StatementArgs(TypedDict):
    """A statement that permits something."""

    sid: NotRequired[str]
    """What it is for, in letters and digits. Default: none."""
    actions: list[str]
    """Actions such as ``s3:GetObject``."""
    resources: list[pulumi.Input[str]]
    """ARNs that the actions are permitted on."""
    conditions: NotRequired[dict[str, dict[str, list[pulumi.Input[str]]]]]
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
