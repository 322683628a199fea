"""The name, labels and placement that all objects of a workload share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from homelab.kubernetes.dns import DnsArgs
from homelab.kubernetes.labels import object_labels, selector
from homelab.kubernetes.names import check_name, service_host
from homelab.kubernetes.pod import PlacementArgs
from homelab.kubernetes.pods_args import PodsArgs

if TYPE_CHECKING:
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict


class Application:
    """A workload: the name, namespace, labels and placement of all its objects.

    Services, workloads and claims have fixed names, so that addresses are known before anything exists.
    ConfigMaps, Secrets and Jobs get a new name with new content, so that a change rolls the pods.
    """

    def __init__(
        self,
        parent: pulumi.Resource,
        name: str,
        *,
        app: str,
        component: str,
        namespace: pulumi.Input[str],
        placement: PlacementArgs | None = None,
        pods: PodsArgs | None = None,
        adopt: bool = False,
        dns: DnsArgs | None = None,
    ) -> None:
        """Name a workload.

        :param name: Unique in the namespace; network policies select the pods by it.
        :param app: The program: ``valkey``.
        :param component: Its role: ``cache``.
        :param dns: The cluster's DNS.
        :param adopt: Import the volumes and Secrets that an earlier stack retained; ``namespace`` must be plain text.
        :raises ArgumentError: ``name`` cannot be the name of a Kubernetes object.
        """
        check_name(app, name)
        self.parent = parent
        self.name = name
        self.namespace = namespace
        self.placement: PlacementArgs = placement or {}
        self.pods: PodsArgs = pods or {}
        self.labels = object_labels(app, name, component, self.placement.get("labels", {}))
        self.selector = selector(app, name)
        self.prerequisites: list[pulumi.Resource] = []
        """Resources that must exist before the pods, which refer to them by fixed names instead of Outputs."""
        self.dns: DnsArgs = dns or {}
        self._adopt = adopt

    def sibling(self, suffix: str, *, app: str, component: str, pods: PodsArgs | None = None) -> "Application":
        """Another workload of the same component, with the same placement and prerequisites.

        :param pods: Where and how its pods run. Default: as this one's do.
        """
        other = Application(
            self.parent,
            f"{self.name}-{suffix}",
            app=app,
            component=component,
            namespace=self.namespace,
            placement=self.placement,
            pods=self.pods if pods is None else pods,
            adopt=self._adopt,
            dns=self.dns,
        )
        other.prerequisites = self.prerequisites
        return other

    @property
    def host(self) -> pulumi.Input[str]:
        """Host name of the application's Service."""
        return service_host(self.name, self.namespace)

    def adopted_id(self, name: str) -> str | None:
        """The id for importing an object that an earlier stack retained; None unless adopting."""
        return f"{self.namespace}/{name}" if self._adopt else None

    def metadata(
        self, name: str | None = None, annotations: Mapping[str, pulumi.Input[str]] | None = None
    ) -> "ObjectMetaArgsDict":
        """Metadata of an object; without ``name``, Pulumi generates one that changes with the content."""
        metadata: ObjectMetaArgsDict = {"namespace": self.namespace, "labels": self.labels}
        if name:
            metadata["name"] = name
        if annotations:
            metadata["annotations"] = {**annotations}
        return metadata

    def options(self, **options: Any) -> pulumi.ResourceOptions:
        """Resource options of a child of the component."""
        return pulumi.ResourceOptions(parent=self.parent, **options)
