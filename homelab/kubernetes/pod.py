"""Hardened pods: admitted by Pod Security "restricted"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import OBJECT_NAME, OBJECT_NAMES, REGISTRY
from homelab.kubernetes.container import Container
from homelab.kubernetes.labels import ADDITIONAL_LABELS
from homelab.kubernetes.pods_args import PodsArgs
from homelab.kubernetes.resources import Resources

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import PodSecurityContextArgsDict, PodSpecArgsDict, VolumeArgsDict

_POD_TERMS = ("podAffinity", "podAntiAffinity")
_INIT_RESOURCES = Resources(cpu="10m", memory="32Mi", memory_limit="128Mi")


@dataclass(frozen=True)
class Identity:
    """The user and group that a pod's processes run as; the group owns the pod's volumes."""

    user: int
    group: int


@constrain(
    image_registry=REGISTRY, image_pull_secrets=OBJECT_NAMES, storage_class=OBJECT_NAME, labels=ADDITIONAL_LABELS
)
class PlacementArgs(TypedDict):
    """Origin of images, defaults of volumes, and what all objects of a cluster need."""

    image_registry: NotRequired[str]
    """Registry that mirrors the library's images under their own paths. Default: each image's own."""
    image_pull_secrets: NotRequired[list[pulumi.Input[str]]]
    """Names of Secrets for pulling images. Default: none."""
    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional labels of every object. Default: none."""
    storage_class: NotRequired[pulumi.Input[str]]
    """StorageClass of volumes that set none. Default: the cluster's default class."""
    retain: NotRequired[bool]
    """Retain volumes, and the Secrets that open them, when the stack is destroyed; a volume's own ``retain``
    overrides it. Default: true."""
    allow_default_namespace: NotRequired[bool]
    """Permit the namespace ``default``, which is what commands use that name none. Default: false."""
    openshift: NotRequired[bool]
    """Whether the cluster is OpenShift: users and groups of pods are then the namespace's own, and network policies
    name OpenShift's DNS and router. Default: false."""
    ipv6: NotRequired[bool]
    """Whether the nodes' kernel has IPv6, so that servers can listen on both families. Default: true."""


def listen_host(placement: PlacementArgs) -> str:
    """Where servers listen that take one address: ``::`` is every address of both families, where there is IPv6."""
    return "::" if placement.get("ipv6", True) else "0.0.0.0"


def listen_address(placement: PlacementArgs, port: int) -> str:
    """`listen_host` with a port."""
    host = listen_host(placement)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def pod_spec(
    containers: Sequence[Container],
    identity: Identity,
    *,
    placement: PlacementArgs,
    selector: Mapping[str, pulumi.Input[str]],
    termination_grace_period: int,
    pods: PodsArgs,
    init_containers: Sequence[Container] = (),
    restart_policy: str | None = None,
    service_account: pulumi.Input[str] | None = None,
    spread: Sequence[Mapping[str, Any]] = (),
) -> "PodSpecArgsDict":
    """Describe a hardened pod: a fixed non-root user, no API token, no variables of other Services.

    :param selector: Labels of the workload's pods.
    :param termination_grace_period: Seconds between SIGTERM and SIGKILL.
    :param service_account: Name of the ServiceAccount. Default: the namespace's own, which has no permissions.
    :param spread: Topology spread constraints, unless the arguments of pods have some.
    """
    spec: PodSpecArgsDict = {
        "automount_service_account_token": False,
        # A Service named "rag" would otherwise set RAG_PORT=tcp://..., which rag_api cannot parse.
        "enable_service_links": False,
        "security_context": _security_context(containers, identity, openshift=placement.get("openshift", False)),
        "termination_grace_period_seconds": termination_grace_period,
        "containers": [each.definition for each in containers],
    }
    # An API server drops an empty list, and every `kubectl apply` would then send it again.
    if volumes := _volumes([*init_containers, *containers]):
        spec["volumes"] = volumes
    further: list[Any] = [_hardened(each) for each in pods.get("init_containers", [])]
    if init_containers or further:
        spec["init_containers"] = [*(each.definition for each in init_containers), *further]
    if service_account:
        spec["service_account_name"] = service_account
    if restart_policy:
        spec["restart_policy"] = restart_policy
    if names := placement.get("image_pull_secrets"):
        spec["image_pull_secrets"] = [{"name": name} for name in names]
    return cast("PodSpecArgsDict", {**spec, **_placed(pods, selector, spread)})


def _security_context(
    containers: Sequence[Container], identity: Identity, *, openshift: bool
) -> "PodSecurityContextArgsDict":
    context: PodSecurityContextArgsDict = {"run_as_non_root": True, "seccomp_profile": {"type": "RuntimeDefault"}}
    if not openshift:
        context["run_as_user"] = identity.user
        context["run_as_group"] = identity.group
        context["fs_group"] = identity.group
        context["fs_group_change_policy"] = "OnRootMismatch"
    if groups := [group for each in containers if each.gpu for group in each.gpu.get("supplemental_groups", [])]:
        context["supplemental_groups"] = groups
    return context


def _placed(
    pods: PodsArgs, selector: Mapping[str, pulumi.Input[str]], spread: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Fields of the PodSpec that the user's arguments set, or else the workload's own spread."""
    spec: dict[str, Any] = {
        "node_selector": pods.get("node_selector"),
        "tolerations": pods.get("tolerations"),
        "affinity": _with_selectors(pods.get("affinity", {}), selector),
        "topology_spread_constraints": [_with_selector(each, selector) for each in pods.get("topology_spread", spread)],
        "priority_class_name": pods.get("priority_class"),
        "runtime_class_name": pods.get("runtime_class"),
        "host_aliases": pods.get("host_aliases"),
        "dns_config": pods.get("dns_config"),
    }
    return {name: value for name, value in spec.items() if value}


def _with_selector(term: Mapping[str, Any], selector: Mapping[str, pulumi.Input[str]]) -> dict[str, Any]:
    """A term that is about pods: without a selector of its own it would match none."""
    return {"labelSelector": {"matchLabels": {**selector}}, **term}


def _with_selectors(affinity: Mapping[str, Any], selector: Mapping[str, pulumi.Input[str]]) -> dict[str, Any]:
    return {
        kind: {name: [_with_own_pods(term, selector) for term in terms] for name, terms in rules.items()}
        if kind in _POD_TERMS
        else rules
        for kind, rules in affinity.items()
    }


def _with_own_pods(term: Mapping[str, Any], selector: Mapping[str, pulumi.Input[str]]) -> dict[str, Any]:
    if "podAffinityTerm" in term:
        return {**term, "podAffinityTerm": _with_selector(term["podAffinityTerm"], selector)}
    return _with_selector(term, selector)


def _hardened(container: Mapping[str, Any]) -> dict[str, Any]:
    """A user's container, as hardened as the library's own wherever it says nothing else."""
    return {
        "resources": _INIT_RESOURCES.requirements(),
        **container,
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
            **container.get("securityContext", {}),
        },
    }


def _volumes(containers: Sequence[Container]) -> "list[VolumeArgsDict]":
    by_name = {str(volume.definition["name"]): volume.definition for each in containers for volume in each.volumes}
    return [by_name[name] for name in sorted(by_name)]
