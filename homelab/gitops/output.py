"""The files of a render as a tool of GitOps finds them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from homelab.gitops import flux
from homelab.gitops.generations import Version, previous_versions
from homelab.gitops.tool import Tool
from homelab.offline.folder import OutputFolder
from homelab.offline.manifests import KUSTOMIZATION_FILE, Rendered, kustomization
from homelab.offline.objects import KubernetesObject


def arrange(
    rendered: Rendered,
    objects: Sequence[KubernetesObject],
    waves: Mapping[str, int],
    *,
    tool: Tool,
    folder: OutputFolder,
    place: flux.Place,
) -> tuple[Rendered, Mapping[str, Version]]:
    """The files for ``tool``, and the ConfigMaps of the earlier render among them, by URN.

    :raises FolderError: A file of the earlier render cannot be read.
    """
    if not tool.prunes:
        return rendered, {}
    present = {each.resource.urn: f"{each.namespace}/{each.name}" for each in objects if each.kind == "ConfigMap"}
    previous = previous_versions(folder.config_maps, folder.kept, present)
    texts = {PurePath(each.file).name: folder.read(each.file) for each in previous.values()}
    arranged = _with_files(rendered, texts)
    file_of = {name: name for name in texts}
    if tool is Tool.FLUX:
        arranged = flux.arrange(arranged, objects, waves, place)
        file_of = {PurePath(file).name: file for file in arranged.files}
    kept = {urn: Version(each.name, file_of[PurePath(each.file).name]) for urn, each in previous.items()}
    return arranged, kept


def _with_files(rendered: Rendered, texts: Mapping[str, str]) -> Rendered:
    resources = [*rendered.resources, *sorted(texts)]
    files = {**rendered.files, **texts, KUSTOMIZATION_FILE: kustomization(resources)}
    return replace(rendered, files=files, resources=resources)
