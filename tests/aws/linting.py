"""IAM policies through parliament, which knows every action, its resources and conditions."""

import json
from typing import Any

from parliament import analyze_policy_string  # pyright: ignore[reportMissingTypeStubs]
from policy_sentry.querying.actions import get_actions_for_service

_SUBSETS = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
"""Actions on several kinds of resources, of which parliament expects all kinds in each statement."""

_TLS_VERSION = "s3:TlsVersion"
"""A condition's key whose values have a point, which parliament does not take for numbers. ``s3:*`` includes actions
that do not have it."""

_INTERFACES = "arn:*:ec2:*:*:network-interface/*"
"""Which parliament does not find in ``*/*``, that Lambda asks for."""
_NEWER = ("s3vectors",)
"""Services that are newer than parliament's data; policy_sentry knows their actions."""


def findings(policy: str) -> list[str]:
    """What parliament has against a policy of a role, as text."""
    analysed = analyze_policy_string(policy, include_community_auditors=True)
    found = [f"{each.issue}: {each.detail}" for each in analysed.findings if not _is_false(each)]
    return found + [f"UNKNOWN_ACTION: {each}" for each in _named(policy) if _is_unknown(each)]


def key_findings(policy: str) -> list[str]:
    """What parliament has against a policy of a key.

    In one, the resource ``*`` is the key itself; its account has to be able to do everything with it; and the ARN of
    CloudWatch's log group is compared as one, as CloudWatch's documentation says, although KMS takes it for a text.
    """
    expected = ("RESOURCE_STAR", "PERMISSIONS_MANAGEMENT_ACTIONS", "MISMATCHED_TYPE: Type mismatch: ArnLike")
    return [each for each in findings(policy) if not each.startswith(expected)]


def wildcards(policy: str) -> list[str]:
    """Actions that a policy permits on everything."""
    found: list[str] = []
    for statement in json.loads(policy)["Statement"]:
        if "*" in _listed(statement["Resource"]):
            found += _listed(statement["Action"])
    return found


def _named(policy: str) -> list[str]:
    """Actions that a policy names."""
    return [each for statement in json.loads(policy)["Statement"] for each in _listed(statement.get("Action", []))]


def _is_unknown(action: str) -> bool:
    """Whether an action of a service that parliament does not know is none of it."""
    service = action.partition(":")[0]
    return service in _NEWER and action not in get_actions_for_service(service)


def _is_false(finding: Any) -> bool:
    detail = str(finding.detail)
    is_subset = finding.issue == "RESOURCE_MISMATCH" and any(action in detail for action in _SUBSETS)
    is_subset = is_subset or (finding.issue == "RESOURCE_MISMATCH" and _INTERFACES in detail)
    is_newer = finding.issue == "UNKNOWN_PREFIX" and any(detail.endswith(f" {each}") for each in _NEWER)
    return is_subset or is_newer or _TLS_VERSION in detail


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
