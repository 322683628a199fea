"""Renders of a stack, read from the folders that ``homelab render`` wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from homelab.diff.changes import HASH, Change
from homelab.diff.folder import DiffError, ManifestFile, read_folder, read_report
from homelab.offline.network import Network, pods
from homelab.offline.objects import CLUSTER_SCOPED, Manifest

Identity: TypeAlias = tuple[str, str, str]
"""Kind, namespace (empty for an object outside of namespaces) and name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Render:
    """A render of a stack; an empty one has nothing in it."""

    manifests: Sequence[ManifestFile] = ()
    report: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What report.json says: see `homelab.offline.report_data`."""

    @property
    def objects(self) -> Mapping[Identity, Mapping[str, Any]]:
        """What the report says of each object, also of Secrets that are not among the manifests."""
        listed: Sequence[Mapping[str, Any]] = self.report.get("objects", ())
        # A namespace of an object outside of namespaces has no meaning.
        return {_identity(each["kind"], each["namespace"], each["name"]): each for each in listed}

    @property
    def claims(self) -> Mapping[str, Manifest]:
        """Its PersistentVolumeClaims, by URN."""
        listed = self.objects
        found = {identity(each): each.manifest for each in self.manifests if each.kind == "PersistentVolumeClaim"}
        return {listed[key]["urn"]: manifest for key, manifest in found.items() if key in listed}

    @property
    def network(self) -> Network:
        """Its pods by their logical names: that of a Job changes with its content.

        :raises ValueError: A pod uses its node's network, where NetworkPolicies do not apply.
        """
        listed = self.objects
        named = [
            replace(pod, name=_logical_name(listed, each)) for each in self.manifests for pod in pods([each.manifest])
        ]
        return Network([each.manifest for each in self.manifests], named)


def read_render(folder: Path) -> Render:
    """Read a folder that ``homelab render`` wrote.

    :raises DiffError: It did not write it, or files are missing or damaged.
    """
    report = read_report(folder)
    if not report and folder.is_dir():
        raise DiffError(f"{folder} has no report.json: give a folder that `homelab render` wrote")
    return Render(manifests=read_folder(folder), report=report)


def _identity(kind: str, namespace: str | None, name: str) -> Identity:
    return kind, "" if kind in CLUSTER_SCOPED else namespace or "", name


def identity(each: ManifestFile) -> Identity:
    """How the report calls an object."""
    return each.kind, each.namespace, each.name


def identity_of(change: Change) -> Identity:
    """How the report calls the object that a change is about: the earlier one, if its name changes."""
    return change.kind, change.namespace, change.previous_name or change.name


def _logical_name(listed: Mapping[Identity, Mapping[str, Any]], each: ManifestFile) -> str:
    found = listed.get(identity(each))
    return found["urn"].rpartition("::")[2] if found else HASH.sub("", each.name)
