"""Programs that make a VPC and a cluster with awsx and eks: what they depend on exists, in updates and previews."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pulumi_eks as eks
import pulumi_kubernetes as k8s
import pytest

from homelab.offline import Recording, record


def platform(vpc_args: Mapping[str, Any] | None = None, opts: pulumi.ResourceOptions | None = None) -> None:
    """A VPC, a cluster in it, nodes, and what depends on them."""
    vpc = awsx.ec2.Vpc("vpc", **(vpc_args or {}), opts=opts)
    cluster = eks.Cluster(
        "cluster",
        vpc_id=vpc.vpc_id,
        private_subnet_ids=vpc.private_subnet_ids,
        create_oidc_provider=True,
        skip_default_node_group=True,
        opts=opts,
    )
    eks.ManagedNodeGroup(
        "nodes",
        cluster=cluster,
        node_role=cluster.instance_roles[0],  # pyright: ignore[reportIndexIssue]
        instance_types=["t4g.large"],
        scaling_config={"desired_size": 2, "min_size": 1, "max_size": 4},
        opts=opts,
    )
    provider = k8s.Provider("cluster", kubeconfig=cluster.kubeconfig_json)
    aws.rds.SubnetGroup("database", subnet_ids=vpc.private_subnet_ids)
    aws.eks.Addon("agent", cluster_name=cluster.eks_cluster.name, addon_name="eks-pod-identity-agent")
    group = aws.ec2.SecurityGroup("database", vpc_id=vpc.vpc_id)
    aws.vpc.SecurityGroupIngressRule(
        "nodes",
        security_group_id=group.id,
        referenced_security_group_id=cluster.node_security_group_id,
        ip_protocol="-1",
    )
    k8s.core.v1.ConfigMap(
        "issuer",
        data={"url": cluster.oidc_provider_url, "arn": cluster.oidc_provider_arn},
        opts=pulumi.ResourceOptions(provider=provider),
    )
    pulumi.export("vpc", vpc.vpc_id)
    pulumi.export("endpoint", cluster.core.apply(lambda core: core.endpoint))


def of_type(recording: Recording, type_: str) -> list[Any]:
    return [each for each in recording.resources if each.type == type_]


def test_what_depends_on_a_vpc_and_a_cluster_gets_their_ids():
    recording = record(platform)
    (vpc,) = of_type(recording, "aws:ec2/vpc:Vpc")
    (cluster,) = of_type(recording, "aws:eks/cluster:Cluster")
    private = [each.id for each in of_type(recording, "aws:ec2/subnet:Subnet") if "private" in each.name]
    (group,) = of_type(recording, "aws:rds/subnetGroup:SubnetGroup")
    (addon,) = of_type(recording, "aws:eks/addon:Addon")
    assert recording.exports["vpc"] == vpc.id
    assert group.inputs["subnetIds"] == private
    assert len(private) == 3
    assert addon.inputs["clusterName"] == cluster.inputs["name"]
    assert cluster.urn in addon.dependencies
    assert vpc.urn in group.dependencies


def test_a_kubeconfig_is_one_and_kubernetes_objects_are_recorded_by_its_provider():
    recording = record(platform)
    provider = next(
        each for each in recording.resources if each.type.startswith("pulumi:providers:kub") and not each.parent
    )
    assert (
        json.loads(provider.inputs["kubeconfig"])["clusters"][0]["cluster"]["server"] == recording.exports["endpoint"]
    )
    (manifest,) = recording.manifests
    assert manifest["data"]["arn"].endswith(manifest["data"]["url"].removeprefix("https://"))


def test_in_a_preview_everything_is_recorded_and_unknown():
    recording = record(platform, preview=True)
    assert [each.type for each in recording.resources] == [each.type for each in record(platform).resources]
    (addon,) = of_type(recording, "aws:eks/addon:Addon")
    assert addon.inputs["clusterName"] in ("cluster-eksCluster", pulumi.UNKNOWN)


@pytest.mark.parametrize(
    ("args", "gateways"),
    [
        ({}, 3),
        ({"number_of_availability_zones": 2}, 2),
        ({"availability_zone_names": ["eu-central-1a", "eu-central-1b"]}, 2),
        ({"nat_gateways": {"strategy": awsx.ec2.NatGatewayStrategy.SINGLE}}, 1),
        ({"nat_gateways": {"strategy": awsx.ec2.NatGatewayStrategy.NONE}}, 0),
        ({"subnet_specs": [{"type": awsx.ec2.SubnetType.PUBLIC}, {"type": awsx.ec2.SubnetType.ISOLATED}]}, 0),
    ],
)
def test_a_vpc_has_the_nat_gateways_that_it_costs(args: dict[str, Any], gateways: int):
    recording = record(lambda: awsx.ec2.Vpc("vpc", **args))
    assert len(of_type(recording, "aws:ec2/natGateway:NatGateway")) == gateways


def test_a_vpcs_endpoints_and_a_clusters_nodes_are_recorded():
    spec = {"service_name": "com.amazonaws.eu-central-1.bedrock-runtime", "vpc_endpoint_type": "Interface"}
    recording = record(lambda: platform({"vpc_endpoint_specs": [spec]}))
    (endpoint,) = of_type(recording, "aws:ec2/vpcEndpoint:VpcEndpoint")
    (nodes,) = of_type(recording, "aws:eks/nodeGroup:NodeGroup")
    assert endpoint.inputs["vpcEndpointType"] == "Interface"
    assert nodes.inputs["scalingConfig"] == {"desiredSize": 2, "minSize": 1, "maxSize": 4}


def test_the_region_is_the_resources_the_providers_or_the_configured_one():
    def program() -> None:
        provider = aws.Provider("frankfurt", region="eu-central-1", default_tags={"tags": {"team": "ai"}})
        explicit = pulumi.ResourceOptions(provider=provider)
        platform(opts=pulumi.ResourceOptions(providers=[provider]))
        aws.cloudwatch.LogGroup("own", region="us-west-2", opts=explicit)
        aws.cloudwatch.LogGroup("provider", opts=explicit)
        aws.cloudwatch.LogGroup("default")
        aws.iam.Role("none", assume_role_policy="{}", opts=explicit)
        pulumi.export("invoked", aws.get_region_output(opts=pulumi.InvokeOptions(provider=provider)).region)

    recording = record(program, config={"aws:region": "eu-west-1"})
    regions = {each.name: each.region for each in recording.resources}
    assert [regions[name] for name in ("own", "provider", "default", "none")] == [
        "us-west-2",
        "eu-central-1",
        "eu-west-1",
        "",
    ]
    assert {each.region for each in of_type(recording, "aws:ec2/natGateway:NatGateway")} == {"eu-central-1"}
    assert recording.exports["invoked"] == "eu-central-1"
    assert ":eu-central-1:" in next(each for each in recording.resources if each.name == "provider").outputs["arn"]
    assert record(lambda: aws.cloudwatch.LogGroup("x")).resources[0].region == "us-east-1"


def test_sizes_that_are_not_known_yet_are_the_usual_ones():
    def program() -> None:
        zones = aws.ssm.Parameter("zones", type="String").value.apply(int)
        awsx.ec2.Vpc("vpc", number_of_availability_zones=zones)  # pyright: ignore[reportArgumentType]
        eks.Cluster("cluster", desired_capacity=zones)

    assert len(of_type(record(program, preview=True), "aws:ec2/natGateway:NatGateway")) == 3


def test_other_remote_components_are_refused():
    with pytest.raises(pulumi.RunError, match=r"eks:index:NodeGroupV2 'more' is a remote component"):
        record(lambda: eks.NodeGroupV2("more", cluster=eks.Cluster("cluster")))
