"""A domain of OpenSearch."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.policies import StatementArgs, document
from homelab.aws.retrieval_api.args import StoreArgs
from homelab.aws.retrieval_api.placement import Placement
from homelab.aws.retrieval_api.roles import Roles
from homelab.aws.retrieval_api.vector_store.base import INDEX, VectorStore
from homelab.aws.retrieval_api.vector_store.network import create_security_groups

if TYPE_CHECKING:
    from pulumi_aws.lambda_ import FunctionVpcConfigArgsDict
    from pulumi_aws.opensearch import DomainEncryptAtRestArgsDict, DomainVpcOptionsArgsDict

VERSION = "3.3"
INSTANCE_TYPE = "t3.small.search"
VOLUME_GB = 10
TLS_POLICY = "Policy-Min-TLS-1-2-PFS-2023-10"
ZONES = 2
"""Availability zones of several nodes."""
SEARCHES: Mapping[str, Sequence[str]] = {
    "es:ESHttpGet": [f"{INDEX}/_count"],
    "es:ESHttpPost": [f"{INDEX}/_search", f"{INDEX}/_msearch"],
}
"""What the API asks of which paths."""
WRITES: Mapping[str, Sequence[str]] = {
    action: [INDEX, f"{INDEX}/*"]
    for action in ("es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut")
}


def create_domain(args: StoreArgs, place: Placement, roles: Roles) -> VectorStore:
    """Create a domain, in a VPC if there is one, and what lets the functions in."""
    in_vpc, functions = _network(args, place)
    count = args.get("instance_count", 1)
    encryption: DomainEncryptAtRestArgsDict = {"enabled": True}
    if place.kms_key_arn is not None:
        encryption["kms_key_id"] = place.kms_key_arn
    domain = aws.opensearch.Domain(
        f"{place.name}-chunks",
        domain_name=place.identifier,
        engine_version=f"OpenSearch_{args.get('version', VERSION)}",
        cluster_config={
            "instance_type": args.get("instance_type", INSTANCE_TYPE),
            "instance_count": count,
            "zone_awareness_enabled": count > 1,
        },
        ebs_options={"ebs_enabled": True, "volume_type": "gp3", "volume_size": args.get("volume_gb", VOLUME_GB)},
        encrypt_at_rest=encryption,
        node_to_node_encryption={"enabled": True},
        domain_endpoint_options={"enforce_https": True, "tls_security_policy": TLS_POLICY},
        vpc_options=in_vpc,
        access_policies=_access(place, roles),
        region=place.region,
        tags=place.tags,
        opts=place.data,
    )
    return VectorStore(
        {"store_endpoint": pulumi.Output.concat("https://", domain.endpoint), "store_index": INDEX},
        _statements("Search", domain.arn, SEARCHES),
        _statements("Index", domain.arn, WRITES),
        functions,
        domain.domain_name,
    )


def _network(
    args: StoreArgs, place: Placement
) -> "tuple[DomainVpcOptionsArgsDict | None, FunctionVpcConfigArgsDict | None]":
    """Where the domain and the functions are."""
    if "vpc_id" not in args or "subnet_ids" not in args:
        return None, None
    groups = create_security_groups(args, place, args["vpc_id"])
    # A domain has as many subnets as zones.
    subnets = args["subnet_ids"][: min(args.get("instance_count", 1), ZONES)]
    return (
        {"subnet_ids": subnets, "security_group_ids": [groups.domain]},
        {"subnet_ids": args["subnet_ids"], "security_group_ids": [groups.functions]},
    )


def _access(place: Placement, roles: Roles) -> pulumi.Output[str]:
    """The domain's own policy: what it does not permit, a public domain refuses to everybody else."""
    arn = place.account.arn("es", pulumi.Output.concat("domain/", place.identifier))
    permitted = [(roles.api, SEARCHES), (roles.ingestion, WRITES)]
    return document(
        [
            {
                "Effect": "Allow",
                "Principal": {"AWS": [role.arn]},
                "Action": [action],
                "Resource": [pulumi.Output.concat(arn, "/", path) for path in paths],
            }
            for role, actions in permitted
            for action, paths in actions.items()
        ]
    )


def _statements(
    purpose: str, domain_arn: pulumi.Output[str], actions: Mapping[str, Sequence[str]]
) -> list[StatementArgs]:
    return [
        {
            "sid": f"{purpose}By{action.removeprefix('es:ESHttp')}",
            "actions": [action],
            "resources": [pulumi.Output.concat(domain_arn, "/", path) for path in paths],
        }
        for action, paths in actions.items()
    ]
