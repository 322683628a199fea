"""Rules of security groups are the same, whatever resource states them."""

from collections.abc import Callable
from typing import Any

import pulumi_aws as aws
import pytest

from homelab.offline import record
from homelab.offline.aws.security_rules import name, security_rules


def rules(program: Callable[[], Any]) -> list[tuple[str, str, str, str]]:
    """Client, server, ports, and the side that states it."""
    found: list[tuple[str, str, str, str]] = []
    for rule in security_rules(record(program).resources):
        ends = (rule.peer, rule.group) if rule.is_ingress else (rule.group, rule.peer)
        found.append((name(ends[0]), name(ends[1]), rule.ports, "in" if rule.is_ingress else "out"))
    return found


def inline() -> None:
    pods = aws.ec2.SecurityGroup("pods")
    aws.ec2.SecurityGroup(
        "db", ingress=[{"protocol": "tcp", "from_port": 5432, "to_port": 5432, "security_groups": [pods.id]}]
    )


def resource() -> None:
    pods, db = aws.ec2.SecurityGroup("pods"), aws.ec2.SecurityGroup("db")
    aws.vpc.SecurityGroupIngressRule(
        "rule",
        security_group_id=db.id,
        referenced_security_group_id=pods.id,
        ip_protocol="tcp",
        from_port=5432,
        to_port=5432,
    )


def older_resource() -> None:
    pods, db = aws.ec2.SecurityGroup("pods"), aws.ec2.SecurityGroup("db")
    aws.ec2.SecurityGroupRule(
        "rule",
        type="ingress",
        security_group_id=db.id,
        source_security_group_id=pods.id,
        protocol="tcp",
        from_port=5432,
        to_port=5432,
    )


@pytest.mark.parametrize("program", [inline, resource, older_resource])
def test_a_rule_connects_a_client_and_a_server_at_a_port(program: Callable[[], None]):
    assert rules(program) == [("pods", "db", "tcp 5432", "in")]


def test_ranges_protocols_addresses_and_groups_of_others_are_named():
    def program() -> None:
        group = aws.ec2.SecurityGroup(
            "edge",
            ingress=[
                {"protocol": "-1", "from_port": 0, "to_port": 0, "self": True},
                {"protocol": "udp", "from_port": 1, "to_port": 2, "cidr_blocks": ["10.0.0.0/8"]},
                {"protocol": "tcp", "from_port": 443, "to_port": 443, "prefix_list_ids": ["pl-1"]},
            ],
        )
        aws.vpc.SecurityGroupEgressRule("all", security_group_id=group.id, cidr_ipv4="0.0.0.0/0", ip_protocol="-1")
        aws.vpc.SecurityGroupIngressRule(
            "others", security_group_id="sg-1", referenced_security_group_id=group.id, ip_protocol="icmp"
        )

    assert rules(program) == [
        ("10.0.0.0/8", "edge", "udp 1-2", "in"),
        ("edge", "edge", "all", "in"),
        ("pl-1", "edge", "tcp 443", "in"),
        ("edge", "sg-1", "icmp", "in"),
        ("edge", "0.0.0.0/0", "all", "out"),
    ]
