"""The firewall: where it is, what it blocks, and what it logs."""

from collections.abc import Mapping
from typing import Any

from homelab.offline import Recording
from tests.aws.edge.edges import ALONE, PUBLIC, edge
from tests.aws.recordings import of_type, only

ACL = "aws:wafv2/webAcl:WebAcl"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


def rules(recording: Recording) -> dict[str, Any]:
    """Rules by name, in their order."""
    found = only(recording, ACL).inputs["rules"]
    assert [rule["priority"] for rule in found] == list(range(len(found)))
    return {rule["name"]: rule for rule in found}


def group(recording: Recording, name: str) -> Mapping[str, Any]:
    return rules(recording)[name]["statement"]["managedRuleGroupStatement"]


def counted(recording: Recording) -> set[str]:
    """Rules of AWS's groups that only count."""
    statements = [each["statement"].get("managedRuleGroupStatement", {}) for each in rules(recording).values()]
    overrides = [each for statement in statements for each in statement.get("ruleActionOverrides", [])]
    assert all(each["actionToUse"] == {"count": {}} for each in overrides)
    return {each["name"] for each in overrides}


def test_cloudfronts_is_in_us_east_1_and_attached_by_the_distribution():
    recording = edge({"region": "eu-central-1"})
    acl = only(recording, ACL)
    assert (acl.inputs["scope"], acl.inputs["region"]) == ("CLOUDFRONT", "us-east-1")
    assert only(recording, LOG_GROUP).inputs["region"] == "us-east-1"
    assert only(recording, "aws:cloudfront/distribution:Distribution").inputs["webAclId"] == acl.outputs["arn"]
    assert not of_type(recording, "aws:wafv2/webAclAssociation:WebAclAssociation")


def test_without_cloudfront_it_is_associated_with_the_load_balancer():
    for args in (ALONE, PUBLIC):
        recording = edge({**args, "region": "eu-central-1"})
        acl = only(recording, ACL)
        assert (acl.inputs["scope"], acl.inputs["region"]) == ("REGIONAL", "eu-central-1")
        association = only(recording, "aws:wafv2/webAclAssociation:WebAclAssociation").inputs
        balancer = only(recording, "aws:lb/loadBalancer:LoadBalancer")
        assert (association["resourceArn"], association["webAclArn"]) == (balancer.outputs["arn"], acl.outputs["arn"])


def test_uploads_long_prompts_and_pasted_code_are_only_counted():
    recording = edge()
    assert counted(recording) == {
        *("SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY"),
        *("EC2MetaDataSSRF_BODY", "Log4JRCE_BODY", "JavaDeserializationRCE_BODY", "ReactJSRCE_BODY"),
    }
    # Chats are full of SQL, and users have VPNs.
    assert not {name for name in rules(recording) if "SQLi" in name or "Anonymous" in name}
    assert all(
        rule["overrideAction"] == {"none": {}}
        for rule in rules(recording).values()
        if "managedRuleGroupStatement" in rule["statement"]
    )


def test_an_override_names_rules_of_its_own_group():
    # Others would be ignored without an error.
    overrides = group(edge(), "AWSManagedRulesKnownBadInputsRuleSet")["ruleActionOverrides"]
    assert {each["name"] for each in overrides} == {"Log4JRCE_BODY", "JavaDeserializationRCE_BODY", "ReactJSRCE_BODY"}
    assert group(edge(), "AWSManagedRulesAmazonIpReputationList")["ruleActionOverrides"] == []


def test_more_rules_can_count():
    assert "SizeRestrictions_QUERYSTRING" in counted(
        edge({"firewall": {"count_rules": ["SizeRestrictions_QUERYSTRING"]}})
    )


def test_sign_in_has_a_lower_limit_of_its_own():
    found = rules(edge({"firewall": {"rate_limit": 5000, "auth_rate_limit": 50}}))
    whole = found["rate-limit"]["statement"]["rateBasedStatement"]
    auth = found["auth-rate-limit"]["statement"]["rateBasedStatement"]
    assert (whole["limit"], auth["limit"]) == (5000, 50)
    assert "scopeDownStatement" not in whole
    match = auth["scopeDownStatement"]["byteMatchStatement"]
    assert (match["searchString"], match["positionalConstraint"]) == ("/api/auth/", "STARTS_WITH")
    assert [each["type"] for each in match["textTransformations"]] == ["LOWERCASE"]
    for limit in (whole, auth):
        assert (limit["aggregateKeyType"], limit["evaluationWindowSec"]) == ("IP", 300)
    assert [rule["action"] for rule in found.values() if "rateBasedStatement" in rule["statement"]] == [
        {"block": {}}
    ] * 2


def test_the_default_limit_of_sign_in_is_the_lower_one():
    found = rules(edge())
    limits = [found[name]["statement"]["rateBasedStatement"]["limit"] for name in ("auth-rate-limit", "rate-limit")]
    assert limits == [300, 2000]


def test_only_listed_networks_pass_before_anything_else():
    recording = edge({"allow_from": ["203.0.113.7", "2001:db8::/32", "203.0.113.7/32"]})
    sets = {each.inputs["ipAddressVersion"]: each for each in of_type(recording, "aws:wafv2/ipSet:IpSet")}
    assert sets["IPV4"].inputs["addresses"] == ["203.0.113.7/32"]
    assert sets["IPV6"].inputs["addresses"] == ["2001:db8::/32"]
    assert all(each.inputs["scope"] == "CLOUDFRONT" and each.inputs["region"] == "us-east-1" for each in sets.values())
    first = next(iter(rules(recording).values()))
    assert first["action"] == {"block": {}}
    members = first["statement"]["notStatement"]["statement"]["orStatement"]["statements"]
    assert {each["ipSetReferenceStatement"]["arn"] for each in members} == {
        each.outputs["arn"] for each in sets.values()
    }


def test_one_family_of_networks_keeps_the_other_out():
    first = next(iter(rules(edge({"allow_from": ["203.0.113.0/24"]})).values()))
    assert "ipSetReferenceStatement" in first["statement"]["notStatement"]["statement"]


def test_what_is_blocked_or_counted_is_logged_for_a_time_without_what_is_secret():
    recording = edge({"firewall": {"log_retention_days": 90}})
    log_group = only(recording, LOG_GROUP)
    assert log_group.inputs["namePrefix"].startswith("aws-waf-logs-")
    assert log_group.inputs["retentionInDays"] == 90
    assert only(edge(), LOG_GROUP).inputs["retentionInDays"] == 30
    logging = only(recording, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration").inputs
    assert logging["logDestinationConfigs"] == [log_group.outputs["arn"]]
    assert logging["resourceArn"] == only(recording, ACL).outputs["arn"]
    assert logging["loggingFilter"]["defaultBehavior"] == "DROP"
    protected = only(recording, ACL).inputs["dataProtectionConfig"]["dataProtections"]
    fields = {each["field"]["fieldType"]: each["field"].get("fieldKeys") for each in protected}
    assert fields == {"SINGLE_HEADER": ["authorization", "cookie"], "QUERY_STRING": None, "BODY": None}


def test_it_can_be_left_out():
    recording = edge({"firewall": {"skip": True}})
    assert not of_type(recording, ACL)
    assert "webAclId" not in only(recording, "aws:cloudfront/distribution:Distribution").inputs
    assert not of_type(edge({**PUBLIC, "firewall": {"skip": True}}), "aws:wafv2/webAclAssociation:WebAclAssociation")
