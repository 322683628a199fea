"""A workspace in two regions on EKS: one is active, and the other one has its data and can take over.

``pulumi config set active secondary`` makes the other region the active one. It does not promote its database: see
docs/aws/multi-region.md for what is done in which order, and what is lost. Nothing here looks up what is in the primary
region, and ``aws:region`` is the secondary one, so that the program runs when the primary region does not answer.
"""

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pulumi_eks as eks
import pulumi_kubernetes as k8s
import pulumi_random as random

from homelab.aws import AWSWorkspace

# Changes to Route 53 are made in us-east-1: with the primary region elsewhere, they work when it fails.
REGIONS = {"primary": "us-west-2", "secondary": "us-east-1"}
ACTIVE = pulumi.Config().require("active")
if ACTIVE not in (*REGIONS, "none"):
    raise ValueError(f"active: expected primary, secondary, or none while the database moves, got {ACTIVE!r}")


@dataclass(frozen=True)
class Site:
    """A region with a VPC, a cluster and a key. All names contain the role, by which ``pulumi up`` leaves it out."""

    vpc: awsx.ec2.Vpc
    cluster: eks.Cluster
    key: aws.kms.Key
    kubernetes: k8s.Provider
    ready: pulumi.Resource
    """What pods need."""


def region(role: str) -> Site:
    """Create what a workspace is in."""
    provider = aws.Provider(role, region=REGIONS[role])
    here = pulumi.ResourceOptions(provider=provider)
    vpc = awsx.ec2.Vpc(
        role,
        availability_zone_names=[f"{REGIONS[role]}{zone}" for zone in "ab"],
        nat_gateways={"strategy": awsx.ec2.NatGatewayStrategy.ONE_PER_AZ},
        opts=pulumi.ResourceOptions(providers=[provider]),
    )
    cluster = eks.Cluster(
        role,
        vpc_id=vpc.vpc_id,
        private_subnet_ids=vpc.private_subnet_ids,
        public_subnet_ids=vpc.public_subnet_ids,
        authentication_mode=eks.AuthenticationMode.API,
        skip_default_node_group=True,
        create_instance_role=True,
        opts=pulumi.ResourceOptions(providers=[provider]),
    )
    nodes = eks.ManagedNodeGroup(
        role,
        cluster=cluster,
        node_role=cluster.instance_roles.apply(lambda roles: roles[0]),
        subnet_ids=vpc.private_subnet_ids,
        instance_types=["t4g.large"],
        ami_type="AL2023_ARM_64_STANDARD",
        scaling_config={"min_size": 2, "desired_size": 2, "max_size": 4},
        opts=pulumi.ResourceOptions(providers=[provider]),
    )
    key = aws.kms.Key(role, description=f"Databases in the {role} region", enable_key_rotation=True, opts=here)
    kubernetes = k8s.Provider(role, kubeconfig=cluster.kubeconfig_json)
    return Site(vpc, cluster, key, kubernetes, add_ons(role, cluster, nodes, provider))


def add_ons(role: str, cluster: eks.Cluster, nodes: eks.ManagedNodeGroup, provider: aws.Provider) -> aws.eks.Addon:
    """Roles of pods, and volumes."""
    agent = aws.eks.Addon(
        f"{role}-agent",
        cluster_name=cluster.eks_cluster.name,
        addon_name="eks-pod-identity-agent",
        opts=pulumi.ResourceOptions(provider=provider),
    )
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "pods.eks.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
    }
    volumes_role = aws.iam.Role(
        f"{role}-volumes",
        assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        opts=pulumi.ResourceOptions(provider=provider),
    )
    policy = aws.iam.RolePolicyAttachment(
        f"{role}-volumes",
        role=volumes_role.name,
        policy_arn="arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
        opts=pulumi.ResourceOptions(provider=provider),
    )
    return aws.eks.Addon(
        f"{role}-volumes",
        cluster_name=cluster.eks_cluster.name,
        addon_name="aws-ebs-csi-driver",
        pod_identity_associations=[{"role_arn": volumes_role.arn, "service_account": "ebs-csi-controller-sa"}],
        configuration_values='{"defaultStorageClass": {"enabled": true}}',
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[agent, nodes, policy]),
    )


def workspace(role: str, site: Site, files: Any, global_cluster: Any) -> AWSWorkspace:
    """Create a workspace, whose LibreChat runs in the active region alone."""
    other = next(region for name, region in REGIONS.items() if name != role)
    is_active = role == ACTIVE
    edge: dict[str, Any] = {
        "hosted_zone_id": zone,
        "subnet_ids": site.vpc.public_subnet_ids,
        "cloudfront": {"skip": True},
        "load_balancer": {"internet_facing": True},
        "failover": {"role": role},
    }
    if role == "primary":
        edge["failover"]["out_of_service"] = ACTIVE == "secondary"
    return AWSWorkspace(
        f"ai-{role}",
        {
            "vpc_id": site.vpc.vpc_id,
            "subnet_ids": site.vpc.private_subnet_ids,
            "cluster_name": site.cluster.eks_cluster.name,
            "node_security_group_ids": [site.cluster.eks_cluster.vpc_config.cluster_security_group_id],
            "region": REGIONS[role],
            "domain": "chat.example.com",
            "preset": "production",
            "nodes": {"graviton": True, "provisioner": "node-groups"},
            "edge": edge,
            "backup": {"copy": {"region": other}},
            # Alarms of what is stopped would only be noise.
            "monitoring": {"skip": not is_active},
            # LibreChat has one writer, and cannot start with a read-only database.
            "workspace": {"librechat": {"enabled": is_active, "security": security}},
            "files": files,
            "document_database": {
                "instance_class": "db.r6g.large",
                "kms_key_arn": site.key.arn,
                "global_cluster": global_cluster,
            },
        },
        pulumi.ResourceOptions(providers=[site.kubernetes], depends_on=[site.ready]),
    )


zone = aws.route53.get_zone_output(name="example.com").zone_id
keep = pulumi.ResourceOptions(protect=True)
# The same in both regions: what one encrypts the other one has to open, and its sessions go on.
security = {
    "creds_key": random.RandomBytes("creds-key", length=32, opts=keep).hex,
    "creds_iv": random.RandomBytes("creds-iv", length=16, opts=keep).hex,
    "jwt_secret": random.RandomPassword("jwt", length=64, special=False).result,
    "jwt_refresh_secret": random.RandomPassword("jwt-refresh", length=64, special=False).result,
}
chats = aws.docdb.GlobalCluster(
    "chats",
    global_cluster_identifier="ai-chats",
    engine="docdb",
    engine_version="5.0.0",
    region=REGIONS["secondary"],
    storage_encrypted=True,
    deletion_protection=True,
)

sites = {role: region(role) for role in REGIONS}
primary = workspace(
    "primary",
    sites["primary"],
    files={"replica": {"region": REGIONS["secondary"]}},
    global_cluster={"identifier": chats.global_cluster_identifier},
)
if not (primary.files and primary.files.replica and primary.document_database and primary.document_database.secondary):
    raise TypeError("the primary workspace has no files and documents of its own to copy")
secondary = workspace(
    "secondary",
    sites["secondary"],
    files={"existing": primary.files.replica.storage, "statements": primary.files.replica.statements},
    global_cluster=primary.document_database.secondary,
)

pulumi.export("health_check", primary.edge and primary.edge.health_check_id)
pulumi.export("secondary_cluster", secondary.document_database and secondary.document_database.arn)
pulumi.export("primary_cluster", primary.document_database.arn)
