"""The load balancer: who may connect to it, what it connects to, and what it hides."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.edge.load_balancer import hidden
from homelab.offline import RecordedResource, Recording
from tests.aws.edge.edges import ALONE, PUBLIC, edge
from tests.aws.recordings import of_type, only

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def balancer(recording: Recording) -> RecordedResource:
    return only(recording, "aws:lb/loadBalancer:LoadBalancer")


def https(recording: Recording) -> RecordedResource:
    (found,) = (each for each in of_type(recording, "aws:lb/listener:Listener") if each.inputs["port"] == 443)
    return found


def admitted(recording: Recording) -> set[tuple[str, int]]:
    """Networks, or lists of them, that may connect to the load balancer, and ports."""
    group = only(recording, "aws:ec2/securityGroup:SecurityGroup").id
    rules = [each.inputs for each in of_type(recording, INGRESS) if each.inputs["securityGroupId"] == group]
    assert all(rule["fromPort"] == rule["toPort"] and rule["ipProtocol"] == "tcp" for rule in rules)
    return {(rule.get("prefixListId") or rule["cidrIpv4"], rule["fromPort"]) for rule in rules}


def test_it_is_internal_and_admits_cloudfront_alone():
    recording = edge()
    assert balancer(recording).inputs["internal"] is True
    assert admitted(recording) == {("pl-00000000", 443)}
    assert not of_type(recording, "aws:wafv2/webAclAssociation:WebAclAssociation")


@pytest.mark.parametrize(
    ("args", "internal", "networks"),
    [
        (PUBLIC, False, {"0.0.0.0/0"}),
        (ALONE, True, {"10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"}),
        ({**PUBLIC, "allow_from": ["203.0.113.7", "203.0.113.7/32"]}, False, {"203.0.113.7/32"}),
        ({**ALONE, "allow_from": ["10.8.0.0/16"]}, True, {"10.8.0.0/16"}),
    ],
)
def test_alone_it_admits_users(args: dict[str, Any], internal: bool, networks: set[str]):
    recording = edge(args)
    assert balancer(recording).inputs["internal"] is internal
    assert admitted(recording) == {(network, port) for network in networks for port in (443, 80)}


def test_alone_it_redirects_to_https():
    (plain,) = (each for each in of_type(edge(PUBLIC), "aws:lb/listener:Listener") if each.inputs["port"] == 80)
    (action,) = plain.inputs["defaultActions"]
    assert (action["type"], action["redirect"]["protocol"]) == ("redirect", "HTTPS")
    assert len(of_type(edge(), "aws:lb/listener:Listener")) == 1


def test_it_connects_to_the_pods_of_librechat_alone():
    recording = edge()
    group = only(recording, "aws:ec2/securityGroup:SecurityGroup")
    out = only(recording, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").inputs
    (into,) = (each.inputs for each in of_type(recording, INGRESS) if each.inputs["securityGroupId"] == "sg-0f0d")
    assert out["referencedSecurityGroupId"] == "sg-0f0d"
    assert into["referencedSecurityGroupId"] == group.id
    assert {rule["fromPort"] for rule in (out, into)} == {rule["toPort"] for rule in (out, into)} == {3080}


def test_pods_are_registered_by_the_controller_once_nothing_is_public_that_should_not_be():
    recording = edge()
    binding = only(recording, "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding")
    targets = only(recording, "aws:lb/targetGroup:TargetGroup")
    assert binding.inputs["metadata"]["namespace"] == "ai"
    assert binding.inputs["spec"] == {
        "targetGroupARN": targets.outputs["arn"],
        "targetType": "ip",
        "serviceRef": {"name": "ai-librechat", "port": 3080},
    }
    assert only(recording, "aws:lb/listenerRule:ListenerRule").urn in binding.dependencies


def test_health_is_asked_of_librechat_itself():
    targets = only(edge(), "aws:lb/targetGroup:TargetGroup").inputs
    assert (targets["targetType"], targets["port"], targets["protocol"]) == ("ip", 3080, "HTTP")
    assert (targets["healthCheck"]["path"], targets["healthCheck"]["matcher"]) == ("/readyz", "200")
    # A pod that stops may take as long for its answers.
    assert targets["deregistrationDelay"] == 75


def test_idle_connections_outlast_the_longest_pause_of_cloudfront():
    recording = edge({"cloudfront": {"read_timeout": 180}, "load_balancer": {"idle_timeout": 180}})
    assert balancer(recording).inputs["idleTimeout"] == 180
    assert balancer(edge()).inputs["idleTimeout"] == 300


def test_it_is_protected_and_takes_only_tls_and_valid_headers():
    recording = edge()
    assert balancer(recording).inputs["enableDeletionProtection"] is True
    assert balancer(recording).inputs["dropInvalidHeaderFields"] is True
    assert https(recording).inputs["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2")
    assert https(recording).inputs["protocol"] == "HTTPS"
    assert balancer(edge({"retain": False})).inputs["enableDeletionProtection"] is False


def test_requests_are_logged_where_asked():
    assert "accessLogs" not in balancer(edge()).inputs
    logs = balancer(edge({"access_logs": {"bucket": "logs"}})).inputs["accessLogs"]
    assert logs == {"bucket": "logs", "enabled": True}


@pytest.mark.parametrize("args", [{}, PUBLIC], ids=["behind CloudFront", "alone"])
def test_metrics_are_answered_by_the_load_balancer(args: dict[str, Any]):
    recording = edge(args)
    rule = only(recording, "aws:lb/listenerRule:ListenerRule").inputs
    assert rule["listenerArn"] == https(recording).outputs["arn"]
    (action,) = rule["actions"]
    assert (action["type"], action["fixedResponse"]["statusCode"]) == ("fixed-response", "404")
    (condition,) = rule["conditions"]
    (expression,) = condition["pathPattern"]["regexValues"]
    assert len(expression) <= 128
    assert re.search(expression, "/metrics")


# Which of them Express 4 and 5 answer as /metrics has been seen by asking both.
@pytest.mark.parametrize(
    "path", ["/metrics", "/METRICS", "/MeTrics/", "/metrics?x", "/metrics#x", "//metrics", "/metrics/x"]
)
def test_metrics_are_hidden_in_every_spelling_that_express_knows(path: str):
    assert re.search(hidden("/metrics"), path)


@given(st.lists(st.booleans(), min_size=7, max_size=7), st.sampled_from(["", "/", "?a=b", "#a"]))
def test_capitals_make_no_difference(capitals: list[bool], rest: str):
    word = "".join(each.upper() if is_capital else each for each, is_capital in zip("metrics", capitals, strict=True))
    assert re.search(hidden("/metrics"), f"/{word}{rest}")


@pytest.mark.parametrize(
    "path", ["/", "/c/metrics", "/metricsx", "/metrics-of-mine", "/api/metrics", "/assets/metrics.js"]
)
def test_other_paths_are_not_hidden(path: str):
    assert not re.search(hidden("/metrics"), path)
