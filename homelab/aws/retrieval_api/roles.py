"""Roles of the two functions."""

from dataclasses import dataclass

import pulumi_aws as aws

from homelab.aws.policies import trust_policy
from homelab.aws.retrieval_api.placement import Placement

API, INGESTION = "api", "ingest"
"""What a function's name ends with, and its handler in `function.handlers`."""


@dataclass(frozen=True)
class Roles:
    """Roles that Lambda takes on for the functions."""

    api: aws.iam.Role
    ingestion: aws.iam.Role


def create_roles(place: Placement) -> Roles:
    """Create the roles, without permissions yet."""
    return Roles(create_role(place, API, "lambda"), create_role(place, INGESTION, "lambda"))


def create_role(place: Placement, suffix: str, service: str) -> aws.iam.Role:
    """Create a role that a service takes on for what is in this account."""
    return aws.iam.Role(
        f"{place.name}-{suffix}",
        assume_role_policy=trust_policy(
            {"Service": f"{service}.amazonaws.com"},
            ["sts:AssumeRole"],
            {"StringEquals": {"aws:SourceAccount": place.account.id}},
        ),
        tags=place.tags,
        opts=place.own,
    )
