"""IAM policies through parliament, which knows every action, its resources and conditions."""

import json
from typing import Any

from parliament import analyze_policy_string  # pyright: ignore[reportMissingTypeStubs]

_SUBSETS = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
"""Actions on several kinds of resources, of which parliament expects all kinds in each statement."""

_TLS_VERSION = "s3:TlsVersion"
"""A condition's key whose values have a point, which parliament does not take for numbers. ``s3:*`` includes actions
that do not have it."""


def findings(policy: str) -> list[str]:
    """What parliament has against a policy of a role, as text."""
    analysed = analyze_policy_string(policy, include_community_auditors=True)
    return [f"{each.issue}: {each.detail}" for each in analysed.findings if not _is_false(each)]


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


def _is_false(finding: Any) -> bool:
    detail = str(finding.detail)
    is_subset = finding.issue == "RESOURCE_MISMATCH" and any(action in detail for action in _SUBSETS)
    return is_subset or _TLS_VERSION in detail


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
