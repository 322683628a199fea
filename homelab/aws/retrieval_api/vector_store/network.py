"""Security groups of a domain in a VPC, and of the functions."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from homelab.aws.retrieval_api.args import StoreArgs
from homelab.aws.retrieval_api.placement import Placement
from homelab.aws.security_groups import create_security_group


@dataclass(frozen=True)
class SecurityGroups:
    """Ids of the groups of the domain and of the functions."""

    domain: pulumi.Output[str]
    functions: pulumi.Output[str]


def create_security_groups(args: StoreArgs, place: Placement, vpc_id: pulumi.Input[str]) -> SecurityGroups:
    """Create groups that let the functions reach the domain, and whatever they have to call."""
    functions = aws.ec2.SecurityGroup(
        f"{place.name}-functions",
        description=f"Functions of {place.name}",
        vpc_id=vpc_id,
        egress=[],
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    domain = create_security_group(
        f"{place.name}-chunks",
        description=f"OpenSearch of {place.name}",
        vpc_id=vpc_id,
        port=443,
        clients=[functions.id],
        tags=place.tags,
        region=place.region,
        opts=place.own,
    )
    _let_out(args, place, domain, functions)
    return SecurityGroups(domain.id, functions.id)


def _let_out(
    args: StoreArgs, place: Placement, domain: aws.ec2.SecurityGroup, functions: aws.ec2.SecurityGroup
) -> None:
    """Let the functions out: to the domain and endpoints, or to everything at port 443."""
    endpoints = args.get("endpoint_security_group_ids")
    groups = {"chunks": domain.id, **{f"endpoint-{number}": each for number, each in enumerate(endpoints or [])}}
    targets: dict[str, dict[str, Any]] = {name: {"referenced_security_group_id": each} for name, each in groups.items()}
    if endpoints is None:
        targets["services"] = {"cidr_ipv4": "0.0.0.0/0"}
    for name, target in targets.items():
        aws.vpc.SecurityGroupEgressRule(
            f"{place.name}-functions-{name}",
            security_group_id=functions.id,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            description=f"To {name}",
            region=place.region,
            tags=place.tags,
            opts=place.own,
            **target,
        )
