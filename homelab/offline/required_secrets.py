"""Secrets that must exist in the cluster, because rendering does not write them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.objects import KubernetesObject
from homelab.offline.violations import walk

_CERTIFICATE_KEYS = ("tls.crt", "tls.key")
_REGISTRY_KEYS = (".dockerconfigjson",)


@dataclass(frozen=True, slots=True)
class RequiredSecret:
    """Secret that is not created by the rendered manifests."""

    namespace: str
    name: str
    keys: Sequence[str]
    """Required keys; empty if any keys will do."""

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}: {', '.join(self.keys) or 'any keys'}"


def required_secrets(objects: Sequence[KubernetesObject], *, with_secrets: bool) -> list[RequiredSecret]:
    """Find Secrets that ``objects`` reference but that are not written.

    :param with_secrets: Whether the Secrets among ``objects`` are written.
    """
    declared = {_identity(object_): object_ for object_ in objects if object_.kind == "Secret"}
    copied = {_copied(object_) for object_ in objects if object_.kind == "ExternalSecret"}
    required: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for object_ in objects:
        for name, keys in _references(object_):
            if name != UNKNOWN and (object_.namespace or "default", name) not in copied:
                required[object_.namespace or "default", name].update(keys)
    for identity, object_ in declared.items():
        if with_secrets:
            required.pop(identity, None)
        else:
            required[identity].update(_keys(object_))
    return [RequiredSecret(namespace, name, sorted(keys)) for (namespace, name), keys in sorted(required.items())]


def _identity(object_: KubernetesObject) -> tuple[str, str]:
    return object_.namespace or "default", object_.name


def _copied(external: KubernetesObject) -> tuple[str, str]:
    """The Secret that External Secrets creates from a store."""
    target = external.manifest["spec"].get("target") or {}
    return external.namespace or "default", target.get("name") or external.name


def _keys(secret: KubernetesObject) -> Iterator[str]:
    for part in ("data", "stringData"):
        content = secret.manifest.get(part)
        yield from cast(Mapping[str, Any], content) if isinstance(content, Mapping) else ()


def _references(object_: KubernetesObject) -> Iterator[tuple[str, Sequence[str]]]:
    """Names and keys of Secrets that an object requires."""
    if object_.kind == "Secret":
        return
    if object_.kind == "Ingress":
        yield from _certificates(object_.manifest)
    for path, value in walk(object_.manifest):
        if not path or not isinstance(value, Mapping):
            continue
        reference = cast(Mapping[str, Any], value)
        name = reference.get("secretName") or reference.get("name")
        if reference.get("optional") is True or not isinstance(name, str):
            continue
        if path[-1] == "secretKeyRef":
            yield name, [reference["key"]]
        elif path[-1] == "secretRef":
            yield name, []
        elif path[-1] == "secret":
            yield name, [item["key"] for item in reference.get("items") or []]
        elif path[-2:-1] == ("imagePullSecrets",):
            yield name, _REGISTRY_KEYS


def _certificates(ingress: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    """Certificates of an Ingress, unless cert-manager issues them."""
    annotations = ingress["metadata"].get("annotations") or {}
    if not any(key.startswith("cert-manager.io/") for key in annotations):
        for entry in ingress["spec"].get("tls") or []:
            if "secretName" in entry:
                yield entry["secretName"], _CERTIFICATE_KEYS
