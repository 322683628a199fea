"""Rules of the web application firewall, as plain data."""

import ipaddress
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from pulumi_aws.wafv2 import (
        WebAclRuleArgsDict,
        WebAclRuleStatementArgsDict,
        WebAclRuleStatementManagedRuleGroupStatementArgsDict,
        WebAclRuleVisibilityConfigArgsDict,
    )

GROUPS: Mapping[str, Sequence[str]] = {
    "AWSManagedRulesAmazonIpReputationList": (
        *("AWSManagedIPReputationList", "AWSManagedReconnaissanceList", "AWSManagedIPDDoSList"),
    ),
    "AWSManagedRulesCommonRuleSet": (
        *("NoUserAgent_HEADER", "UserAgent_BadBots_HEADER"),
        *("SizeRestrictions_QUERYSTRING", "SizeRestrictions_Cookie_HEADER"),
        *("SizeRestrictions_BODY", "SizeRestrictions_URIPATH"),
        *("EC2MetaDataSSRF_BODY", "EC2MetaDataSSRF_COOKIE", "EC2MetaDataSSRF_URIPATH"),
        "EC2MetaDataSSRF_QUERYARGUMENTS",
        *("GenericLFI_QUERYARGUMENTS", "GenericLFI_URIPATH", "GenericLFI_BODY"),
        *("RestrictedExtensions_URIPATH", "RestrictedExtensions_QUERYARGUMENTS"),
        *("GenericRFI_QUERYARGUMENTS", "GenericRFI_BODY", "GenericRFI_URIPATH"),
        *("CrossSiteScripting_COOKIE", "CrossSiteScripting_QUERYARGUMENTS"),
        *("CrossSiteScripting_BODY", "CrossSiteScripting_URIPATH"),
    ),
    "AWSManagedRulesKnownBadInputsRuleSet": (
        *("JavaDeserializationRCE_HEADER", "JavaDeserializationRCE_BODY"),
        *("JavaDeserializationRCE_URIPATH", "JavaDeserializationRCE_QUERYSTRING"),
        *("Host_localhost_HEADER", "PROPFIND_METHOD", "ExploitablePaths_URIPATH"),
        *("Log4JRCE_HEADER", "Log4JRCE_QUERYSTRING", "Log4JRCE_BODY", "Log4JRCE_URIPATH", "ReactJSRCE_BODY"),
    ),
}
"""AWS's groups and their rules. A name that a group does not have is ignored there, without an error."""
RULES = frozenset(name for names in GROUPS.values() for name in names)
BODY_RULES = frozenset(name for name in RULES if name.endswith("_BODY"))
"""Rules that look into what users send: they block every upload and prompt above 8 KB, and pasted code and URLs."""
AUTH_PATH = "/api/auth/"
_WINDOW = 300


def firewall_rules(
    *,
    rate_limit: int,
    auth_rate_limit: int,
    counted: Collection[str],
    allowed_sets: Sequence[pulumi.Input[str]],
) -> "list[WebAclRuleArgsDict]":
    """Rules in the order in which they are applied.

    :param rate_limit: Requests of one address within five minutes.
    :param auth_rate_limit: The same below `AUTH_PATH`.
    :param counted: Rules of AWS's groups that count, and do not block.
    :param allowed_sets: ARNs of sets of addresses outside of which everything is blocked; none for everyone.
    """
    rules = [
        *([_only_from(allowed_sets)] if allowed_sets else []),
        _rate_limit("auth-rate-limit", auth_rate_limit, below=AUTH_PATH),
        _rate_limit("rate-limit", rate_limit),
        *(_managed_group(name, counted) for name in GROUPS),
    ]
    for priority, rule in enumerate(rules):
        rule["priority"] = priority
    return rules


def address_sets(networks: Sequence[str]) -> dict[str, list[str]]:
    """Networks by family, ``IPV4`` and ``IPV6``, as sets of addresses hold one of them."""
    found: dict[str, list[str]] = {}
    for network in {ipaddress.ip_network(each): None for each in networks}:
        found.setdefault(f"IPV{network.version}", []).append(str(network))
    return found


def metrics(name: str) -> "WebAclRuleVisibilityConfigArgsDict":
    """Metrics and samples of a rule, under its name."""
    return {"metric_name": name, "cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True}


def _only_from(sets: Sequence[pulumi.Input[str]]) -> "WebAclRuleArgsDict":
    members: list[WebAclRuleStatementArgsDict] = [{"ip_set_reference_statement": {"arn": each}} for each in sets]
    anyone: WebAclRuleStatementArgsDict = members[0] if len(members) == 1 else {"or_statement": {"statements": members}}
    return {
        "name": "allow-from",
        "priority": 0,
        "action": {"block": {}},
        "statement": {"not_statement": {"statement": anyone}},
        "visibility_config": metrics("allow-from"),
    }


def _rate_limit(name: str, limit: int, *, below: str | None = None) -> "WebAclRuleArgsDict":
    statement: WebAclRuleStatementArgsDict = {
        "rate_based_statement": {"limit": limit, "aggregate_key_type": "IP", "evaluation_window_sec": _WINDOW}
    }
    if below is not None:
        statement = {
            "rate_based_statement": {
                "limit": limit,
                "aggregate_key_type": "IP",
                "evaluation_window_sec": _WINDOW,
                "scope_down_statement": {
                    "byte_match_statement": {
                        "field_to_match": {"uri_path": {}},
                        "positional_constraint": "STARTS_WITH",
                        "search_string": below,
                        # Express' routes ignore case.
                        "text_transformations": [{"priority": 0, "type": "LOWERCASE"}],
                    }
                },
            }
        }
    return {
        "name": name,
        "priority": 0,
        "action": {"block": {}},
        "statement": statement,
        "visibility_config": metrics(name),
    }


def _managed_group(name: str, counted: Collection[str]) -> "WebAclRuleArgsDict":
    group: WebAclRuleStatementManagedRuleGroupStatementArgsDict = {
        "vendor_name": "AWS",
        "name": name,
        "rule_action_overrides": [
            {"name": rule, "action_to_use": {"count": {}}} for rule in GROUPS[name] if rule in counted
        ],
    }
    return {
        "name": name,
        "priority": 0,
        "override_action": {"none": {}},
        "statement": {"managed_rule_group_statement": group},
        "visibility_config": metrics(name),
    }
