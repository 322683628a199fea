"""Arguments that say what is watched."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, no_effect_with, one_required, rules
from homelab.arguments.constraints import BUCKET, NAME, matching, whole_number
from homelab.aws.component import AWSArgs

_GLOBAL_KEY_ARN = matching(
    r"arn:aws[a-z-]*:kms:us-east-1:[0-9]{12}:key/\S+", "the ARN of a key in us-east-1, not of its alias"
)


def _are_different(values: Sequence[object]) -> bool:
    plain = [each for each in values if isinstance(each, str)]
    return len(plain) == len({*plain})


@rules(mutually_exclusive("instance_id", "cluster_id", required=True))
@constrain(instance_id=NAME, cluster_id=NAME)
class WatchedPostgresArgs(TypedDict):
    """A database of RDS, or an Aurora cluster."""

    instance_id: NotRequired[pulumi.Input[str]]
    """Identifier of an instance of RDS. Default: none."""
    cluster_id: NotRequired[pulumi.Input[str]]
    """Identifier of an Aurora cluster. Default: none."""


@constrain(cluster_id=NAME)
class WatchedDocumentDatabaseArgs(TypedDict):
    """A DocumentDB cluster."""

    cluster_id: pulumi.Input[str]
    """Identifier of the cluster."""


@rules(
    mutually_exclusive("replication_group_id", "serverless_cache_name", required=True),
    no_effect_with("serverless_cache_name", "nodes"),
)
@constrain(replication_group_id=NAME, serverless_cache_name=NAME, nodes=whole_number(1, 6))
class WatchedCacheArgs(TypedDict):
    """A cache of ElastiCache."""

    replication_group_id: NotRequired[pulumi.Input[str]]
    """Id of a replication group, cluster mode off. Default: none."""
    nodes: NotRequired[int]
    """How many nodes the group has; each has metrics of its own. Default: 2."""
    serverless_cache_name: NotRequired[pulumi.Input[str]]
    """Name of a serverless cache. Default: none."""


def _edge_has_content(group: Mapping[str, Any]) -> Iterable[str]:
    if not group.keys() - {"kms_key_arn"}:
        yield "missing argument: one of load_balancer_arn_suffix, distribution_id, web_acl_name"
    if "target_group_arn_suffix" in group and "load_balancer_arn_suffix" not in group:
        yield "missing argument load_balancer_arn_suffix: metrics of a target group are those of both"
    if "kms_key_arn" in group and not group.keys() & {"distribution_id", "web_acl_name"}:
        yield "kms_key_arn has no effect without distribution_id or web_acl_name: remove it"


@rules(
    Rule(
        ("load_balancer_arn_suffix", "target_group_arn_suffix", "distribution_id", "web_acl_name", "kms_key_arn"),
        _edge_has_content,
    )
)
@constrain(
    load_balancer_arn_suffix=matching(
        r"(?!arn:)\S+", "the end of a load balancer's ARN such as 'app/chat/0a1b2c3d4e5f6071'"
    ),
    target_group_arn_suffix=matching(
        r"(?!arn:)\S+", "the end of a target group's ARN such as 'targetgroup/chat/0a1b2c3d4e5f6071'"
    ),
    distribution_id=matching(r"(?!arn:)\S+", "the id of a distribution such as 'E1A2B3C4D5E6F7'"),
    web_acl_name=matching(r"(?!arn:)\S+", "the name of a web ACL's metric such as 'chat'"),
    kms_key_arn=_GLOBAL_KEY_ARN,
)
class WatchedEdgeArgs(TypedDict):
    """What people reach the workspace by."""

    load_balancer_arn_suffix: NotRequired[pulumi.Input[str]]
    """End of the load balancer's ARN, from ``app/`` on. Default: none."""
    target_group_arn_suffix: NotRequired[pulumi.Input[str]]
    """End of the target group's ARN, from ``targetgroup/`` on. Default: none."""
    distribution_id: NotRequired[pulumi.Input[str]]
    """Id of a distribution of CloudFront. Default: none."""
    web_acl_name: NotRequired[pulumi.Input[str]]
    """Name of the metric of a web ACL of CloudFront, in its ``visibility_config``. Default: none."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key in us-east-1 for the topic that is told of these two, whose alarms can be there alone. Default: a new one."""


@constrain(
    models=Constraint(
        "one to ten different ids such as 'global.anthropic.claude-sonnet-5'",
        # Ten metrics are the most that an alarm adds up.
        lambda value: 0 < len(value) <= 10 and _are_different(value),
        {"minItems": 1, "maxItems": 10},
    )
)
class WatchedBedrockArgs(TypedDict):
    """Models of Bedrock."""

    models: list[pulumi.Input[str]]
    """Ids that requests name: of models, of inference profiles, or the ARNs of application inference profiles."""


@constrain(cluster_name=NAME)
class WatchedClusterArgs(TypedDict):
    """An EKS cluster, by Container Insights."""

    cluster_name: pulumi.Input[str]
    """Name of the cluster."""
    container_insights: NotRequired[bool]
    """Install the add-on ``amazon-cloudwatch-observability``, which measures nodes and pods and collects logs of all
    namespaces; false if the cluster has it already. It needs EKS Pod Identity. Default: true."""


WATCHED = ("postgres", "document_database", "cache", "edge", "bedrock", "bucket", "cluster")


@rules(one_required(*WATCHED))
@constrain(bucket=BUCKET)
class WatchedArgs(AWSArgs):
    """What is watched, named by its identifiers."""

    postgres: NotRequired[WatchedPostgresArgs]
    """The database of vectors. Default: not watched."""
    document_database: NotRequired[WatchedDocumentDatabaseArgs]
    """LibreChat's database. Default: not watched."""
    cache: NotRequired[WatchedCacheArgs]
    """The cache. Default: not watched."""
    edge: NotRequired[WatchedEdgeArgs]
    """Load balancer, CloudFront and firewall. Default: not watched."""
    bedrock: NotRequired[WatchedBedrockArgs]
    """Models. Default: not watched."""
    bucket: NotRequired[pulumi.Input[str]]
    """Name of the bucket with files, whose size the dashboard shows. Default: not watched."""
    cluster: NotRequired[WatchedClusterArgs]
    """The cluster. Default: not watched."""
