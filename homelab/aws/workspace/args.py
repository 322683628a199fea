"""Arguments of `AWSWorkspace`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import NAME, NAMESPACE
from homelab.aws.audit import AuditSettings
from homelab.aws.backup import BackupSettings
from homelab.aws.bedrock.args import BedrockSettings
from homelab.aws.cache import CacheSettings
from homelab.aws.component import SECURITY_GROUP_IDS, SUBNET_IDS, VPC_ID, AWSArgs
from homelab.aws.costs import CostsSettings
from homelab.aws.document_database import DocumentDatabaseSettings
from homelab.aws.edge.args import PUBLIC_DOMAIN, EdgeSettings
from homelab.aws.file_bucket import FileBucketSettings
from homelab.aws.monitoring.args import MonitoringSettings
from homelab.aws.pod_identity import IdentityArgs
from homelab.aws.policies import StatementArgs
from homelab.aws.postgres_database import PostgresDatabaseSettings
from homelab.aws.workspace.nodes import NodesArgs
from homelab.aws.workspace.presets import PARTS, parts_of
from homelab.components.documentdb.args import ExternalDocumentDBArgs
from homelab.components.librechat.storage.args import FileStorageArgs
from homelab.components.pgvector.args import ExternalPgVectorArgs
from homelab.components.valkey.args import ExternalValkeyArgs
from homelab.modules.presets import PresetChoice

GIVEN_BY = {
    "namespace": "namespace",
    "create_namespace": "create_namespace",
    "preset": "preset",
    "retain": "retain",
    "librechat.domain": "domain",
    "librechat.service_account": "the roles that it creates",
    "rag.service_account": "the roles that it creates",
    "librechat.storage": "files",
    "bedrock": "bedrock",
    "pgvector": "postgres",
    "documentdb": "document_database",
    "valkey": "cache",
    "librechat.trust_proxy": "edge",
    "librechat.ingress": "edge",
    "librechat.route": "edge",
}
"""Arguments of `homelab.AIWorkspace` that follow from others here, and from which."""


class _Part(TypedDict):
    """A part that can be left out."""

    skip: NotRequired[bool]
    """Leave it out, where the preset has it. Default: false."""


class BedrockPart(BedrockSettings, _Part):
    """Models on Amazon Bedrock."""


class FilesPart(FileBucketSettings, _Part):
    """Files in S3; with ``skip`` they are on a volume of the cluster."""

    existing: NotRequired[FileStorageArgs]
    """Existing storage to use instead, as in ``librechat.storage``. Default: none."""
    statements: NotRequired[list[StatementArgs]]
    """What LibreChat's role may do with existing storage that has no keys of its own. Default: nothing."""


class PostgresPart(PostgresDatabaseSettings, _Part):
    """Postgres with pgvector; with ``skip`` it is in the cluster."""

    existing: NotRequired[ExternalPgVectorArgs]
    """Existing database to use instead, as in ``pgvector.external``. Default: none."""


class DocumentDatabasePart(DocumentDatabaseSettings, _Part):
    """LibreChat's database; with ``skip`` it is in the cluster."""

    existing: NotRequired[ExternalDocumentDBArgs]
    """Existing database to use instead, as in ``documentdb.external``: of DocumentDB or Atlas. Default: none."""


class CachePart(CacheSettings, _Part):
    """Valkey; with ``skip`` it is in the cluster."""

    existing: NotRequired[ExternalValkeyArgs]
    """Existing server to use instead, as in ``valkey.external``. Default: none."""


