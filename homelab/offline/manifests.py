"""Kubernetes objects as files for ``kubectl apply -k``."""

import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from homelab.offline.generated import GeneratedValues
from homelab.offline.objects import Identity, KubernetesObject, Manifest, as_stored

SECRETS_FILE = "secrets.yaml"
LIBRECHAT_FILE = "librechat.yaml"

_ORDER = (
    "Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass", "ServiceAccount", "ClusterRole", "Role",
    "ClusterRoleBinding", "RoleBinding", "ResourceQuota", "LimitRange", "Secret", "ConfigMap", "PersistentVolume",
    "PersistentVolumeClaim", "NetworkPolicy", "Service", "StatefulSet", "Deployment", "DaemonSet", "Job", "CronJob",
    "PodDisruptionBudget", "HorizontalPodAutoscaler", "Ingress",
)  # fmt: skip
"""Dependencies first; kinds that are not listed come last."""

_GENERATED_NAME = "generated-values"


@dataclass(frozen=True, slots=True)
class Rendered:
    """Content of the files that a render writes."""

    files: Mapping[str, str]
    """Files without secrets, by name."""
    secrets: str
    """Secrets, and the generated values for the next render."""
    file_of: Mapping[str, str]
    """File of each object by the URN of its resource, without Secrets that are left out."""


def render(objects: Sequence[KubernetesObject], generated: GeneratedValues, *, with_secrets: bool) -> Rendered:
    """Render manifests, a kustomization of them, and the configuration of each LibreChat among ``objects``.

    :param with_secrets: Whether Secrets are part of the kustomization.
    """
    ordered = sorted(objects, key=_order)
    secrets = [object_ for object_ in ordered if object_.kind == "Secret"]
    others = [object_ for object_ in ordered if object_.kind != "Secret"]
    names = _file_names(others)
    file_of = {object_.resource.urn: names[object_.identity] for object_ in others}
    if with_secrets:
        file_of |= {object_.resource.urn: SECRETS_FILE for object_ in secrets}
    kustomization = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": list(dict.fromkeys(file_of[o.resource.urn] for o in ordered if o.resource.urn in file_of)),
    }
    files = {names[object_.identity]: to_yaml(object_.manifest) for object_ in others}
    files |= {"kustomization.yaml": to_yaml(kustomization)} | _librechat_files(objects)
    documents = [_generated_document(generated), *(as_stored(object_.manifest) for object_ in secrets)]
    return Rendered(files, to_yaml(*documents), file_of)


def read_generated(secrets: str) -> GeneratedValues:
    """Read the random values from an earlier ``secrets.yaml``.

    :raises ValueError: They are missing or malformed.
    """
    try:
        document = next(iter(yaml.safe_load_all(secrets)))
        return GeneratedValues.load(document["stringData"]["values.json"])
    except (yaml.YAMLError, StopIteration, KeyError, TypeError, ValueError) as error:
        raise ValueError("its first document is not the generated values that `homelab render` wrote") from error


def to_yaml(*documents: Any) -> str:
    """Format readable YAML: keys in their order, text of several lines as a block."""
    return yaml.dump_all(documents, Dumper=_Dumper, sort_keys=False, width=sys.maxsize, allow_unicode=True)


def _generated_document(generated: GeneratedValues) -> Manifest:
    # A Secret, so that tools which encrypt Secrets include it; kustomize skips it because of the annotation.
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": _GENERATED_NAME, "annotations": {"config.kubernetes.io/local-config": "true"}},
        "stringData": {"values.json": generated.dump()},
    }


def _order(object_: KubernetesObject) -> tuple[Any, ...]:
    rank = _ORDER.index(object_.kind) if object_.kind in _ORDER else len(_ORDER)
    return rank, object_.kind, object_.namespace or "", object_.name, object_.manifest["apiVersion"]


def _file_names(objects: Sequence[KubernetesObject]) -> dict[Identity, str]:
    """Unique file names: kind and name, with namespace and API version if that is ambiguous."""
    identities = [object_.identity for object_ in objects]
    short = {i: _file_name(f"{i[1]}-{i[3]}") for i in identities}
    long = {i: _file_name(f"{i[1]}-{i[2]}-{i[3]}-{i[0]}") for i in identities}
    times = Counter(short.values())
    return {i: short[i] if times[short[i]] == 1 else long[i] for i in identities}


def _file_name(text: str) -> str:
    return re.sub(r"[^a-z0-9.-]", "-", text.lower()) + ".yaml"


def _librechat_files(objects: Sequence[KubernetesObject]) -> dict[str, str]:
    """Configuration files of each LibreChat; the first one has the plain name."""
    found: dict[str, str] = {}
    for object_ in objects:
        data = object_.manifest.get("data")
        if object_.kind == "ConfigMap" and isinstance(data, Mapping) and LIBRECHAT_FILE in data:
            name = f"librechat-{object_.resource.name}.yaml" if found else LIBRECHAT_FILE
            found[name] = data[LIBRECHAT_FILE]
    return found


class _Dumper(yaml.SafeDumper):
    """Dumper whose strings every YAML parser reads as strings."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if any(character in text for character in "\x85\u2028\u2029"):
        # Other line separators, which a block would turn into line feeds.
        style = '"'
    elif "\n" in text:
        style = "|"
    elif text[:1] in tuple("0123456789+-.") or text in tuple("yYnN"):
        # PyYAML does not quote 1e3 and y, which other parsers, such as kubectl's, read as a number and a boolean.
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _represent_text)
