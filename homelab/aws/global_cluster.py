"""A cluster of DocumentDB in one of the regions of a global cluster, of which one is written to."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain
from homelab.arguments.constraints import matching

_TOO_SMALL = r"db\.(t3|t4g|r4)\."
"""Classes of instances that AWS refuses in global clusters."""


@constrain(
    identifier=matching(
        r"[a-z](-?[a-z0-9])*", "the identifier of a global cluster such as 'ai-documents'", max_length=255
    )
)
class GlobalClusterArgs(TypedDict):
    """A global cluster, and whether this is its primary cluster."""

    identifier: pulumi.Input[str]
    """Identifier of the ``aws.docdb.GlobalCluster``."""
    user_password: NotRequired[pulumi.Input[str]]
    """Password of LibreChat's user in the primary cluster, for a secondary one: it has the primary's data and users,
    and is read-only until it is promoted. Default: none; this is the primary cluster."""


def is_secondary(args: Mapping[str, Any]) -> bool:
    """Whether a cluster has the data and users of one in another region."""
    return "user_password" in args.get("global_cluster", {})


def _global(group: Mapping[str, Any], default_class: str) -> Iterable[str]:
    if "global_cluster" not in group:
        return
    instance_class = group.get("instance_class", default_class)
    if group.get("kind", "instances") == "instances" and re.match(_TOO_SMALL, instance_class):
        yield (
            f"instance_class {instance_class}: AWS refuses db.t3, db.t4g and db.r4 in a global_cluster: expected "
            "another such as db.r6g.large"
        )
    if not is_secondary(group):
        return
    if "kms_key_arn" not in group:
        yield "missing argument kms_key_arn: a copy in another region is encrypted with a key of that region"
    if "password_rotation" in group:
        yield "password_rotation has no effect with global_cluster.user_password: set it in the primary cluster"


def fits_a_global_cluster(default_class: str) -> Rule:
    """What AWS requires of clusters in a global cluster.

    :param default_class: Class of the instances where no argument says another one.
    """
    return Rule(
        ("global_cluster", "kind", "instance_class", "kms_key_arn", "password_rotation"),
        lambda group: _global(group, default_class),
    )