class EdgePart(EdgeSettings, _Part):
    """How users reach LibreChat; with ``skip`` by ``workspace.librechat.ingress`` or ``route``."""

    subnet_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Subnets of the load balancer, public ones if it is internet-facing. Default: those of the workspace."""


class MonitoringPart(MonitoringSettings, _Part):
    """Alarms and a dashboard for everything that there is."""

    container_insights: NotRequired[bool]
    """Measure nodes and pods, and collect their logs, by an add-on of the cluster; it may have it already. Default:
    false."""


class CostsPart(CostsSettings, _Part):
    """A budget, unusual costs and cost allocation tags."""


class BackupPart(BackupSettings, _Part):
    """AWS Backup of databases and files."""


class AuditPart(AuditSettings, _Part):
    """Who did what with which file."""


def _at(arguments: Mapping[str, Any], path: str) -> bool:
    group: Any = arguments
    for key in path.split("."):
        if not isinstance(group, Mapping) or key not in group:
            return False
        group = group[key]
    return True


def _given_elsewhere(group: Mapping[str, Any]) -> Iterable[str]:
    there = parts_of(group)
    for path, source in GIVEN_BY.items():
        is_given = source not in PARTS or source in there
        if is_given and _at(group.get("workspace", {}), path):
            instead = f", or set {source}.skip: true" if source in PARTS else ""
            yield f"workspace.{path} is set by {source}: remove it{instead}"


def _existing_alone(group: Mapping[str, Any]) -> Iterable[str]:
    for name in PARTS:
        part = group.get(name, {})
        for word, companions in (("skip", ()), ("existing", ("statements",))):
            if part.get(word):
                others = (key for key in part if key not in (word, *companions))
                yield from (f"{name}.{key} has no effect with {name}.{word}: remove one" for key in others)
    if "statements" in group.get("files", {}) and "existing" not in group["files"]:
        yield "files.statements has no effect without files.existing: remove it"


def _has_what_it_is_about(group: Mapping[str, Any]) -> Iterable[str]:
    there = parts_of(group)
    if "audit" in there and ("files" not in there or "existing" in there["files"]):
        yield "audit needs files: it is about their bucket"
    stores = ("postgres", "document_database", "files")
    if "backup" in there and all("existing" in there.get(name, {"existing": {}}) for name in stores):
        yield f"backup needs one of {', '.join(stores)} without existing: there is nothing else to back up"


@rules(
    Rule((*PARTS, "preset", "workspace"), _given_elsewhere),
    Rule(PARTS, _existing_alone),
    Rule((*PARTS, "preset"), _has_what_it_is_about),
)
@constrain(
    vpc_id=VPC_ID,
    subnet_ids=SUBNET_IDS,
    cluster_name=NAME,
    node_security_group_ids=SECURITY_GROUP_IDS,
    domain=PUBLIC_DOMAIN,
    namespace=NAMESPACE,
    workspace=Constraint("a map of arguments of AIWorkspace"),
)
class AWSWorkspaceArgs(AWSArgs):
    """A workspace on EKS, and what it needs on AWS.

    ``preset`` says which of the parts there are, and how large they are; what is set in a part wins over it, and a part
    that is set is there.
    """

    vpc_id: pulumi.Input[str]
    """The cluster's VPC."""
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Private subnets in at least two availability zones."""
    cluster_name: pulumi.Input[str]
    """Name of the EKS cluster."""
    node_security_group_ids: NotRequired[list[pulumi.Input[str]]]
    """Security groups of the cluster's nodes, from which pods connect. Default: the cluster's own one, looked up."""
    domain: str
    """Domain name for users."""
    namespace: NotRequired[str]
    """Namespace of the workspace. Default: the workspace's name."""
    create_namespace: NotRequired[bool]
    """Whether to create the namespace. Default: true."""
    preset: NotRequired[PresetChoice]
    """Size of the workspace, and which parts are on AWS. Default: development, with files and models alone."""
    identity: NotRequired[IdentityArgs]
    """How pods get roles. Default: by EKS Pod Identity."""
    nodes: NotRequired[NodesArgs]
    """Which nodes the pods run on. Default: the cluster's choice."""

    bedrock: NotRequired[BedrockPart]
    """Models. Default: in every preset."""
    files: NotRequired[FilesPart]
    """Files. Default: in every preset."""
    postgres: NotRequired[PostgresPart]
    """The RAG API's database. Default: for staging and production."""
    document_database: NotRequired[DocumentDatabasePart]
    """LibreChat's database. Default: for staging and production."""
    cache: NotRequired[CachePart]
    """Cache, sessions and streams. Default: for staging and production."""
    edge: NotRequired[EdgePart]
    """Load balancer, CloudFront, firewall and DNS. Default: for staging and production."""
    monitoring: NotRequired[MonitoringPart]
    """Alarms and dashboard. Default: for staging and production."""
    costs: NotRequired[CostsPart]
    """Budget. Default: none."""
    backup: NotRequired[BackupPart]
    """AWS Backup. Default: for production."""
    audit: NotRequired[AuditPart]
    """Trail of the files' bucket. Default: none."""

    workspace: NotRequired[dict[str, Any]]
    """Further arguments of `homelab.AIWorkspace`, in its own words. Default: none."""
