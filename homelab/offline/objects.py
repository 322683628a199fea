"""Kubernetes objects among Pulumi resources: their manifests, names and ids."""

import hashlib
import hmac
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
"""Kinds whose objects have no namespace. Custom resources that are not listed count as namespaced if they have one."""

REPLACED_ON_CHANGE = frozenset({"ConfigMap", "Job", "Secret"})
"""Kinds that the provider replaces instead of updating: automatic names change with the content."""


@dataclass(frozen=True, slots=True)
class NamedManifest:
    """A manifest, by its kind and name."""

    manifest: Manifest

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
        """``metadata.namespace``, if it is set."""
        return self.manifest["metadata"].get("namespace")

    def __str__(self) -> str:
        return f"{self.kind} {f'{self.namespace}/' if self.namespace else ''}{self.name}"


@dataclass(frozen=True, slots=True)
class KubernetesObject(NamedManifest):
    """An object as it would be sent to the cluster, and the resource that declared it."""

    resource: RecordedResource

    @property
    def identity(self) -> Identity:
        """Unique identity of the object in a cluster."""
        namespace = "" if self.kind in CLUSTER_SCOPED else self.namespace or "default"
        return self.manifest["apiVersion"], self.kind, namespace, self.name


def is_object(type_: str, inputs: Mapping[str, Any]) -> bool:
    """Whether a resource is a single Kubernetes object, unlike patches, Helm releases and providers."""
    kind = inputs.get("kind")
    return type_.startswith("kubernetes:") and "apiVersion" in inputs and type_.rpartition(":")[2] == kind


def manifest(inputs: Mapping[str, Any], default_namespace: str | None) -> Manifest:
    """Manifest of the object that ``inputs`` describe, without an automatic name."""
    metadata = inputs.get("metadata", {})
    metadata = {"name": UNKNOWN} if metadata == UNKNOWN else dict(metadata)
    if default_namespace and inputs["kind"] not in CLUSTER_SCOPED:
        metadata.setdefault("namespace", default_namespace)
    head = {"apiVersion": inputs["apiVersion"], "kind": inputs["kind"], "metadata": metadata}
    return head | {key: value for key, value in inputs.items() if key not in head}


def automatic_name(inputs: Mapping[str, Any], name: str, urn: str, *, by_content: bool = True, key: str = "") -> str:
    """Logical name with a hash, which changes if Pulumi would replace the object.

    :param by_content: Whether the hash depends on the content of objects that Pulumi replaces.
    :param key: Secret key of the hash. Default: none.
    """
    identity = inputs if by_content and inputs["kind"] in REPLACED_ON_CHANGE else urn
    content = json.dumps(identity, sort_keys=True).encode()
    digest = hmac.new(key.encode(), content, hashlib.sha256) if key else hashlib.sha256(content)
    return f"{name}-{digest.hexdigest()[:8]}"


def object_id(manifest: Manifest) -> str:
    """Id of the resource as the Kubernetes provider sets it."""
    metadata = manifest["metadata"]
    name = metadata.get("name", "")
    return name if manifest["kind"] in CLUSTER_SCOPED else f"{metadata.get('namespace', 'default')}/{name}"


def as_stored(secret: Manifest) -> Manifest:
    """A Secret as the server stores it, so that applying it again changes nothing; ``stringData`` always would."""
    rest = {key: value for key, value in secret.items() if key not in ("data", "stringData")}
    return rest | {"data": _encoded(secret.get("data", {}), secret.get("stringData", {}))}


def observed(manifest: Manifest) -> Manifest:
    """Outputs of an object that are not among its inputs."""
    metadata = {key: value for key, value in manifest["metadata"].items() if key in ("name", "namespace")}
    if manifest["kind"] not in CLUSTER_SCOPED:
        metadata.setdefault("namespace", "default")
    if manifest["kind"] != "Secret" or "stringData" not in manifest:
        return {"metadata": metadata}
    return {"metadata": metadata, "data": _encoded(manifest.get("data", {}), manifest["stringData"])}


def _encoded(data: Any, text: Any) -> Any:
    """A Secret's ``data`` after the server has merged ``stringData`` into it."""
    if UNKNOWN in (data, text):
        return UNKNOWN
    encoded = {key: UNKNOWN if value == UNKNOWN else b64encode(value.encode()).decode() for key, value in text.items()}
    return data | encoded
