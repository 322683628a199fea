"""Kubernetes' rules for names, labels and keys, which its schemas do not contain.

See https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.objects import Manifest
from homelab.offline.violations import walk
from homelab.offline.wire import Path

Errors = Iterator[tuple[Path, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Rule for one kind of name."""

    pattern: str
    longest: int
    allowed: str

    def errors(self, path: Path, text: str) -> Errors:
        """Violations of the rule by ``text``."""
        if text == UNKNOWN:
            return
        if len(text) > self.longest:
            yield path, f"{text!r} has {len(text)} characters, more than {self.longest}"
        if not re.fullmatch(self.pattern, text):
            yield path, f"{text!r} must be {self.allowed}"


_LABEL_PATTERN = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_ENDS = "that begin and end with a letter or digit"

LABEL = Rule(_LABEL_PATTERN, 63, f"lowercase letters, digits and '-' {_ENDS}")
SERVICE_NAME = Rule(r"[a-z]([-a-z0-9]*[a-z0-9])?", 63, f"{LABEL.allowed}, and begin with a letter")
SUBDOMAIN = Rule(rf"{_LABEL_PATTERN}(\.{_LABEL_PATTERN})*", 253, f"lowercase letters, digits, '-' and '.' {_ENDS}")
PATH_SEGMENT = Rule(r"(?!\.\.?$)[^/%]+", 253, "anything but '.' and '..', without '/' and '%'")
WORD = Rule(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?", 63, f"letters, digits, '-', '_' and '.' {_ENDS}")
DATA_KEY = Rule(r"[-._a-zA-Z0-9]+", 253, "letters, digits, '-', '_' and '.'")
PORT_NAME = Rule(
    r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?", 15, f"{LABEL.allowed}, with a letter and without '--'"
)

_NAMES: Mapping[str, Rule] = {
    "Namespace": LABEL,
    "Service": SERVICE_NAME,
    **dict.fromkeys(("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"), PATH_SEGMENT),
    # Shorter than the server requires: controllers append characters to these names and use them as pod labels.
    **dict.fromkeys(("CronJob", "StatefulSet"), Rule(SUBDOMAIN.pattern, 52, SUBDOMAIN.allowed)),
    "Job": Rule(SUBDOMAIN.pattern, 63, SUBDOMAIN.allowed),
}
_LABEL_NAMED = (("containers",), ("initContainers",), ("volumes",))
"""Lists whose items have a label as their name."""


def naming_errors(manifest: Manifest) -> Errors:
    """Names, labels, annotation keys and data keys that the server or a controller would refuse, by path."""
    metadata, kind = manifest["metadata"], manifest["kind"]
    if metadata.get("name"):
        yield from _NAMES.get(kind, SUBDOMAIN).errors(("metadata", "name"), metadata["name"])
    else:
        yield (
            ("metadata", "name"),
            "is missing; generateName is not enough, as `kubectl apply` identifies objects by name",
        )
    if "namespace" in metadata:
        yield from LABEL.errors(("metadata", "namespace"), metadata["namespace"])
    if kind in ("ConfigMap", "Secret"):
        yield from _data_key_errors(manifest)
        manifest = {"metadata": metadata, "kind": kind}
    if kind != "CustomResourceDefinition":
        for path, value in walk(manifest):
            if path and isinstance(value, Mapping):
                yield from _mapping_errors(path, cast(Mapping[str, Any], value), kind)


def _data_key_errors(manifest: Manifest) -> Errors:
    for part in ("data", "stringData", "binaryData"):
        data = manifest.get(part)
        if isinstance(data, Mapping):
            for key in cast(Mapping[str, Any], data):
                yield from DATA_KEY.errors((part, key), key)


def _mapping_errors(path: Path, value: Mapping[str, Any], kind: str) -> Errors:
    if path[-1] in ("labels", "matchLabels", "nodeSelector") or (kind == "Service" and path == ("spec", "selector")):
        for key, text in value.items():
            yield from _qualified_errors((*path, key), key)
            if not isinstance(text, str):
                yield (*path, key), f"a label's value must be a string, not {type(text).__name__}"
            elif text:
                yield from WORD.errors((*path, key), text)
    elif path[-1] == "annotations":
        for key in value:
            yield from _qualified_errors((*path, key), key)
    elif "containerPort" in value and "name" in value:
        yield from PORT_NAME.errors((*path, "name"), value["name"])
    elif "name" in value and (path[-2:-1] in _LABEL_NAMED or (kind == "Service" and path[:2] == ("spec", "ports"))):
        yield from LABEL.errors((*path, "name"), value["name"])


def _qualified_errors(path: Path, key: str) -> Errors:
    prefix, separator, name = key.rpartition("/")
    yield from WORD.errors(path, name)
    if separator:
        yield from SUBDOMAIN.errors(path, prefix)
