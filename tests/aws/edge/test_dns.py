"""The domain's records, and the failover between two regions."""

from typing import Any

import pytest

from homelab.aws import Edge
from homelab.offline import RecordedResource, Recording
from tests.aws.edge.edges import ALONE, ARGS, PUBLIC, certificate, edge
from tests.aws.recordings import of_type, only, recorded

HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck"
ID = "abcdef01-2345-6789-abcd-ef0123456789"


def aliases(recording: Recording) -> dict[str, RecordedResource]:
    """Alias records by type."""
    records = of_type(recording, "aws:route53/record:Record")
    return {each.inputs["type"]: each for each in records if "aliases" in each.inputs}


def test_the_domain_leads_to_cloudfront_by_both_families():
    recording = edge()
    found = aliases(recording)
    target = only(recording, "aws:cloudfront/distribution:Distribution").outputs["domainName"]
    assert found.keys() == {"A", "AAAA"}
    for each in found.values():
        assert each.inputs["name"] == "chat.example.com"
        assert each.inputs["zoneId"] == "Z0123456789ABCDEFGHIJ"
        assert each.inputs["aliases"] == [{"name": target, "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": False}]


def test_without_cloudfront_it_leads_to_the_load_balancer():
    recording = edge(ALONE)
    balancer = only(recording, "aws:lb/loadBalancer:LoadBalancer").outputs
    assert aliases(recording).keys() == {"A"}
    (alias,) = aliases(recording)["A"].inputs["aliases"]
    assert (alias["name"], alias["zoneId"]) == (balancer["dnsName"], balancer["zoneId"])


def test_without_a_hosted_zone_records_are_created_elsewhere():
    own: dict[str, Any] = {
        "cloudfront": {"certificate_arn": certificate("us-east-1")},
        "load_balancer": {"certificate_arn": certificate("eu-central-1")},
    }
    args: Any = {name: value for name, value in {**ARGS, **own}.items() if name != "hosted_zone_id"}
    assert not of_type(recorded(lambda: Edge("chat", args)), "aws:route53/record:Record")


def test_the_primary_region_is_asked_for_its_health():
    recording = edge({**PUBLIC, "failover": {"role": "primary"}})
    check = only(recording, HEALTH_CHECK)
    balancer = only(recording, "aws:lb/loadBalancer:LoadBalancer").outputs
    assert (check.inputs["type"], check.inputs["fqdn"]) == ("HTTPS", balancer["dnsName"])
    assert (check.inputs["resourcePath"], check.inputs["port"], check.inputs["enableSni"]) == ("/readyz", 443, True)
    record = aliases(recording)["A"].inputs
    assert record["failoverRoutingPolicies"] == [{"type": "PRIMARY"}]
    assert (record["setIdentifier"], record["healthCheckId"]) == ("primary", check.id)
    assert record["aliases"][0]["evaluateTargetHealth"] is True
    assert not check.inputs["disabled"]
    assert not check.inputs["invertHealthcheck"]


def test_a_primary_region_that_is_out_of_service_counts_as_unhealthy_without_being_asked():
    recording = edge({**PUBLIC, "failover": {"role": "primary", "out_of_service": True}})
    check = only(recording, HEALTH_CHECK).inputs
    # One that is disabled counts as healthy.
    assert check["disabled"] is check["invertHealthcheck"] is True


def test_the_secondary_region_serves_while_its_pods_are_healthy():
    recording = edge({**PUBLIC, "failover": {"role": "secondary"}})
    record = aliases(recording)["A"].inputs
    assert record["failoverRoutingPolicies"] == [{"type": "SECONDARY"}]
    assert record["setIdentifier"] == "secondary"
    assert "healthCheckId" not in record
    assert record["aliases"][0]["evaluateTargetHealth"] is True
    assert not of_type(recording, HEALTH_CHECK)


@pytest.mark.parametrize("role", ["primary", "secondary"])
def test_an_existing_health_check_is_used(role: str):
    recording = edge({**ALONE, "failover": {"role": role, "health_check_id": ID}})
    assert aliases(recording)["A"].inputs["healthCheckId"] == ID
    assert not of_type(recording, HEALTH_CHECK)
