"""Renders made by hand."""

from typing import Any

from homelab.diff.folder import ManifestFile
from homelab.review.renders import Render

PREFIX = "urn:pulumi:dev::chat::kubernetes"


def an(kind: str, name: str = "x", *, annotations: Any = None, **content: Any) -> ManifestFile:
    """An object of namespace ai."""
    metadata: dict[str, Any] = {"name": name, "namespace": "ai"}
    if annotations:
        metadata["annotations"] = annotations
    return ManifestFile({"apiVersion": "v1", "kind": kind, "metadata": metadata, **content}, f"{kind}-{name}.yaml")


def render(*manifests: ManifestFile, retained: tuple[str, ...] = (), **report: Any) -> Render:
    """A render whose report lists the objects; those of which the name is ``retained`` outlive their stack."""
    listed = [
        {
            "kind": each.kind,
            "namespace": each.namespace,
            "name": each.name,
            "urn": f"{PREFIX}:{each.kind}::{each.name}",
            "retained": each.name in retained,
        }
        for each in manifests
    ]
    return Render(manifests=manifests, report={"objects": listed, **report})
