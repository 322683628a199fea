"""Pictures of programs: components, who connects to whom, and who needs whom."""

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s

from homelab.diagram.aws import aws_graph
from homelab.diagram.mermaid import to_mermaid
from homelab.offline import record


class Database(pulumi.ComponentResource):
    def __init__(self, name: str, clients: list[Any], opts: pulumi.ResourceOptions | None = None):
        super().__init__("homelab:aws:PostgresDatabase", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.group = aws.ec2.SecurityGroup(name, opts=child)
        for number, client in enumerate(clients):
            aws.vpc.SecurityGroupIngressRule(
                f"{name}-{number}",
                security_group_id=self.group.id,
                referenced_security_group_id=client,
                ip_protocol="tcp",
                from_port=5432,
                to_port=5432,
                opts=child,
            )
        self.instance = aws.rds.Instance(name, instance_class="db.t4g.micro", opts=child)


class Workspace(pulumi.ComponentResource):
    def __init__(self, name: str, host: Any):
        super().__init__("homelab:index:AIWorkspace", name)
        inner = Inner(name, pulumi.ResourceOptions(parent=self))
        k8s.core.v1.ConfigMap(name, data={"host": host}, opts=pulumi.ResourceOptions(parent=inner))


class Inner(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions):
        super().__init__("homelab:index:LibreChat", name, {}, opts)


class Platform(pulumi.ComponentResource):
    def __init__(self, name: str):
        super().__init__("homelab:aws:AWSWorkspace", name)
        Database("inside", [], pulumi.ResourceOptions(parent=self))


def picture(program: Callable[[], Any]) -> str:
    return to_mermaid(aws_graph(record(program).resources))


def test_a_picture_shows_components_connections_and_dependencies():
    def program() -> None:
        nodes = aws.ec2.SecurityGroup("nodes")
        database = Database("db", [nodes.id, "sg-0a1b"])
        Workspace("ai", database.instance.address)

    assert sorted(picture(program).splitlines()) == sorted(
        """flowchart LR
  aws_ec2_securityGroup_SecurityGroup_nodes["<b>nodes</b>"]
  homelab_aws_PostgresDatabase_db["<b>db</b><br/>PostgresDatabase<br/>rds.Instance"]
  homelab_index_AIWorkspace_ai["<b>ai</b><br/>AIWorkspace"]
  sg_0a1b(["<b>sg-0a1b</b>"])
  aws_ec2_securityGroup_SecurityGroup_nodes -->|"tcp 5432"| homelab_aws_PostgresDatabase_db
  sg_0a1b -->|"tcp 5432"| homelab_aws_PostgresDatabase_db
  homelab_index_AIWorkspace_ai -.-> homelab_aws_PostgresDatabase_db
  homelab_aws_PostgresDatabase_db -.-> aws_ec2_securityGroup_SecurityGroup_nodes
  classDef elsewhere stroke-dasharray:4
  class sg_0a1b elsewhere""".splitlines()
    )


def test_a_component_in_another_one_is_in_its_frame():
    lines = picture(lambda: Platform("all")).splitlines()
    frame = lines.index('  subgraph frame_homelab_aws_AWSWorkspace_all["all"]')
    node = "homelab_aws_AWSWorkspace_homelab_aws_PostgresDatabase_inside"
    assert lines[frame + 1].startswith(f"    {node}[")
    assert lines[frame + 2] == "  end"


def test_a_component_with_others_in_it_stands_among_them():
    class Outer(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("homelab:aws:Outer", "outer")
            aws.s3.Bucket("files", opts=pulumi.ResourceOptions(parent=self))
            Database("inside", [], pulumi.ResourceOptions(parent=self))

    lines = picture(Outer).splitlines()
    frame = lines.index('  subgraph frame_homelab_aws_Outer_outer["outer"]')
    assert {each.strip().partition("[")[0] for each in lines[frame + 1 : frame + 3]} == {
        "homelab_aws_Outer_outer",
        "homelab_aws_Outer_homelab_aws_PostgresDatabase_inside",
    }
    assert lines[frame + 3] == "  end"


def test_without_aws_there_is_no_picture():
    assert picture(lambda: k8s.core.v1.Namespace("ai")) == ""
