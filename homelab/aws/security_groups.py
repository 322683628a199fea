"""Security groups of servers that a few clients may connect to."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws


def create_security_group(
    name: str,
    *,
    description: str,
    vpc_id: pulumi.Input[str],
    port: int,
    clients: Sequence[pulumi.Input[str]],
    tags: Mapping[str, pulumi.Input[str]],
    region: str | None,
    opts: pulumi.ResourceOptions,
) -> aws.ec2.SecurityGroup:
    """Create a security group that admits ``clients`` at one port, and lets nothing out.

    :param clients: Ids of the security groups of clients.
    :param opts: Options of the group; those of its rules have the same parent.
    """
    group = aws.ec2.SecurityGroup(
        name, description=description, vpc_id=vpc_id, egress=[], region=region, tags=tags, opts=opts
    )
    # Rules are resources of their own: rules within the group would remove those that others add.
    for number, client in enumerate(clients):
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-{number}",
            security_group_id=group.id,
            referenced_security_group_id=client,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=f"Clients of {name}",
            region=region,
            tags=tags,
            opts=pulumi.ResourceOptions(parent=opts.parent),
        )
    return group
