"""An `AWSWorkspace` as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from homelab.aws.component import AWSArgs
from homelab.aws.workspace.args import AWSWorkspaceArgs
from homelab.modules.groups import subset


@dataclass(frozen=True)
class Plan:
    """An `AWSWorkspace`, by its arguments."""

    name: str
    args: AWSWorkspaceArgs
    parts: Mapping[str, Mapping[str, Any]]
    """Arguments of the parts that there are, completed by the preset."""

    @property
    def namespace(self) -> str:
        """Namespace of the workspace."""
        return self.args.get("namespace", self.name)

    @property
    def librechat(self) -> str:
        """Name of LibreChat's workload and ServiceAccount."""
        return f"{self.name}-librechat"

    @property
    def rag_api(self) -> str:
        """Name of the RAG API's workload and ServiceAccount."""
        return f"{self.name}-rag-api"

    @property
    def embeds_on_bedrock(self) -> bool:
        """Whether the RAG API's embeddings are those of ``bedrock``, and not others that ``workspace`` names."""
        embeddings = self.args.get("workspace", {}).get("rag", {}).get("embeddings", {})
        return "bedrock" in self.parts and embeddings.get("provider", "bedrock") == "bedrock"

    def is_created(self, part: str) -> bool:
        """Whether there is a part that no existing one is used for."""
        return part in self.parts and "existing" not in self.parts[part]

    def common(self) -> dict[str, Any]:
        """Region, tags and deletion, of every part that has no others."""
        return subset(AWSArgs, self.args)

    def identity(self) -> dict[str, Any]:
        """The cluster and namespace of pods, and how they get roles."""
        return {
            "cluster_name": self.args["cluster_name"],
            "namespace": self.namespace,
            **self.args.get("identity", {}),
        }

    def component_args(self, part: str, security_groups: Sequence[pulumi.Input[str]]) -> dict[str, Any]:
        """Arguments of a part's component.

        :param security_groups: Those of the cluster's nodes.
        """
        place = {"vpc_id": self.args["vpc_id"], "subnet_ids": self.args["subnet_ids"]}
        clients = {"client_security_group_ids": [*security_groups]}
        own: Mapping[str, Mapping[str, Any]] = {
            "files": {"domain": self.args["domain"]},
            "postgres": {**place, **clients, "job": self.identity()},
            "document_database": {**place, **clients, "job": self.identity()},
            "cache": {**place, **clients},
            "edge": {
                **place,
                "domain": self.args["domain"],
                "pod_security_group_id": security_groups[0],
                "namespace": self.namespace,
                "service_name": self.librechat,
            },
        }
        return {**self.common(), **own.get(part, {}), **self.parts[part]}
