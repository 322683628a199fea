"""Objects as a tool of GitOps can own them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from homelab.gitops.tool import Tool
from homelab.offline.objects import KubernetesObject, Manifest
from homelab.offline.workloads import Target, scaled_targets

WAVE = "argocd.argoproj.io/sync-wave"
KEPT: Mapping[Tool, tuple[str, str]] = {
    Tool.ARGOCD: ("argocd.argoproj.io/sync-options", "Prune=false,Delete=false"),
    Tool.FLUX: ("kustomize.toolkit.fluxcd.io/prune", "disabled"),
}
"""Annotation of what the tool must not delete, neither because it is no longer rendered nor with everything else."""
REPLACED: Mapping[Tool, tuple[str, str]] = {
    Tool.ARGOCD: ("argocd.argoproj.io/sync-options", "Force=true,Replace=true"),
    Tool.FLUX: ("kustomize.toolkit.fluxcd.io/force", "enabled"),
}
"""Annotation of what the tool may delete and create anew, as it cannot be changed."""
_OF_PULUMI = "pulumi.com/"


def prepare(objects: Sequence[KubernetesObject], waves: Mapping[str, int], tool: Tool) -> list[KubernetesObject]:
    """``objects`` as ``tool`` applies them for years.

    - Pulumi's own annotations are left out.
    - What Pulumi retains, such as volumes and the Secrets that open them, is not pruned.
    - The number of pods is left out where an autoscaler sets it.
    - A finished Job stays until its definition changes: removed earlier, it would be applied, and run, again.

    :param waves: Wave of each object by its URN. Default: the first one.
    """
    if not tool.prunes:
        return [*objects]
    scaled = scaled_targets(objects)
    return [replace(each, manifest=_manifest(each, waves.get(each.resource.urn, 0), tool, scaled)) for each in objects]


def _manifest(object_: KubernetesObject, wave: int, tool: Tool, scaled: frozenset[Target]) -> Manifest:
    metadata = dict(object_.manifest["metadata"])
    annotations = {
        **{key: text for key, text in (metadata.pop("annotations", None) or {}).items() if not _is_pulumis(key)},
        **_annotations(object_, wave, tool),
    }
    if annotations:
        metadata["annotations"] = annotations
    manifest = {**object_.manifest, "metadata": metadata}
    if (object_.namespace, object_.kind, object_.name) in scaled:
        manifest["spec"] = _without(manifest["spec"], "replicas")
    if object_.kind == "Job":
        manifest["spec"] = _without(manifest["spec"], "ttlSecondsAfterFinished")
    return manifest


def _annotations(object_: KubernetesObject, wave: int, tool: Tool) -> dict[str, str]:
    found: dict[str, str] = {}
    if object_.resource.retain_on_delete or object_.resource.protect:
        found.update([KEPT[tool]])
    elif object_.kind == "Job" and not has_automatic_name(object_):
        found.update([REPLACED[tool]])
    if tool is Tool.ARGOCD and wave:
        found[WAVE] = str(wave)
    return found


def has_automatic_name(object_: KubernetesObject) -> bool:
    """Whether the object's name changes with its content."""
    return "name" not in (object_.resource.inputs.get("metadata") or {})


def _is_pulumis(annotation: str) -> bool:
    return annotation.startswith(_OF_PULUMI)


def _without(spec: Mapping[str, Any], field: str) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if key != field}
