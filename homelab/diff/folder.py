"""Objects in a folder of manifests."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from homelab.offline.folder import REPORT_FILE
from homelab.offline.manifests import KUSTOMIZATION_FILE
from homelab.offline.objects import CLUSTER_SCOPED, Manifest, NamedManifest

_LOCAL = "config.kubernetes.io/local-config"


class DiffError(Exception):
    """Reason why there is nothing to compare, as one line for the user."""


@dataclass(frozen=True, slots=True)
class ManifestFile(NamedManifest):
    """An object, and where it stands."""

    file: str
    """Path in the folder."""

    @property
    def namespace(self) -> str:
        """Namespace; empty for an object outside of namespaces."""
        return "" if self.kind in CLUSTER_SCOPED else self.manifest["metadata"].get("namespace", "")


def read_folder(folder: Path) -> list[ManifestFile]:
    """Objects that the folder's kustomization applies; without one, those in its YAML files.

    ConfigMaps that a render has kept of the one before are left out.

    :raises DiffError: It is no folder, has no objects, or one of its files is no YAML.
    """
    if not folder.is_dir():
        raise DiffError(f"{folder} is not a folder: give one that `homelab render` wrote")
    kept = {each["file"] for each in read_report(folder).get("kept", ())}
    try:
        found = [*_read(folder, folder, kept)]
    except OSError as error:
        raise DiffError(f"{error.filename or folder}: {error.strerror or error}") from error
    if not found:
        raise DiffError(f"{folder} has no manifests: give a folder that `homelab render` wrote")
    return found


def read_report(folder: Path) -> Mapping[str, Any]:
    """The folder's report; empty if it has none.

    :raises DiffError: It is damaged.
    """
    file = folder / REPORT_FILE
    if not file.exists():
        return {}
    try:
        report = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise DiffError(f"{file} cannot be read: render the folder again") from error
    if not isinstance(report, dict):
        raise DiffError(f"{file} is no report: render the folder again")
    return cast(Mapping[str, Any], report)


def _read(folder: Path, root: Path, kept: Collection[str]) -> Iterator[ManifestFile]:
    for path in _resources(folder):
        if path.is_dir():
            yield from _read(path, root, kept)
        elif (name := path.relative_to(root).as_posix()) not in kept:
            yield from (ManifestFile(each, name) for each in _manifests(path))


def _resources(folder: Path) -> list[Path]:
    file = folder / KUSTOMIZATION_FILE
    if not file.exists():
        return sorted(each for each in folder.rglob("*") if each.suffix in (".yaml", ".yml"))
    names = [str(name) for document in _documents(file) for name in document.get("resources") or []]
    for name in names:
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            raise DiffError(f"{file}: {name} is not in the folder: give the output of `kubectl kustomize` instead")
    return [folder / name for name in names]


def _manifests(file: Path) -> Iterator[Manifest]:
    for document in _documents(file):
        if document.get("kind") == "List" and document.get("items"):
            yield from document["items"]
        elif _is_object(document):
            yield document


def _is_object(document: Mapping[str, Any]) -> bool:
    """Whether it is a Kubernetes object, unlike librechat.yaml, or what is kept for the next render."""
    metadata = document.get("metadata")
    if not isinstance(metadata, dict) or not {"apiVersion", "kind"} <= document.keys():
        return False
    return _LOCAL not in (metadata.get("annotations") or {})


def _documents(file: Path) -> list[dict[str, Any]]:
    try:
        documents = [*yaml.load_all(file.read_bytes(), Loader=yaml.CSafeLoader)]
    except yaml.YAMLError as error:
        # Its message may quote a secret.
        mark = getattr(error, "problem_mark", None)
        raise DiffError(f"{file}{f':{mark.line + 1}' if mark else ''} is not YAML") from error
    return [each for each in documents if isinstance(each, dict)]
