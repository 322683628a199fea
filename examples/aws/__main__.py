"""A small workspace on EKS: files in S3 and models on Bedrock, everything else in the cluster."""

import json

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pulumi_eks as eks
import pulumi_kubernetes as k8s

from homelab.aws import AWSWorkspace

vpc = awsx.ec2.Vpc(
    "ai",
    number_of_availability_zones=2,
    nat_gateways={"strategy": awsx.ec2.NatGatewayStrategy.SINGLE},
)
cluster = eks.Cluster(
    "ai",
    vpc_id=vpc.vpc_id,
    private_subnet_ids=vpc.private_subnet_ids,
    public_subnet_ids=vpc.public_subnet_ids,
    authentication_mode=eks.AuthenticationMode.API,
    skip_default_node_group=True,
    create_instance_role=True,
)
nodes = eks.ManagedNodeGroup(
    "ai",
    cluster=cluster,
    node_role=cluster.instance_roles.apply(lambda roles: roles[0]),
    subnet_ids=vpc.private_subnet_ids,
    instance_types=["t4g.large"],
    ami_type="AL2023_ARM_64_STANDARD",
    scaling_config={"min_size": 2, "desired_size": 2, "max_size": 3},
)
kubernetes = k8s.Provider("ai", kubeconfig=cluster.kubeconfig_json)

# Roles of pods, and volumes.
agent = aws.eks.Addon("agent", cluster_name=cluster.eks_cluster.name, addon_name="eks-pod-identity-agent")
volumes_role = aws.iam.Role(
    "volumes",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "pods.eks.amazonaws.com"},
                    "Action": ["sts:AssumeRole", "sts:TagSession"],
                }
            ],
        }
    ),
)
volumes_policy = aws.iam.RolePolicyAttachment(
    "volumes",
    role=volumes_role.name,
    policy_arn="arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
)
volumes = aws.eks.Addon(
    "volumes",
    cluster_name=cluster.eks_cluster.name,
    addon_name="aws-ebs-csi-driver",
    pod_identity_associations=[{"role_arn": volumes_role.arn, "service_account": "ebs-csi-controller-sa"}],
    configuration_values='{"defaultStorageClass": {"enabled": true}}',
    opts=pulumi.ResourceOptions(depends_on=[agent, nodes, volumes_policy]),
)

AWSWorkspace(
    "ai-workspace",
    {
        "vpc_id": vpc.vpc_id,
        "subnet_ids": vpc.private_subnet_ids,
        "cluster_name": cluster.eks_cluster.name,
        "region": pulumi.Config("aws").require("region"),
        "domain": "chat.example.com",
        "nodes": {"graviton": True, "provisioner": "node-groups"},
    },
    pulumi.ResourceOptions(providers=[kubernetes], depends_on=[volumes]),
)
