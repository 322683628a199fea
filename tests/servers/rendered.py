"""A rendered container as the kubelet would start it: its environment and files with what they refer to."""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from homelab.offline.objects import as_stored
from homelab.offline.wire import strings
from tests.objects import Manifest, containers, workloads


@dataclass(frozen=True)
class RenderedContainer:
    """The only container of a workload."""

    spec: Manifest
    environment: Mapping[str, str]
    """Variables and their values, those of Secrets included."""
    files: Mapping[str, str]
    """Texts that ConfigMaps and Secrets put into it, by absolute path."""


def rendered_workload(manifests: Iterable[Manifest], app: str) -> Manifest:
    """The workload whose ``app.kubernetes.io/name`` is ``app``; a server, if Jobs of its image are beside it."""
    found = [each for each in workloads(manifests) if each["metadata"]["labels"]["app.kubernetes.io/name"] == app]
    (workload,) = [each for each in found if each["kind"] != "Job"] or found
    return workload


def rendered_container(manifests: Sequence[Manifest], app: str) -> RenderedContainer:
    """The container of the workload whose ``app.kubernetes.io/name`` is ``app``.

    :raises KeyError: It refers to an object, or to a key of one, that is not there.
    """
    workload = rendered_workload(manifests, app)
    # An exporter may stand beside it.
    spec, *_ = containers(workload)
    volumes = {volume["name"]: volume for volume in workload["spec"]["template"]["spec"].get("volumes", [])}
    files: dict[str, str] = {}
    for mount in spec.get("volumeMounts", []):
        files |= _mounted_files(manifests, volumes[mount["name"]], mount)
    return RenderedContainer(spec, container_environment(manifests, spec), files)


def container_environment(manifests: Sequence[Manifest], spec: Manifest) -> dict[str, str]:
    """Variables of a container and their values, those of Secrets included.

    :raises KeyError: It refers to an object, or to a key of one, that is not there.
    """
    variables: dict[str, str] = {}
    for source in spec.get("envFrom", []):
        kind, reference = ("ConfigMap", "configMapRef") if "configMapRef" in source else ("Secret", "secretRef")
        variables |= _texts(manifests, kind, source[reference]["name"])
    return variables | {each["name"]: _value(manifests, each) for each in spec["env"]}


def secrets_in_reach(manifests: Sequence[Manifest], app: str) -> Iterator[str]:
    """Every value of every Secret that a workload's pods name, whether they read that key or not."""
    names = strings(rendered_workload(manifests, app)["spec"]["template"]["spec"])
    for each in manifests:
        if each["kind"] == "Secret" and each["metadata"]["name"] in names:
            yield from _texts(manifests, "Secret", each["metadata"]["name"]).values()


def _value(manifests: Sequence[Manifest], variable: Manifest) -> str:
    if "value" in variable:
        return variable["value"]
    reference = variable["valueFrom"]["secretKeyRef"]
    return _texts(manifests, "Secret", reference["name"])[reference["key"]]


def _mounted_files(manifests: Sequence[Manifest], volume: Manifest, mount: Manifest) -> dict[str, str]:
    if "configMap" in volume:
        texts = _texts(manifests, "ConfigMap", volume["configMap"]["name"])
    elif "secret" in volume:
        texts = _texts(manifests, "Secret", volume["secret"]["secretName"])
    else:
        return {}
    path = mount["mountPath"]
    if "subPath" in mount:
        return {path: texts[mount["subPath"]]}
    return {str(PurePosixPath(path, key)): text for key, text in texts.items()}


def _texts(manifests: Sequence[Manifest], kind: str, name: str) -> Mapping[str, str]:
    for each in manifests:
        if (each["kind"], each["metadata"]["name"]) == (kind, name):
            if kind == "ConfigMap":
                return each["data"]
            return {key: b64decode(value).decode() for key, value in as_stored(dict(each))["data"].items()}
    raise KeyError(f"{kind} {name}")
