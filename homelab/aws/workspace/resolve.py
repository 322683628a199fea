"""What an `AWSWorkspace` consists of, as plain data: checked as a whole before anything is declared."""

from collections.abc import Mapping

from homelab.arguments import check
from homelab.aws.backup import BackupArgs
from homelab.aws.bedrock.args import BedrockAccessArgs
from homelab.aws.cache import CacheArgs
from homelab.aws.costs import CostsArgs
from homelab.aws.document_database import DocumentDatabaseArgs
from homelab.aws.edge.args import EdgeArgs
from homelab.aws.file_bucket import FileBucketArgs
from homelab.aws.monitoring import MonitoringArgs
from homelab.aws.postgres_database import PostgresDatabaseArgs
from homelab.aws.workspace.args import AWSWorkspaceArgs
from homelab.aws.workspace.plan import Plan
from homelab.aws.workspace.presets import parts_of
from homelab.aws.workspace.watched import monitoring_args
from homelab.kubernetes import check_name
from homelab.modules.ai_workspace_args import AIWorkspaceArgs

MAX_NAME_LENGTH = 19
"""Limit that leaves room for the suffix of the edge, whose load balancer has a name of at most 32 characters."""
_UNKNOWN_GROUP = "sg-0"
"""In checks, for the security group that is looked up."""
_UNKNOWN_ARN = "arn:aws:s3:::unknown"
_ARGS: Mapping[str, type] = {
    "bedrock": BedrockAccessArgs,
    "files": FileBucketArgs,
    "postgres": PostgresDatabaseArgs,
    "document_database": DocumentDatabaseArgs,
    "cache": CacheArgs,
    "edge": EdgeArgs,
    "costs": CostsArgs,
}
"""Arguments of the components that take more than the part says."""


def resolve(name: str, args: AWSWorkspaceArgs) -> Plan:
    """Check the arguments of an `AWSWorkspace`, also for each of its parts.

    :raises ArgumentError: Something is wrong.
    """
    owner = f"AWSWorkspace {name!r}"
    check_name("AWSWorkspace", name, max_length=MAX_NAME_LENGTH)
    args = check(AWSWorkspaceArgs, args, owner)
    plan = Plan(name, args, parts_of(args))
    groups = args.get("node_security_group_ids", [_UNKNOWN_GROUP])
    for part, args_type in _ARGS.items():
        if plan.is_created(part):
            check(args_type, plan.component_args(part, groups), f"{owner}, {part}")
    if "backup" in plan.parts:
        backup = {**plan.component_args("backup", groups), "resource_arns": [_UNKNOWN_ARN]}
        check(BackupArgs, backup, f"{owner}, backup")
    if "monitoring" in plan.parts:
        check(MonitoringArgs, monitoring_args(plan, {}), f"{owner}, monitoring")
    librechat = {"domain": args["domain"], **args.get("workspace", {}).get("librechat", {})}
    rest = {"namespace": plan.namespace, **args.get("workspace", {}), "librechat": librechat}
    check(AIWorkspaceArgs, rest, f"{owner}, workspace")
    return plan
