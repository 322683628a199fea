"""One workload and everything that belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_kubernetes as k8s

from homelab.kubernetes.container import Container
from homelab.kubernetes.environment import ConfigMapReference, SecretReference
from homelab.kubernetes.inputs import combine
from homelab.kubernetes.labels import object_labels, selector
from homelab.kubernetes.names import check_name
from homelab.kubernetes.network_policy import Peer, network_policy_spec
from homelab.kubernetes.pod import Identity, PlacementArgs, pod_spec
from homelab.kubernetes.retention import SECRET, VOLUME_CLAIM, KeptSecret, refuse_replacement
from homelab.kubernetes.volumes import StorageArgs, Volume, claimed

if TYPE_CHECKING:
    from pulumi_kubernetes.apps.v1 import DeploymentStrategyArgsDict
    from pulumi_kubernetes.core.v1 import PersistentVolumeClaimSpecArgsDict, PodTemplateSpecArgsDict
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict

SKIP_AWAIT: Mapping[str, pulumi.Input[str]] = {"pulumi.com/skipAwait": "true"}
"""Annotation for what Pulumi should not wait for."""
_PULL_AND_START = pulumi.CustomTimeouts(create="20m", update="20m")


@dataclass(frozen=True)
class Service:
    """A Service's name, and the address under which the whole cluster knows it."""

    name: str
    host: pulumi.Input[str]


