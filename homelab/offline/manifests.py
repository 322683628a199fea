"""Kubernetes objects as files for ``kubectl apply -k``."""

import hashlib
import json
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
KUSTOMIZATION_FILE = "kustomization.yaml"
PLACEHOLDERS = ("homelab.dev/placeholders", "not to be applied")
"""Annotation of a Secret without its values."""

_ORDER = (
    "Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass", "ServiceAccount", "ClusterRole", "Role",
    "ClusterRoleBinding", "RoleBinding", "ResourceQuota", "LimitRange", "Secret", "ConfigMap", "PersistentVolume",
    "PersistentVolumeClaim", "NetworkPolicy", "Service", "StatefulSet", "Deployment", "DaemonSet", "Job", "CronJob",
    "PodDisruptionBudget", "HorizontalPodAutoscaler", "Ingress",
)  # fmt: skip
"""Dependencies first; kinds that are not listed come last."""

_VALUES = "values.json"
_CHECKSUM = "checksum"
"""Key of a digest of the whole file."""
_LONGEST_NAME = 200
"""Of a file, in characters, which are ASCII; file systems take 255, and a file in progress has a longer name."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Content of the files that a render writes."""

    files: Mapping[str, str]
    """Files without secrets, by name."""
    secrets: str
    """Secrets, and the generated values for the next render."""
    file_of: Mapping[str, str]
    """File of each object by the URN of its resource, without Secrets that are left out."""
    resources: Sequence[str]
    """What the kustomization applies: files, or folders with a kustomization."""


def render(objects: Sequence[KubernetesObject], generated: GeneratedValues, *, with_secrets: bool) -> Rendered:
    """Render manifests, a kustomization of them, and the configuration of each LibreChat among ``objects``.

    Secrets are not among its files, unless they are encrypted.

    :param with_secrets: Whether Secrets are part of the kustomization.
    """
    ordered = sorted(objects, key=_order)
    secrets = [object_ for object_ in ordered if _is_plain_secret(object_)]
    others = [object_ for object_ in ordered if not _is_plain_secret(object_)]
    names = object_files(others)
    file_of = {object_.resource.urn: names[object_.identity] for object_ in others}
    if with_secrets:
        file_of |= {object_.resource.urn: SECRETS_FILE for object_ in secrets}
    resources = list(dict.fromkeys(file_of[o.resource.urn] for o in ordered if o.resource.urn in file_of))
    files = {names[object_.identity]: to_yaml(object_.manifest) for object_ in others}
    files |= {KUSTOMIZATION_FILE: kustomization(resources)} | _librechat_files(objects)
    return Rendered(files, render_secrets(objects, generated), file_of, resources)


def kustomization(resources: Sequence[str]) -> str:
    """A kustomization of files and folders beside it."""
    head = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
    return to_yaml({**head, "resources": [*resources]})


def render_secrets(objects: Sequence[KubernetesObject], generated: GeneratedValues) -> str:
    """Render ``secrets.yaml``: the Secrets among ``objects``, and the generated values for the next render."""
    stored = [as_stored(object_.manifest) for object_ in sorted(objects, key=_order) if object_.kind == "Secret"]
    return to_yaml(generated_document(generated, stored), *stored)


def _is_plain_secret(object_: KubernetesObject) -> bool:
    if object_.kind != "Secret" or "sops" in object_.manifest:
        return False
    return PLACEHOLDERS not in (object_.manifest["metadata"].get("annotations") or {}).items()


def read_generated(secrets: str) -> GeneratedValues:
    """Read the random values from an earlier ``secrets.yaml``.

    :raises ValueError: They are missing or malformed, or the file was edited; the reason, about the file.
    """
    try:
        values, *stored = yaml.safe_load_all(secrets)
        generated = GeneratedValues.load(values["stringData"][_VALUES])
        digest = values["stringData"].pop(_CHECKSUM, None)
        is_edited = digest is not None and digest != _digest([values, *stored])
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        state = "damaged" if secrets.strip() else "empty"
        raise ValueError(
            f"is {state}: its first document is not the generated values that `homelab render` wrote"
        ) from error
    if is_edited:
        raise ValueError("was edited after `homelab render` wrote it, and the next render would undo that")
    return generated


def to_yaml(*documents: Any) -> str:
    """Format readable YAML: keys in their order, text of several lines as a block."""
    return yaml.dump_all(documents, Dumper=_Dumper, sort_keys=False, width=sys.maxsize, allow_unicode=True)


def generated_document(generated: GeneratedValues, stored: Sequence[Manifest] = ()) -> Manifest:
    """The generated values as the first document of a file with the Secrets ``stored``."""
    # An empty list, as `kubectl apply -f` would create any object here; kustomize skips it because of its annotation.
    # Tools that encrypt the stringData of manifests include it.
    values: Manifest = {
        "apiVersion": "v1",
        "kind": "List",
        "metadata": {"annotations": {"config.kubernetes.io/local-config": "true"}},
        "items": [],
        "stringData": {_VALUES: generated.dump()},
    }
    values["stringData"][_CHECKSUM] = _digest([values, *stored])
    return values


def _digest(documents: Sequence[Any]) -> str:
    """Digest of content, whatever its format: tools that encrypt a file and decrypt it again may format it anew."""
    return hashlib.sha256(json.dumps(documents, sort_keys=True).encode()).hexdigest()


def _order(object_: KubernetesObject) -> tuple[Any, ...]:
    rank = _ORDER.index(object_.kind) if object_.kind in _ORDER else len(_ORDER)
    return rank, object_.kind, object_.namespace or "", object_.name, object_.manifest["apiVersion"]


def object_files(objects: Sequence[KubernetesObject]) -> dict[Identity, str]:
    """Unique file names: kind and name, with namespace and API version, or even a hash, if that is ambiguous."""
    identities = [object_.identity for object_ in objects]
    forms = [
        {i: _file_name(f"{i[1]}-{i[3]}") for i in identities},
        {i: _file_name(f"{i[1]}-{i[2]}-{i[3]}-{i[0]}") for i in identities},
        {i: _file_name(f"{i[1]}-{i[3]}", _digest(i)[:8]) for i in identities},
    ]
    times = Counter(name for form in forms for name in form.values())
    return {i: next((form[i] for form in forms if times[form[i]] == 1), forms[-1][i]) for i in identities}


def _file_name(text: str, suffix: str = "") -> str:
    name = re.sub(r"[^a-z0-9.-]", "-", text.lower())
    if len(name) > _LONGEST_NAME:
        name, suffix = name[: _LONGEST_NAME - 9], suffix or _digest(text)[:8]
    return f"{name}-{suffix}.yaml" if suffix else f"{name}.yaml"


def _librechat_files(objects: Sequence[KubernetesObject]) -> dict[str, str]:
    """Configuration files of each LibreChat; the first one has the plain name."""
    found: dict[str, str] = {}
    for object_ in objects:
        data = object_.manifest.get("data")
        if object_.kind == "ConfigMap" and isinstance(data, Mapping) and LIBRECHAT_FILE in data:
            name = _file_name(f"librechat-{object_.resource.name}") if found else LIBRECHAT_FILE
            found[name if name not in found else _file_name(name, _digest(object_.resource.urn)[:8])] = data[
                LIBRECHAT_FILE
            ]
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
