"""Stand-ins for remote components of AWS: their outputs, and those of their children that programs and costs depend on.

Their own providers create many more children (routes, rules, add-ons), of which nothing is known offline.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from homelab.offline.functions import EXAMPLE_ACCOUNT
from homelab.offline.wire import RESOURCE_SIGNATURE, SIGNATURE_KEY

_ZONES = 3
"""Availability zones of a VPC whose number is not said."""
_CERTIFICATE = "cGxhY2Vob2xkZXI="


@dataclass(frozen=True, slots=True)
class Child:
    """A child that was recorded."""

    urn: str
    id: str

    @property
    def reference(self) -> Mapping[str, str]:
        """It as the value of an output."""
        return {SIGNATURE_KEY: RESOURCE_SIGNATURE, "urn": self.urn, "id": self.id}


Declare: TypeAlias = Callable[[str, str, Mapping[str, Any]], Child]
"""Records a child of a type and name, with inputs."""


@dataclass(frozen=True, slots=True)
class Component:
    """A remote component, as the program registered it."""

    name: str
    inputs: Mapping[str, Any]
    region: str
    declare: Declare = field(repr=False)


Outputs: TypeAlias = Mapping[str, Any]


def outputs(type_: str) -> Callable[[Component], Outputs] | None:
    """What records the children of a component and gives its outputs; none for a type that is not known here."""
    return _COMPONENTS.get(type_)


def _vpc(component: Component) -> Outputs:
    inputs, name = component.inputs, component.name
    vpc = component.declare("aws:ec2/vpc:Vpc", name, {"cidrBlock": inputs.get("cidrBlock", "10.0.0.0/16")})
    zones = len(inputs.get("availabilityZoneNames") or ()) or inputs.get("numberOfAvailabilityZones") or _ZONES
    subnets = {
        kind: [
            component.declare("aws:ec2/subnet:Subnet", f"{name}-{kind.lower()}-{number}", {"vpcId": vpc.id})
            for number in range(1, zones + 1)
        ]
        for kind in ("Public", "Private", "Isolated")
        if kind in _subnet_kinds(inputs)
    }
    gateways = [
        component.declare("aws:ec2/natGateway:NatGateway", f"{name}-{number}", {"subnetId": subnet.id})
        for number, subnet in enumerate(subnets.get("Public", ())[: _gateways(inputs, zones)], 1)
    ]
    endpoints = [
        component.declare("aws:ec2/vpcEndpoint:VpcEndpoint", f"{name}-{number}", {**each, "vpcId": vpc.id})
        for number, each in enumerate(inputs.get("vpcEndpointSpecs") or (), 1)
    ]
    return {
        "vpcId": vpc.id,
        "vpc": vpc.reference,
        "natGateways": _references(gateways),
        "vpcEndpoints": _references(endpoints),
        "subnets": _references([each for found in subnets.values() for each in found]),
        **{
            f"{kind.lower()}{suffix}": value
            for kind in ("Public", "Private", "Isolated")
            for suffix, value in (
                ("SubnetIds", [each.id for each in subnets.get(kind, ())]),
                ("Subnets", _references(subnets.get(kind, ()))),
            )
        },
    }


def _subnet_kinds(inputs: Mapping[str, Any]) -> set[str]:
    specs = inputs.get("subnetSpecs")
    return {each["type"] for each in specs} if specs else {"Public", "Private"}


def _gateways(inputs: Mapping[str, Any], zones: int) -> int:
    """Number of NAT gateways: by default one for each zone with private subnets."""
    strategy = (inputs.get("natGateways") or {}).get("strategy", "OnePerAz")
    has_private = "Private" in _subnet_kinds(inputs)
    return {"None": 0, "Single": 1}.get(strategy, zones) if has_private else 0


def _cluster(component: Component) -> Outputs:
    inputs, name = component.inputs, component.name
    cluster_name = inputs.get("name") or f"{name}-eksCluster"
    version = {"version": inputs["version"]} if "version" in inputs else {}
    cluster = component.declare("aws:eks/cluster:Cluster", f"{name}-eksCluster", {"name": cluster_name, **version})
    vpc = {"vpcId": inputs.get("vpcId", "vpc-default")}
    clusters_group, nodes_group = (
        component.declare("aws:ec2/securityGroup:SecurityGroup", f"{name}-{each}SecurityGroup", vpc)
        for each in ("eksCluster", "node")
    )
    role = component.declare("aws:iam/role:Role", f"{name}-instanceRole-role", {})
    if not (inputs.get("skipDefaultNodeGroup") or inputs.get("autoMode", {}).get("enabled") or inputs.get("fargate")):
        component.declare("aws:autoscaling/group:Group", f"{name}-nodeGroup", _size(inputs))
    endpoint = f"https://{cluster_name}.gr7.{component.region}.eks.amazonaws.com"
    kubeconfig = _kubeconfig(cluster_name, endpoint)
    provider = component.declare(
        "pulumi:providers:kubernetes", f"{name}-provider", {"kubeconfig": json.dumps(kubeconfig)}
    )
    issuer = f"oidc.eks.{component.region}.amazonaws.com/id/{cluster_name}"
    return {
        "eksCluster": cluster.reference,
        "clusterSecurityGroup": clusters_group.reference,
        "clusterSecurityGroupId": clusters_group.id,
        "nodeSecurityGroup": nodes_group.reference,
        "nodeSecurityGroupId": nodes_group.id,
        "clusterIngressRuleId": f"{name}-ingress",
        "instanceRoles": [role.reference],
        "autoModeNodeRoleName": f"{name}-autoMode" if inputs.get("autoMode") else "",
        "defaultNodeGroupAsgName": f"{name}-nodeGroup",
        "fargateProfileId": "",
        "fargateProfileStatus": "",
        "kubeconfig": kubeconfig,
        "kubeconfigJson": json.dumps(kubeconfig),
        "oidcIssuer": issuer,
        "oidcProviderArn": f"arn:aws:iam::{EXAMPLE_ACCOUNT}:oidc-provider/{issuer}",
        "oidcProviderUrl": f"https://{issuer}",
        "core": {
            "cluster": cluster.reference,
            "clusterIamRole": role.reference,
            "clusterSecurityGroup": clusters_group.reference,
            "endpoint": endpoint,
            "instanceRoles": [role.reference],
            "kubeconfig": kubeconfig,
            "nodeGroupOptions": {},
            "provider": provider.reference,
            "subnetIds": [*inputs.get("subnetIds", ()), *inputs.get("privateSubnetIds", ())],
            "vpcId": vpc["vpcId"],
        },
    }


def _kubeconfig(name: str, endpoint: str) -> dict[str, Any]:
    command = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "aws",
        "args": ["eks", "get-token", "--cluster-name", name],
    }
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": {"server": endpoint, "certificate-authority-data": _CERTIFICATE}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
        "users": [{"name": name, "user": {"exec": command}}],
    }


def _size(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: inputs.get(name, default) for name, default in (("minSize", 1), ("maxSize", 2))}


def _managed_node_group(component: Component) -> Outputs:
    inputs = {key: value for key, value in component.inputs.items() if key not in ("cluster", "kubeletExtraArgs")}
    group = component.declare("aws:eks/nodeGroup:NodeGroup", component.name, inputs)
    return {"nodeGroup": group.reference, "placementGroupName": ""}


def _addon(component: Component) -> Outputs:
    inputs = {key: component.inputs[key] for key in ("addonName", "addonVersion") if key in component.inputs}
    component.declare("aws:eks/addon:Addon", component.name, {"addonName": "vpc-cni", **inputs})
    return {}


def _references(children: Sequence[Child]) -> list[Mapping[str, str]]:
    return [each.reference for each in children]


_COMPONENTS: Mapping[str, Callable[[Component], Outputs]] = {
    "awsx:ec2:Vpc": _vpc,
    "eks:index:Addon": _addon,
    "eks:index:Cluster": _cluster,
    "eks:index:ManagedNodeGroup": _managed_node_group,
    "eks:index:VpcCniAddon": _addon,
}
