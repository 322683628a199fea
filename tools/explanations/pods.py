"""What groups set in pods alone, beside the configuration of programs: what another pod then differs in."""

from collections.abc import Iterator, Mapping
from typing import Any

from homelab.explain.variables import is_known
from homelab.librechat_config.variables import Reader
from homelab.offline import Recording
from tests.scenarios import CHAT, PEM, recorded

_SMALLEST: Mapping[str, Any] = {
    "namespace": "ai",
    "librechat": CHAT,
    "rag": {"embeddings": {"provider": "huggingface"}},
}
_GROUPS: Mapping[str, Any] = {
    "proxy": {"url": "http://chat@proxy.example.com:3128", "password": "sample-of-a-password", "ca_pem": PEM}
}
"""Groups of all components."""
_COMPONENTS: Mapping[Reader, str] = {Reader.LIBRECHAT: "librechat", Reader.RAG_API: "rag-api"}
"""Value of the label ``app.kubernetes.io/name``."""


def effects_in_pods() -> dict[Reader, dict[str, list[str]]]:
    """Variables that only groups set in the pods of each program, by the path of the group."""
    before, found = recorded(_SMALLEST), {reader: dict[str, list[str]]() for reader in Reader}
    for path, group in _GROUPS.items():
        after = recorded({**_SMALLEST, path: group})
        for reader in Reader:
            new = {*variables_in_pods(after, reader)} - {*variables_in_pods(before, reader)}
            found[reader][path] = [name for name in sorted(new) if is_known(name, reader)]
    return found


def variables_in_pods(recording: Recording, reader: Reader) -> Iterator[str]:
    """Names of the variables in a program's pods, without those in Secrets that are taken as a whole."""
    config_maps = {each["metadata"]["name"]: each for each in recording.manifests if each["kind"] == "ConfigMap"}
    for manifest in recording.manifests:
        labels = manifest["metadata"].get("labels", {})
        if manifest["kind"] == "Deployment" and labels.get("app.kubernetes.io/name") == _COMPONENTS[reader]:
            for container in manifest["spec"]["template"]["spec"]["containers"]:
                taken = [each["configMapRef"]["name"] for each in container["envFrom"] if "configMapRef" in each]
                yield from (name for each in taken for name in config_maps[each]["data"])
                yield from (each["name"] for each in container["env"])