class Application:
    """A workload's name, labels and place, and the Kubernetes objects made in them.

    Services, workloads and claims are named like the application, so that addresses are known before anything exists.
    ConfigMaps, Secrets and Jobs get a new name with new content, which makes a change roll the pods.
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
        adopt: bool = False,
    ) -> None:
        """Name a workload.

        :param name: Unique in the namespace; also what network policies know the pods by.
        :param app: The program: ``valkey``.
        :param component: Its role: ``cache``.
        :param adopt: Whether volumes and kept Secrets are those of an earlier stack; ``namespace`` is plain text then.
        :raises ArgumentError: When ``name`` cannot be the name of a Kubernetes object.
        """
        check_name(app, name)
        self.name = name
        self.namespace = namespace
        self.placement: PlacementArgs = placement or {}
        self.parent = parent
        self._adopt = adopt
        self._labels = object_labels(app, name, component, self.placement.get("labels", {}))
        self._selector = selector(app, name)
        # What the pods need is known by a fixed name, which tells Pulumi nothing about the order.
        self._needed: list[pulumi.Resource] = []

    def beside(self, suffix: str, *, app: str, component: str) -> "Application":
        """Another workload of the same component, at the same place, that needs what this one needs."""
        other = Application(
            self.parent,
            f"{self.name}-{suffix}",
            app=app,
            component=component,
            namespace=self.namespace,
            placement=self.placement,
            adopt=self._adopt,
        )
        other._needed = self._needed
        return other

    @property
    def host(self) -> pulumi.Input[str]:
        """The address under which the whole cluster knows the application's Service."""
        return combine(lambda namespace: f"{self.name}.{namespace}.svc.cluster.local", self.namespace)

    # Configuration

    def config_map(self, suffix: str, data: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
        """A ConfigMap's name; the name changes with the content."""
        config_map = k8s.core.v1.ConfigMap(
            f"{self.name}-{suffix}", metadata=self.metadata(), data={**data}, opts=self.options()
        )
        return config_map.metadata.name  # type: ignore[return-value]

    def secret(self, suffix: str, data: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
        """A Secret's name; the name changes with the content."""
        secret = k8s.core.v1.Secret(
            f"{self.name}-{suffix}", metadata=self.metadata(), string_data={**data}, opts=self.options()
        )
        return secret.metadata.name  # type: ignore[return-value]

    def secret_value(self, suffix: str, value: pulumi.Input[str]) -> SecretReference:
        """Where one secret value can be read; see `secret`."""
        return {"name": self.secret(suffix, {suffix: value}), "key": suffix}

    def kept_secret(self, suffix: str, generated: Mapping[str, pulumi.Input[str]], *, retain: bool) -> KeptSecret:
        """A Secret without which stored data cannot be opened, under a fixed name.

        What it holds is settled when it is created. An adopted one does not hold what was generated now.

        :param retain: Whether it outlives the stack, as the data does.
        """
        name = f"{self.name}-{suffix}"
        secret = k8s.core.v1.Secret(
            name,
            metadata=self.metadata(name),
            string_data={**generated},
            opts=self.options(**SECRET.options(self._adopted_id(name), retain=retain)),
        )
        self._needed.append(secret)
        return KeptSecret(name, secret.data)

    def config_value(self, suffix: str, value: pulumi.Input[str]) -> ConfigMapReference:
        """Where one value that is no secret can be read; see `config_map`."""
        return {"name": self.config_map(suffix, {suffix: value}), "key": suffix}

    # Storage

    def retains(self, storage: StorageArgs) -> bool:
        """Whether a volume, and what opens it, outlives the stack."""
        return storage.get("retain", self.placement.get("retain", True))

    def volume(
        self,
        suffix: str,
        storage: StorageArgs,
        *,
        default_size: str,
        access_mode: pulumi.Input[str] = "ReadWriteOnce",
    ) -> Volume:
        """A volume with a claim of its own, kept when the stack is destroyed unless ``storage`` says otherwise."""
        spec: PersistentVolumeClaimSpecArgsDict = {
            "access_modes": [access_mode],
            "resources": {"requests": {"storage": storage.get("size", default_size)}},
        }
        wanted = {"namespace": self.namespace, "access_mode": access_mode}
        storage_class = storage.get("storage_class", self.placement.get("storage_class"))
        if storage_class is not None:
            wanted["storage_class"] = spec["storage_class_name"] = storage_class
        name = f"{self.name}-{suffix}"
        claim = k8s.core.v1.PersistentVolumeClaim(
            name,
            metadata=self.metadata(name),
            spec=spec,
            opts=self.options(**VOLUME_CLAIM.options(self._adopted_id(name), retain=self.retains(storage))),
        )
        refuse_replacement(claim, wanted)
        self._needed.append(claim)
        return claimed(suffix, name)

    # Workloads

    def stateful_set(
        self,
        container: Container,
        identity: Identity,
        *,
        stop_within: int,
        init_containers: Sequence[Container] = (),
    ) -> "k8s.apps.v1.StatefulSet":
        """One pod that owns its volumes: the old one is gone before a new one starts."""
        return k8s.apps.v1.StatefulSet(
            self.name,
            metadata=self.metadata(self.name),
            spec={
                "replicas": 1,
                "service_name": self.name,
                "selector": {"match_labels": self._selector},
                "template": self._pod_template(
                    container, identity, stop_within=stop_within, init_containers=init_containers
                ),
            },
            opts=self.options(custom_timeouts=_PULL_AND_START, depends_on=[*self._needed]),
        )

    def deployment(
        self,
        container: Container,
        identity: Identity,
        *,
        stop_within: int,
        replicas: pulumi.Input[int] = 1,
        init_containers: Sequence[Container] = (),
        owns_volumes: bool = False,
        service_account: pulumi.Input[str] | None = None,
        pod_labels: Mapping[str, str] = MappingProxyType({}),
        depends_on: Sequence[pulumi.Resource] = (),
    ) -> "k8s.apps.v1.Deployment":
        """Pods that are replaced one by one, each only when the next one serves.

        :param pod_labels: Labels of the pods alone.
        :param owns_volumes: For a pod with volumes that only one pod may mount: it stops before the next one starts.
        """
        strategy: DeploymentStrategyArgsDict = (
            {"type": "Recreate"}
            if owns_volumes
            else {"type": "RollingUpdate", "rolling_update": {"max_surge": 1, "max_unavailable": 0}}
        )
        if replicas != 1:
            self._disruption_budget()
        return k8s.apps.v1.Deployment(
            self.name,
            metadata=self.metadata(self.name),
            spec={
                "replicas": replicas,
                "strategy": strategy,
                "selector": {"match_labels": self._selector},
                "template": self._pod_template(
                    container,
                    identity,
                    labels=pod_labels,
                    stop_within=stop_within,
                    init_containers=init_containers,
                    service_account=service_account,
                ),
            },
            opts=self.options(custom_timeouts=_PULL_AND_START, depends_on=[*self._needed, *depends_on]),
        )

    def _disruption_budget(self) -> None:
        """Let nodes be drained one pod at a time; a pod that does not work may always go."""
        k8s.policy.v1.PodDisruptionBudget(
            self.name,
            metadata=self.metadata(self.name),
            spec={
                "max_unavailable": 1,
                "unhealthy_pod_eviction_policy": "AlwaysAllow",
                "selector": {"match_labels": self._selector},
            },
            opts=self.options(),
        )

    def job(self, container: Container, identity: Identity, *, stop_within: int, deadline: int) -> "k8s.batch.v1.Job":
        """A pod that runs to its end; it runs again when its definition changes.

        :param deadline: Seconds after which the Job has failed.
        """
        minutes = deadline // 60 + 5
        timeouts = pulumi.CustomTimeouts(create=f"{minutes}m", update=f"{minutes}m")
        return k8s.batch.v1.Job(
            self.name,
            metadata=self.metadata(),
            spec={
                "backoff_limit": 4,
                "active_deadline_seconds": deadline,
                "template": self._pod_template(container, identity, stop_within=stop_within, restart_policy="Never"),
            },
            opts=self.options(custom_timeouts=timeouts, depends_on=[*self._needed]),
        )

    # Network

    def service(self, container: Container, *, only: Sequence[str] | None = None) -> Service:
        """A Service for the ports of ``container``, or for ``only`` some of them, under the application's name."""
        ports = {name: number for name, number in container.ports.items() if only is None or name in only}
        k8s.core.v1.Service(
            self.name,
            # Waiting for a Service costs ten seconds, although the workload's own wait shows that it is ready.
            metadata=self.metadata(self.name, SKIP_AWAIT),
            spec={
                "selector": self._selector,
                "ports": [{"name": name, "port": number, "target_port": name} for name, number in ports.items()],
            },
            opts=self.options(),
        )
        return Service(self.name, self.host)

    def allow(self, *, clients: Sequence[Peer] = (), backends: Sequence[Peer] = ()) -> None:
        """Admit ``clients`` to the pods, let the pods reach ``backends``, and refuse everything else."""
        k8s.networking.v1.NetworkPolicy(
            self.name,
            metadata=self.metadata(self.name),
            spec=network_policy_spec(self._selector, clients=clients, backends=backends),
            opts=self.options(),
        )

    # What every object has

    def _adopted_id(self, name: str) -> str | None:
        return f"{self.namespace}/{name}" if self._adopt else None

    def metadata(
        self, name: str | None = None, annotations: Mapping[str, pulumi.Input[str]] | None = None
    ) -> "ObjectMetaArgsDict":
        """Namespace and labels; without ``name`` the object gets one that changes with its content."""
        metadata: ObjectMetaArgsDict = {"namespace": self.namespace, "labels": self._labels}
        if name:
            metadata["name"] = name
        if annotations:
            metadata["annotations"] = {**annotations}
        return metadata

    def _pod_template(
        self, container: Container, identity: Identity, *, labels: Mapping[str, str] = MappingProxyType({}), **pod: Any
    ) -> "PodTemplateSpecArgsDict":
        return {
            "metadata": {"labels": {**self._labels, **labels}},
            "spec": pod_spec([container], identity, placement=self.placement, **pod),
        }

    def options(self, **options: Any) -> pulumi.ResourceOptions:
        """Options of a child of the component."""
        return pulumi.ResourceOptions(parent=self.parent, **options)
