"""A collection of OpenSearch Serverless, of generation NEXTGEN: nothing runs after ten idle minutes."""

from typing import Any

import pulumi
import pulumi_aws as aws

from homelab.aws.policies import StatementArgs
from homelab.aws.retrieval_api.args import StoreArgs
from homelab.aws.retrieval_api.placement import Placement
from homelab.aws.retrieval_api.roles import Roles
from homelab.aws.retrieval_api.vector_store.base import INDEX, VectorStore

MAX_UNITS = 2


def create_serverless(args: StoreArgs, place: Placement, roles: Roles) -> VectorStore:
    """Create a group of no least capacity, a collection in it, and what lets the functions in."""
    units = args.get("max_units", MAX_UNITS)
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
    encryption = {"AWSOwnedKey": True} if place.kms_key_arn is None else {"KmsARN": place.kms_key_arn}
    policies = [
        _security_policy(place, "encryption", encryption),
        # Public means: from anywhere, with a signature of a role that the policy of data access names.
        _security_policy(place, "network", {"AllowFromPublic": True}),
    ]
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
        policy=pulumi.Output.json_dumps(_data_access(place.identifier, roles)),
        region=place.region,
        opts=place.own,
    )
    # Its policy of data access says to what of it.
    statement: StatementArgs = {
        "sid": "SearchCollection",
        "actions": ["aoss:APIAccessAll"],
        "resources": [collection.arn],
    }
    return VectorStore({"store_endpoint": collection.collection_endpoint, "store_index": INDEX}, [statement])


def _security_policy(place: Placement, kind: str, rules: dict[str, Any]) -> aws.opensearch.ServerlessSecurityPolicy:
    rule = {"ResourceType": "collection", "Resource": [pulumi.Output.concat("collection/", place.identifier)]}
    policy: Any = {"Rules": [rule], **rules}
    return aws.opensearch.ServerlessSecurityPolicy(
        f"{place.name}-{kind}",
        name=place.identifier,
        type=kind,
        policy=pulumi.Output.json_dumps(policy if kind == "encryption" else [policy]),
        region=place.region,
        opts=place.own,
    )


def _data_access(identifier: pulumi.Output[str], roles: Roles) -> list[dict[str, Any]]:
    """Who may do what to the collection: both, its policy and IAM's, have to permit it."""
    permissions = {
        roles.api: ["aoss:DescribeIndex", "aoss:ReadDocument"],
        roles.ingestion: [
            *("aoss:CreateIndex", "aoss:DescribeIndex", "aoss:UpdateIndex"),
            *("aoss:ReadDocument", "aoss:WriteDocument"),
        ],
    }
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
                    "Permission": permitted,
                },
            ],
            "Principal": [role.arn],
        }
        for role, permitted in permissions.items()
    ]
