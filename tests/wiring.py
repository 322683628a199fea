"""Servers that a workload connects to, by its environment and files, regardless of NetworkPolicies."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from homelab.offline.network import ServicePort, resolve_host
from homelab.offline.objects import Manifest

_SERVER = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+]*)://(?:[^@/\s]*@)?)?(?P<host>[\w-]+(?:\.[\w-]+)*)(?::(?P<port>\d+))?(?![\w-])"
)
_PORTS = {
    "http": 80,
    "https": 443,
    "mongodb": 27017,
    "postgres": 5432,
    "postgresql": 5432,
    "redis": 6379,
    "rediss": 6379,
}
_CONTAINERS = ("initContainers", "containers")

Server = tuple[str, int]
"""Host name and port."""


def servers(workload: Manifest, manifests: Sequence[Manifest]) -> set[Server]:
    """Servers with name and port in a workload's environment and files, without ``localhost``."""
    job = workload["spec"]["jobTemplate"] if workload["kind"] == "CronJob" else workload
    pod = job["spec"]["template"]["spec"]
    containers = [each for key in _CONTAINERS for each in pod.get(key, [])]
    stored = {(each["kind"], each["metadata"]["name"]): _content(each) for each in manifests}
    texts = [text for each in containers for text in (*each.get("command", []), *each.get("args", []))]
    texts += [text for volume in pod.get("volumes", []) for text in _files(volume, stored)]
    found = {server for text in texts for server in _in_text(text)}
    for each in containers:
        variables = dict(_variables(each, stored))
        found |= {server for text in variables.values() for server in _in_text(text)}
        found |= {
            (value, int(variables[name.removesuffix("_HOST") + "_PORT"]))
            for name, value in variables.items()
            if name.endswith("_HOST") and name.removesuffix("_HOST") + "_PORT" in variables and _is_name(value)
        }
    return found


def wired(workload: Manifest, manifests: Sequence[Manifest], services: Iterable[ServicePort]) -> set[str]:
    """Ports of Services among those servers."""
    namespace = workload["metadata"]["namespace"]
    services = list(services)
    return {
        str(each)
        for host, number in servers(workload, manifests)
        for each in resolve_host(host, namespace, services)
        if each.number == number
    }


def _in_text(text: str) -> Iterator[Server]:
    for match in _SERVER.finditer(text):
        port = match["port"] or _PORTS.get(match["scheme"])
        if port and _is_name(match["host"]):
            yield match["host"], int(port)


def _is_name(host: str) -> bool:
    return host != "localhost" and bool(re.search("[a-z]", host))


def _variables(container: Manifest, stored: Mapping[tuple[str, str], Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for source in container.get("envFrom", []):
        for kind, reference in (("Secret", source.get("secretRef")), ("ConfigMap", source.get("configMapRef"))):
            yield from stored.get((kind, reference["name"]), {}).items() if reference else ()
    for variable in container.get("env", []):
        value_from: Mapping[str, Any] = variable.get("valueFrom", {})
        if "value" in variable:
            yield variable["name"], variable["value"]
        for kind, reference in (("Secret", "secretKeyRef"), ("ConfigMap", "configMapKeyRef")):
            if reference in value_from:
                # A Secret that is none of the rendered ones is the user's own.
                content = stored.get((kind, value_from[reference]["name"]), {})
                yield variable["name"], content.get(value_from[reference]["key"], "")


def _files(volume: Manifest, stored: Mapping[tuple[str, str], Mapping[str, str]]) -> Iterator[str]:
    if "configMap" in volume:
        yield from stored.get(("ConfigMap", volume["configMap"]["name"]), {}).values()
    if "secret" in volume:
        yield from stored.get(("Secret", volume["secret"]["secretName"]), {}).values()


def _content(manifest: Manifest) -> dict[str, str]:
    data = manifest.get("data") or {}
    if manifest["kind"] == "Secret":
        data = {key: base64.b64decode(value).decode() for key, value in data.items()}
    return {**data, **manifest.get("stringData", {})}
