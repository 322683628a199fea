"""AWSWorkspace: a workspace on EKS, with what it needs on AWS."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

import pulumi
import pulumi_aws as aws

from homelab.aws.audit import Audit
from homelab.aws.backup import Backup
from homelab.aws.bedrock.access import BedrockAccess
from homelab.aws.cache import Cache
from homelab.aws.component import AWSComponent
from homelab.aws.costs import Costs
from homelab.aws.document_database import DocumentDatabase
from homelab.aws.edge.component import Edge
from homelab.aws.file_bucket import FileBucket
from homelab.aws.monitoring import Monitoring
from homelab.aws.pod_identity import PodIdentity, PodIdentityArgs
from homelab.aws.policies import StatementArgs
from homelab.aws.postgres_database import PostgresDatabase
from homelab.aws.workspace.args import AWSWorkspaceArgs
from homelab.aws.workspace.groups import WorkspaceParts, workspace_args
from homelab.aws.workspace.resolve import resolve
from homelab.aws.workspace.watched import Identifiers, monitoring_args
from homelab.kubernetes.service_account import ServiceAccountArgs
from homelab.modules.ai_workspace import AIWorkspace
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.namespace import create_namespace

Part = TypeVar("Part", bound=AWSComponent)


class AWSWorkspace(AWSComponent):
    """A private AI workspace on EKS, and what it needs on AWS: files and models, and by ``preset`` much more.

    ```python
    AWSWorkspace("ai", {
        "vpc_id": vpc.vpc_id,
        "subnet_ids": vpc.private_subnet_ids,
        "cluster_name": cluster.eks_cluster.name,
        "region": "eu-central-1",
        "domain": "chat.example.com",
    })
    ```

    Objects of Kubernetes go to the cluster of ``opts.providers``. A part is left out with ``skip: true``, and replaced
    by what there is with ``existing``; everything else of the workspace is in ``workspace``, in `AIWorkspace`'s own
    words.

    **Cost**: the sum of its parts, which `homelab render` estimates: with development next to nothing but tokens, as
    everything is in the cluster; with production above all the databases, then load balancer and firewall.
    """

    workspace: AIWorkspace
    """The workspace in the cluster."""
    url: pulumi.Output[str]
    """URL for users."""
    models: BedrockAccess | None
    """Models; None without them."""
    files: FileBucket | None
    """Bucket with files; None without one of its own."""
    postgres: PostgresDatabase | None
    """The RAG API's database; None if it is in the cluster, or an existing one."""
    document_database: DocumentDatabase | None
    """LibreChat's database; None if it is in the cluster, or an existing one."""
    cache: Cache | None
    """The cache; None if it is in the cluster, or an existing one."""
    edge: Edge | None
    """Load balancer, CloudFront, firewall and DNS; None without them."""
    monitoring: Monitoring | None
    """Alarms and dashboard; None without them."""

    def __init__(self, name: str, args: AWSWorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        self._plan = resolve(name, args)
        super().__init__(name, self._plan.args, opts)
        self._namespace = self._create_namespace()
        self._security_groups = self._find_security_groups()
        self.models = self._create("bedrock", BedrockAccess)
        self.files = self._create("files", FileBucket)
        self.postgres = self._create("postgres", PostgresDatabase)
        self.document_database = self._create("document_database", DocumentDatabase)
        self.cache = self._create("cache", Cache)
        self.edge = self._create("edge", Edge)
        self.workspace = self._create_workspace()
        self.monitoring = self._create_monitoring()
        self._create("costs", Costs)
        self._create_backup()
        self._create_audit()

        self.url = self.workspace.url
        self.register_outputs({"url": self.url})

    def _create_namespace(self) -> pulumi.Resource | None:
        args = {**self._plan.args.get("workspace", {}), "namespace": self._plan.namespace}
        chosen = {name: value for name, value in self._plan.args.items() if name in ("create_namespace", "retain")}
        return create_namespace(self, f"{self._name}-namespace", cast(AIWorkspaceArgs, {**args, **chosen}))

    def _find_security_groups(self) -> Sequence[pulumi.Input[str]]:
        if "node_security_group_ids" in self._plan.args:
            return self._plan.args["node_security_group_ids"]
        cluster = aws.eks.get_cluster_output(
            name=self._plan.args["cluster_name"],
            region=self._region,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        return [cluster.vpc_config.cluster_security_group_id]

    def _create(self, part: str, component: Callable[..., Part]) -> Part | None:
        """Create a part, unless it is left out or there is one already."""
        if not self._plan.is_created(part):
            return None
        return self._create_component(part, component, self._plan.component_args(part, self._security_groups))

    def _create_component(self, part: str, component: Callable[..., Part], args: Mapping[str, Any]) -> Part:
        return component(f"{self._name}-{part.replace('_', '-')}", args, self._after_namespace())

    def _after_namespace(self) -> pulumi.ResourceOptions:
        return self._options(depends_on=[] if self._namespace is None else [self._namespace])

    def _create_workspace(self) -> AIWorkspace:
        models, files = self.models, self.files
        embed = models.embedding_statements if models and self._plan.embeds_on_bedrock else []
        stored = files.statements if files else self._plan.parts.get("files", {}).get("statements", [])
        chat = [*stored, *(models.statements if models else [])]
        parts = WorkspaceParts(
            models=models,
            files=files,
            postgres=self.postgres,
            document_database=self.document_database,
            cache=self.cache,
            edge=self.edge,
            librechat_account=self._create_identity(self._plan.librechat, chat),
            rag_account=self._create_identity(self._plan.rag_api, embed),
        )
        return AIWorkspace(self._name, workspace_args(self._plan, parts), self._after_namespace())

    def _create_identity(self, account: str, statements: list[StatementArgs]) -> ServiceAccountArgs | None:
        """A role for the pods of a workload; None if it needs none."""
        if not statements:
            return None
        own = {"service_account": account, "statements": statements}
        args = cast(PodIdentityArgs, {**self._plan.common(), **self._plan.identity(), **own})
        return PodIdentity(account, args, self._after_namespace()).service_account

    def _create_monitoring(self) -> Monitoring | None:
        if "monitoring" not in self._plan.parts:
            return None
        found: Identifiers = {}
        if self.postgres is not None:
            found["postgres"] = self.postgres.identifier
        if self.document_database is not None:
            found["document_database"] = self.document_database.identifier
        if self.cache is not None:
            found["cache"] = self.cache.identifier
        if self.files is not None:
            found["bucket"] = self.files.bucket
        if self.edge is not None:
            found["edge"] = _watched_edge(self.edge)
        if self.models is not None:
            found["models"] = _invoked(self.models)
        return self._create_component("monitoring", Monitoring, monitoring_args(self._plan, found))

    def _create_backup(self) -> None:
        stores = (self.postgres, self.document_database)
        arns = [store.arn for store in stores if store is not None]
        if self.files is not None:
            arns.append(self.files.bucket_arn)
        if "backup" in self._plan.parts:
            args = {**self._plan.component_args("backup", self._security_groups), "resource_arns": arns}
            self._create_component("backup", Backup, args)

    def _create_audit(self) -> None:
        if "audit" in self._plan.parts and self.files is not None:
            args = {**self._plan.component_args("audit", self._security_groups), "bucket_arns": [self.files.bucket_arn]}
            self._create_component("audit", Audit, args)


def _watched_edge(edge: Edge) -> dict[str, pulumi.Input[str]]:
    found = {
        "load_balancer_arn_suffix": edge.load_balancer_arn_suffix,
        "target_group_arn_suffix": edge.target_group_arn_suffix,
        "distribution_id": edge.distribution_id,
        "web_acl_name": edge.web_acl_name,
    }
    return {name: value for name, value in found.items() if value is not None}


def _invoked(models: BedrockAccess) -> list[pulumi.Input[str]]:
    """What requests name: application inference profiles, or models."""
    return [*models.application_profile_arns.values()] or [*models.bedrock.get("models", [])]
