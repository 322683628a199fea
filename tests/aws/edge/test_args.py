"""Arguments of an edge that could not work are refused, in one line."""

from typing import Any

import pulumi
import pytest

from homelab import ArgumentError
from homelab.aws import Edge
from tests.aws.edge.edges import ALONE, ARGS, PUBLIC, certificate, edge
from tests.aws.recordings import only, recorded

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"domain": "localhost"}, "domain: expected a public domain name .*, got 'localhost'"),
    ({"domain": "https://chat.example.com"}, "domain: expected a public domain name"),
    ({"domain": "chat.example.com/x"}, "domain: expected a public domain name"),
    ({"domain": "10.0.0.1"}, "domain: expected a public domain name"),
    ({"domain": "Chat.example.com"}, "domain: expected a public domain name"),
    ({"domain": f"{'a' * 60}.example.com"}, "domain has 72 characters, and ACM issues certificates for at most 64"),
    ({"hosted_zone_id": "example.com"}, "hosted_zone_id: expected the id of a hosted zone"),
    ({"vpc_id": "main"}, "vpc_id: expected the id of a VPC"),
    ({"subnet_ids": ["subnet-0a"]}, r"subnet_ids: expected ids of at least two subnets .*, got \['subnet-0a'\]"),
    ({"subnet_ids": ["subnet-0a", "subnet-0a"]}, "subnet_ids: expected ids of at least two subnets"),
    ({"subnet_cidrs": ["10.0.0.1/24"]}, "subnet_cidrs: expected a list of networks"),
    ({"subnet_cidrs": []}, "subnet_cidrs: expected a list of networks"),
    ({"pod_security_group_id": "default"}, "pod_security_group_id: expected the id of a security group"),
    ({"cloudfront": {"certificate_arn": certificate("eu-central-1")}}, "certificate_arn: .* certificate in us-east-1"),
    ({"cloudfront": {"read_timeout": 181}}, "cloudfront.read_timeout: expected a whole number from 1 to 180, got 181"),
    ({"cloudfront": {"skip": True, "read_timeout": 60}}, "cloudfront: read_timeout has no effect with skip"),
    ({"cloudfront": {"price_class": "all"}}, "cloudfront.price_class: expected"),
    ({"load_balancer": {"internet_facing": True}}, "load_balancer.internet_facing needs cloudfront.skip"),
    ({"load_balancer": {"idle_timeout": 60}}, "load_balancer.idle_timeout 60 is below cloudfront.read_timeout 120"),
    ({"load_balancer": {"idle_timeout": 3601}}, "load_balancer.idle_timeout: expected a whole number from 1 to 3600"),
    (
        {"region": "eu-central-1", "load_balancer": {"certificate_arn": certificate("us-east-1")}},
        "load_balancer.certificate_arn: expected a certificate in eu-central-1",
    ),
    (
        {"load_balancer": {"certificate_arn": "chat"}},
        "load_balancer.certificate_arn: expected the ARN of a certificate",
    ),
    ({"firewall": {"rate_limit": 9}}, "firewall.rate_limit: expected a whole number from 10"),
    ({"firewall": {"rate_limit": 200}}, "auth_rate_limit 300 has no effect unless it is below rate_limit 200"),
    (
        {"firewall": {"count_rules": ["SizeRestriction_BODY"]}},
        "firewall.count_rules: expected a list of names of rules",
    ),
    (
        {"firewall": {"log_retention_days": 31}},
        "firewall.log_retention_days: expected a number of days that CloudWatch permits",
    ),
    ({"firewall": {"skip": True, "rate_limit": 5000}}, "firewall: rate_limit has no effect with skip"),
    ({"allow_from": ["0.0.0.0/0"]}, "allow_from: expected a list of networks .* and not /0"),
    ({"allow_from": []}, "allow_from: expected a list of networks"),
    ({"allow_from": ["192.0.2.0/24"], "firewall": {"skip": True}}, "allow_from needs the firewall"),
    ({**ALONE, "allow_from": ["2001:db8::/32"]}, "allow_from: the load balancer has IPv4 addresses alone"),
    (
        {**PUBLIC, "allow_from": [f"192.0.2.{each}" for each in range(26)]},
        "allow_from: expected at most 25 networks without CloudFront, got 26",
    ),
    ({"access_logs": {"bucket": "s3://logs"}}, "access_logs.bucket: expected the name of a bucket"),
    ({"failover": {"role": "primary"}}, "failover needs cloudfront.skip: CloudFront serves a domain by one"),
    ({**ALONE, "failover": {"role": "primary"}}, "missing argument failover.health_check_id"),
    (
        {**PUBLIC, "allow_from": ["192.0.2.0/24"], "failover": {"role": "primary"}},
        "missing argument failover.health_check_id",
    ),
    ({**PUBLIC, "failover": {"role": "third"}}, "failover.role: expected"),
    (
        {**PUBLIC, "failover": {"role": "secondary", "out_of_service": True}},
        "failover: out_of_service has an effect for the primary region without health_check_id alone",
    ),
    ({"cloudfrnt": {}}, "cloudfrnt.*did you mean cloudfront"),
]


@pytest.mark.parametrize(("args", "message"), REFUSED)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        edge(args)
    assert "\n" not in str(caught.value)


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in ARGS.items() if name not in names}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {},
            "missing argument hosted_zone_id: to do without it, set cloudfront.certificate_arn and "
            "load_balancer.certificate_arn",
        ),
        (ALONE, "missing argument hosted_zone_id: to do without it, set load_balancer.certificate_arn$"),
        (
            {**PUBLIC, "load_balancer": {"internet_facing": True, "certificate_arn": certificate("eu-central-1")}}
            | {"failover": {"role": "secondary"}},
            "failover needs hosted_zone_id",
        ),
    ],
)
def test_without_a_hosted_zone_certificates_exist(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        recorded(lambda: Edge("chat", {**without("hosted_zone_id"), **args}))  # type: ignore[typeddict-item]


@pytest.mark.parametrize("whole", [False, True])
def test_subnets_may_be_outputs(whole: bool):
    def program() -> None:
        ids = [pulumi.Output.from_input(each) for each in ("subnet-0a", "subnet-0b")]
        Edge("chat", {**ARGS, "subnet_ids": pulumi.Output.all(*ids) if whole else ids})  # type: ignore[typeddict-item]

    balancer = only(recorded(program), "aws:lb/loadBalancer:LoadBalancer")
    assert balancer.inputs["subnets"] == ["subnet-0a", "subnet-0b"]


def test_a_name_leaves_room_for_what_pulumi_appends():
    with pytest.raises(ArgumentError, match="name has 25 characters, expected at most 24"):
        recorded(lambda: Edge("a" * 25, ARGS))  # type: ignore[typeddict-item]
