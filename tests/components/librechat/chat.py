"""LibreChat as a component, and its observable effects."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from homelab import LibreChat
from homelab.offline import Recording
from tests.components.recorded import Manifest, objects, recording

REFERENCE: Any = {"name": "existing", "key": "key"}
BASE: Mapping[str, Any] = {
    "namespace": "ai",
    "domain": "chat.example.com",
    "credentials": {
        name: {"name": "keys", "key": name}
        for name in ("creds_key", "creds_iv", "jwt_secret", "jwt_refresh_secret", "metrics_secret", "session_secret")
    },
    "documentdb": {"uri": {"name": "db", "key": "uri"}, "port": 27017},
}
VALKEY = {"uri": "redis://cache:6379", "port": 6379}


def program(**args: Any) -> Callable[[], object]:
    return lambda: LibreChat("chat", {**BASE, **args})  # type: ignore[typeddict-item]


def librechat(**args: Any) -> dict[tuple[str, str], Manifest]:
    """Objects by kind and name."""
    return objects(program(**args))


def recorded(**args: Any) -> Recording:
    return recording(program(**args))


def effects(manifests: Mapping[tuple[str, str], Manifest], name: str = "chat") -> dict[str, Any]:
    """Observable effects: variables and files with their values, librechat.yaml, and network policy."""
    deployment = manifests["Deployment", name]
    pod = deployment["spec"]["template"]
    (server,) = pod["spec"]["containers"]
    stored = {each["metadata"]["name"]: _content(each) for each in manifests.values()}
    existing, own = _sources(server, stored)
    volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
    mounts = {mount["mountPath"]: (mount.get("subPath"), volumes[mount["name"]]) for mount in server["volumeMounts"]}
    _, document = mounts.pop("/etc/librechat")
    _, files = mounts.pop("/etc/librechat-secrets", (None, {"projected": {"sources": []}}))
    policy = manifests["NetworkPolicy", name]["spec"]
    return {
        "variables": own | {each["name"]: _value(each, stored) for each in server["env"]},
        "secrets": existing,
        "files": {
            item["path"]: stored.get(source["secret"]["name"], {}).get(item["key"], source)
            for source in files["projected"]["sources"]
            for item in source["secret"]["items"]
        },
        "config": yaml.safe_load(stored[document["configMap"]["name"]]["librechat.yaml"]),
        "mounts": mounts,
        "ingress": policy.get("ingress"),
        "egress": {json.dumps(each, sort_keys=True) for each in policy["egress"]},
        "labels": pod["metadata"]["labels"],
        "account": pod["spec"].get("serviceAccountName"),
        "strategy": deployment["spec"]["strategy"],
        "kinds": sorted(kind for kind, _ in manifests),
    }


def _sources(server: Manifest, stored: Mapping[str, Mapping[str, str]]) -> tuple[list[str], dict[str, Any]]:
    """Names of existing Secrets whose keys become variables, and the variables in objects of LibreChat's own."""
    names = [reference["name"] for source in server["envFrom"] for reference in source.values()]
    own = {key: value for name in names if name in stored for key, value in stored[name].items()}
    return [name for name in names if name not in stored], own


def _value(variable: Manifest, stored: Mapping[str, Mapping[str, str]]) -> Any:
    if "value" in variable:
        return variable["value"]
    reference = variable["valueFrom"]["secretKeyRef"]
    # Only the name of an existing Secret is known.
    return stored.get(reference["name"], {}).get(reference["key"], reference)


def _content(manifest: Manifest) -> Mapping[str, str]:
    return {**manifest.get("data", {}), **manifest.get("stringData", {})}
