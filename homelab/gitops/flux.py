"""Layout for Flux: a folder for each wave, and Kustomizations that apply one after the other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from homelab.gitops.waves import AWAITED
from homelab.offline.manifests import KUSTOMIZATION_FILE, SECRETS_FILE, Rendered, kustomization, to_yaml
from homelab.offline.objects import KubernetesObject

FOLDER = "flux"
"""Folder of the Kustomizations, in the output folder."""
SOURCE = "flux-system"
"""Name and namespace of the GitRepository that ``flux bootstrap`` creates."""
_HEALTHY = AWAITED - {"CustomResourceDefinition", "Pod"}
_SHORTEST_TIMEOUT = 20 * 60
"""Seconds; images have to be pulled, too."""
_LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where Flux finds the render."""

    name: str
    """Beginning of the Kustomizations' names."""
    path: str
    """Output folder in its repository, such as ``rendered/production``."""


def arrange(
    rendered: Rendered, objects: Sequence[KubernetesObject], waves: Mapping[str, int], place: Place
) -> Rendered:
    """Move each object's file into the folder of its wave; files of no object go to the first one."""
    wave_of = {file: waves.get(urn, 0) for urn, file in rendered.file_of.items() if file != SECRETS_FILE}
    moved = {name: f"{_folder(wave_of.get(name, 0))}/{name}" for name in rendered.resources if name != SECRETS_FILE}
    numbers = range(max(wave_of.values(), default=0) + 1)
    folders = {
        f"{_folder(number)}/{KUSTOMIZATION_FILE}": kustomization(
            [name for name in moved if wave_of.get(name, 0) == number]
        )
        for number in numbers
    }
    root = [*(name for name in rendered.resources if name not in moved), *map(_folder, numbers)]
    files = {moved.get(name, name): text for name, text in rendered.files.items()}
    return replace(
        rendered,
        files={
            **files,
            **folders,
            KUSTOMIZATION_FILE: kustomization(root),
            f"{FOLDER}/waves.yaml": to_yaml(*_waves(objects, waves, place)),
            f"{FOLDER}/{KUSTOMIZATION_FILE}": kustomization(["waves.yaml"]),
        },
        resources=root,
        file_of={urn: moved.get(file, file) for urn, file in rendered.file_of.items()},
    )


def place(out: Path, project: str, stack: str) -> Place:
    """Where Flux finds what is rendered to ``out``: its path in the repository that contains it.

    Outside of any repository, it counts as the root of one.
    """
    folder = out.resolve()
    root = next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)
    name = re.sub(r"[^a-z0-9]+", "-", f"{project}-{stack}".lower()).strip("-")
    return Place(name[:_LONGEST_NAME].rstrip("-"), folder.relative_to(root).as_posix())


def _folder(wave: int) -> str:
    return f"wave-{wave}"


def _waves(objects: Sequence[KubernetesObject], waves: Mapping[str, int], place: Place) -> Iterator[Mapping[str, Any]]:
    for number in sorted({*waves.values()}):
        members = [each for each in objects if waves.get(each.resource.urn, 0) == number and each.kind in _HEALTHY]
        spec: dict[str, Any] = {
            "interval": "10m",
            "retryInterval": "2m",
            "timeout": f"{max([_SHORTEST_TIMEOUT, *map(_deadline, members)])}s",
            "path": f"./{PurePosixPath(place.path, _folder(number))}",
            "prune": True,
            "sourceRef": {"kind": "GitRepository", "name": SOURCE},
        }
        if number:
            spec["dependsOn"] = [{"name": f"{place.name}-{number - 1}"}]
        if members:
            # Not `wait`: a claim that only a CronJob mounts is not bound until it runs.
            spec["healthChecks"] = sorted(map(_reference, members), key=lambda each: (each["kind"], each["name"]))
        yield {
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
            "kind": "Kustomization",
            "metadata": {"name": f"{place.name}-{number}", "namespace": SOURCE},
            "spec": spec,
        }


def _deadline(object_: KubernetesObject) -> int:
    """Seconds that a Job may take."""
    seconds = (object_.manifest.get("spec") or {}).get("activeDeadlineSeconds")
    return seconds if isinstance(seconds, int) else 0


def _reference(object_: KubernetesObject) -> dict[str, str]:
    reference = {"apiVersion": object_.manifest["apiVersion"], "kind": object_.kind, "name": object_.name}
    return reference | ({"namespace": object_.namespace} if object_.namespace else {})
