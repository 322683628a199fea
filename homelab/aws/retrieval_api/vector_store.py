"""The store of chunks and their vectors, as resources."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws

from homelab.aws.account import Account
from homelab.aws.policies import StatementArgs, document
from homelab.aws.retrieval_api.args import StoreArgs
from homelab.aws.retrieval_api.function.settings import StoreKind

if TYPE_CHECKING:
    from pulumi_aws.lambda_ import FunctionVpcConfigArgsDict

# State of 2026-11-28, after the versions that cfn-lint knows.
ENGINE_VERSION = "OpenSearch_3.1"
INSTANCE_TYPE = "t3.small.search"
VOLUME_GB = 10
MAX_UNITS = 2
INDEX = "chunks"
TLS_POLICY = "Policy-Min-TLS-1-2-PFS-2023-10"
NAME_LENGTH = 28
"""Characters that the shortest limit permits: that of domains."""


@dataclass(frozen=True)
class Placement:
    """How the resources of a component are called, tagged and where they are."""

    name: str
    """Name of the component."""
    identifier: pulumi.Output[str]
    """Unique name in small letters, digits and dashes, of at most `NAME_LENGTH` characters."""
    account: Account
    region: str | None
    tags: Mapping[str, pulumi.Input[str]]
    own: pulumi.ResourceOptions
    """Options of a resource that holds no data."""
    data: pulumi.ResourceOptions
    """Options of a resource that holds data."""


@dataclass(frozen=True)
class VectorStore:
    """The store, and what functions need for it."""

    settings: Mapping[str, pulumi.Input[str]]
    """Values of `homelab.aws.retrieval_api.function.settings.Settings`."""
    reading: Sequence[StatementArgs]
    """What the API may do."""
    writing: Sequence[StatementArgs]
    """What the ingestion may do, in addition."""
    vpc: "FunctionVpcConfigArgsDict | None" = None
    """Where the functions have to run."""
    domain_name: pulumi.Output[str] | None = None
    """Name of a domain, for its alarms."""


def create_vector_store(
    args: StoreArgs, place: Placement, *, dimensions: int, readers: Sequence[aws.iam.Role]
) -> VectorStore:
    """Create the store.

    :param readers: Roles of the functions, to which the store answers.
    """
    match args.get("kind", StoreKind.S3_VECTORS):
        case StoreKind.DOMAIN:
            return _create_domain(args, place, readers)
        case StoreKind.SERVERLESS:
            return _create_serverless(args, place, readers)
        case _:
            return _create_s3_vectors(place, dimensions)


def _create_s3_vectors(place: Placement, dimensions: int) -> VectorStore:
    bucket = aws.s3.VectorsVectorBucket(
        f"{place.name}-vectors",
        vector_bucket_name=place.identifier,
        region=place.region,
        tags=place.tags,
        opts=place.data,
    )
    index = aws.s3.VectorsIndex(
        f"{place.name}-vectors",
        vector_bucket_name=bucket.vector_bucket_name,
        index_name=INDEX,
        data_type="float32",
        dimension=dimensions,
        distance_metric="cosine",
        # Texts are too long to filter by.
        metadata_configuration={"non_filterable_metadata_keys": ["text", "title"]},
        region=place.region,
        tags=place.tags,
        opts=place.data,
    )
    reading: StatementArgs = {
        "sid": "SearchVectors",
        "actions": ["s3vectors:QueryVectors", "s3vectors:GetVectors", "s3vectors:ListVectors", "s3vectors:GetIndex"],
        "resources": [index.index_arn],
    }
    writing: StatementArgs = {
        "sid": "WriteVectors",
        "actions": ["s3vectors:PutVectors", "s3vectors:DeleteVectors"],
        "resources": [index.index_arn],
    }
    settings = {"store_bucket": bucket.vector_bucket_name, "store_index": index.index_name}
    return VectorStore(settings, [reading], [writing])


def _create_domain(args: StoreArgs, place: Placement, readers: Sequence[aws.iam.Role]) -> VectorStore:
    count = args.get("instance_count", 1)
    vpc = _create_security_groups(args, place) if "vpc_id" in args else None
    domain = aws.opensearch.Domain(
        f"{place.name}-chunks",
        domain_name=place.identifier,
        engine_version=ENGINE_VERSION,
        cluster_config={
            "instance_type": args.get("instance_type", INSTANCE_TYPE),
            "instance_count": count,
            "zone_awareness_enabled": count > 1,
        },
        ebs_options={"ebs_enabled": True, "volume_type": "gp3", "volume_size": args.get("volume_gb", VOLUME_GB)},
        encrypt_at_rest={"enabled": True},
        node_to_node_encryption={"enabled": True},
        domain_endpoint_options={"enforce_https": True, "tls_security_policy": TLS_POLICY},
        vpc_options={"subnet_ids": args["subnet_ids"][: min(count, 2)], "security_group_ids": [vpc.domain]}
        if vpc and "subnet_ids" in args
        else None,
        access_policies=document(
            [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": [role.arn for role in readers]},
                    "Action": _HTTP_ACTIONS,
                    "Resource": place.account.arn("es", pulumi.Output.concat("domain/", place.identifier, "/*")),
                }
            ]
        ),
        region=place.region,
        tags=place.tags,
        opts=place.data,
    )
    statement: StatementArgs = {
        "sid": "SearchDomain",
        "actions": _HTTP_ACTIONS,
        "resources": [pulumi.Output.concat(domain.arn, f"/{INDEX}*")],
    }
    settings = {"store_endpoint": pulumi.Output.concat("https://", domain.endpoint), "store_index": INDEX}
    functions: FunctionVpcConfigArgsDict | None = None
    if vpc and "subnet_ids" in args:
        functions = {"subnet_ids": args["subnet_ids"], "security_group_ids": [vpc.functions]}
    return VectorStore(settings, [statement], [], functions, domain.domain_name)


_HTTP_ACTIONS = ["es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut", "es:ESHttpDelete"]


@dataclass(frozen=True)
class _SecurityGroups:
    """Ids of the groups of the domain and of the functions."""

    domain: pulumi.Output[str]
    functions: pulumi.Output[str]


def _create_security_groups(args: StoreArgs, place: Placement) -> _SecurityGroups:
    """Groups that let the functions reach the domain, and whatever they have to call."""
    domain = aws.ec2.SecurityGroup(
        f"{place.name}-chunks",
        description=f"OpenSearch of {place.name}",
        vpc_id=args.get("vpc_id"),
        egress=[],
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    functions = aws.ec2.SecurityGroup(
        f"{place.name}-functions",
        description=f"Functions of {place.name}",
        vpc_id=args.get("vpc_id"),
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    aws.vpc.SecurityGroupIngressRule(
        f"{place.name}-chunks",
        security_group_id=domain.id,
        referenced_security_group_id=functions.id,
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        description=f"Functions of {place.name}",
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    _open_ways(args, place, domain, functions)
    return _SecurityGroups(domain.id, functions.id)


def _open_ways(
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


def _create_serverless(args: StoreArgs, place: Placement, readers: Sequence[aws.iam.Role]) -> VectorStore:
    units = args.get("max_units", MAX_UNITS)
    collections = place.identifier.apply(lambda name: [f"collection/{name}"])
    group = aws.opensearch.ServerlessCollectionGroup(
        f"{place.name}-chunks",
        name=place.identifier,
        generation="NEXTGEN",
        standby_replicas="ENABLED",
        capacity_limits=[
            {
                "min_indexing_capacity_in_ocu": 0,
                "max_indexing_capacity_in_ocu": units,
                "min_search_capacity_in_ocu": 0,
                "max_search_capacity_in_ocu": units,
            }
        ],
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    policies = [_security_policy(place, kind, collections) for kind in ("encryption", "network")]
    collection = aws.opensearch.ServerlessCollection(
        f"{place.name}-chunks",
        name=place.identifier,
        type="VECTORSEARCH",
        collection_group_name=group.name,
        region=place.region,
        tags=place.tags,
        # Without an encryption policy, it cannot be created.
        opts=pulumi.ResourceOptions.merge(place.data, pulumi.ResourceOptions(depends_on=policies)),
    )
    aws.opensearch.ServerlessAccessPolicy(
        f"{place.name}-chunks",
        name=place.identifier,
        type="data",
        policy=pulumi.Output.json_dumps(_data_access(place.identifier, readers)),
        region=place.region,
        opts=place.own,
    )
    # Its policy of data access says to what of it.
    statement: StatementArgs = {
        "sid": "SearchCollection",
        "actions": ["aoss:APIAccessAll"],
        "resources": [collection.arn],
    }
    return VectorStore({"store_endpoint": collection.collection_endpoint, "store_index": INDEX}, [statement], [])


def _security_policy(
    place: Placement, kind: str, collections: pulumi.Output[list[str]]
) -> aws.opensearch.ServerlessSecurityPolicy:
    def text(resources: list[str]) -> str:
        rule = {"ResourceType": "collection", "Resource": resources}
        if kind == "encryption":
            return json.dumps({"Rules": [rule], "AWSOwnedKey": True})
        # Public means: from anywhere, with a signature of a role that the policy of data access names.
        return json.dumps([{"Rules": [rule], "AllowFromPublic": True}])

    return aws.opensearch.ServerlessSecurityPolicy(
        f"{place.name}-{kind}",
        name=place.identifier,
        type=kind,
        policy=collections.apply(text),
        region=place.region,
        opts=place.own,
    )


def _data_access(identifier: pulumi.Output[str], readers: Sequence[aws.iam.Role]) -> list[dict[str, Any]]:
    return [
        {
            "Rules": [
                {
                    "ResourceType": "collection",
                    "Resource": [pulumi.Output.concat("collection/", identifier)],
                    "Permission": ["aoss:DescribeCollectionItems"],
                },
                {
                    "ResourceType": "index",
                    "Resource": [pulumi.Output.concat("index/", identifier, f"/{INDEX}*")],
                    "Permission": [
                        *("aoss:CreateIndex", "aoss:DescribeIndex", "aoss:UpdateIndex"),
                        *("aoss:ReadDocument", "aoss:WriteDocument"),
                    ],
                },
            ],
            "Principal": [role.arn for role in readers],
        }
    ]
