"""Kubernetes objects among Pulumi resources: which resource is one, what it is called, what its manifest is."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.resources import RecordedResource

Manifest: TypeAlias = dict[str, Any]
Identity: TypeAlias = tuple[str, str, str, str]
"""apiVersion, kind, namespace (empty for an object outside namespaces) and name."""

CLUSTER_SCOPED = frozenset({
    "APIService", "CertificateSigningRequest", "ClusterIssuer", "ClusterRole", "ClusterRoleBinding",
    "CustomResourceDefinition", "GatewayClass", "IngressClass", "MutatingWebhookConfiguration", "Namespace", "Node",
    "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeSnapshotClass",
})  # fmt: skip
"""Kinds whose objects have no namespace. Of a custom resource that is not listed here, its namespace tells."""

REPLACED_ON_CHANGE = frozenset({"ConfigMap", "Job", "Secret"})
"""Kinds that the provider replaces rather than updates: an automatic name then changes with the content."""


@dataclass(frozen=True, slots=True)
class KubernetesObject:
    """An object as it would be sent to the cluster, and the resource that declared it."""

    manifest: Manifest
    resource: RecordedResource

    @property
    def kind(self) -> str:
        """``Deployment``, for example."""
        return self.manifest["kind"]

    @property
    def name(self) -> str:
        """``metadata.name``; empty where the object has none."""
        return self.manifest["metadata"].get("name", "")

    @property
    def namespace(self) -> str | None:
        """The namespace that the manifest names, if any."""
        return self.manifest["metadata"].get("namespace")

    @property
    def identity(self) -> Identity:
        """What no two objects of a cluster have in common."""
        namespace = "" if self.kind in CLUSTER_SCOPED else self.namespace or "default"
        return self.manifest["apiVersion"], self.kind, namespace, self.name

    def __str__(self) -> str:
        return f"{self.kind} {f'{self.namespace}/' if self.namespace else ''}{self.name}"


def is_object(type_: str, inputs: Mapping[str, Any]) -> bool:
    """Whether a resource is one Kubernetes object. Patches of objects, Helm releases and providers are none."""
    kind = inputs.get("kind")
    return type_.startswith("kubernetes:") and "apiVersion" in inputs and type_.rpartition(":")[2] == kind


def manifest(inputs: Mapping[str, Any], default_namespace: str | None) -> Manifest:
    """The object that ``inputs`` describe. An automatic name is still missing in it."""
    metadata = inputs.get("metadata", {})
    metadata = {"name": UNKNOWN} if metadata == UNKNOWN else dict(metadata)
    if default_namespace and inputs["kind"] not in CLUSTER_SCOPED:
        metadata.setdefault("namespace", default_namespace)
    head = {"apiVersion": inputs["apiVersion"], "kind": inputs["kind"], "metadata": metadata}
    return head | {key: value for key, value in inputs.items() if key not in head}


def automatic_name(inputs: Mapping[str, Any], name: str, urn: str) -> str:
    """The logical name and a hash: the same for the same object, another for what would be another object."""
    identity = inputs if inputs["kind"] in REPLACED_ON_CHANGE else urn
    digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()
    return f"{name}-{digest[:8]}"


def object_id(manifest: Manifest) -> str:
    """The id that the Kubernetes provider gives a resource."""
    metadata = manifest["metadata"]
    name = metadata.get("name", "")
    return name if manifest["kind"] in CLUSTER_SCOPED else f"{metadata.get('namespace', 'default')}/{name}"


def as_stored(secret: Manifest) -> Manifest:
    """A Secret as the server keeps it. Applied like this a second time, it is unchanged; ``stringData`` never is."""
    rest = {key: value for key, value in secret.items() if key not in ("data", "stringData")}
    return rest | {"data": _encoded(secret.get("data", {}), secret.get("stringData", {}))}


def observed(manifest: Manifest) -> Manifest:
    """What a program can read back of the object, beyond the inputs it gave."""
    metadata = {key: value for key, value in manifest["metadata"].items() if key in ("name", "namespace")}
    if manifest["kind"] not in CLUSTER_SCOPED:
        metadata.setdefault("namespace", "default")
    if manifest["kind"] != "Secret" or "stringData" not in manifest:
        return {"metadata": metadata}
    return {"metadata": metadata, "data": _encoded(manifest.get("data", {}), manifest["stringData"])}


def _encoded(data: Any, text: Any) -> Any:
    """A Secret's ``data`` once the server has taken ``stringData`` in."""
    if UNKNOWN in (data, text):
        return UNKNOWN
    encoded = {key: UNKNOWN if value == UNKNOWN else b64encode(value.encode()).decode() for key, value in text.items()}
    return data | encoded
