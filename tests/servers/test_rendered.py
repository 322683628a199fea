from collections.abc import Sequence
from typing import Any

import pytest

from tests.objects import Manifest
from tests.servers.rendered import rendered_container, secrets_in_reach

SECRET = {
    "kind": "Secret",
    "metadata": {"name": "password"},
    "data": {"encoded": "c2VjcmV0LTE="},
    "stringData": {"plain": "secret-2"},
}
CONFIG_MAP = {"kind": "ConfigMap", "metadata": {"name": "files"}, "data": {"a.sql": "A", "b.sql": "B"}}


def workload(*, app: str = "app", **container: Any) -> Manifest:
    volumes = [
        {"name": "files", "configMap": {"name": "files"}},
        {"name": "password", "secret": {"secretName": "password"}},
        {"name": "data", "persistentVolumeClaim": {"claimName": "data"}},
    ]
    return {
        "kind": "StatefulSet",
        "metadata": {"name": app, "labels": {"app.kubernetes.io/name": app}},
        "spec": {
            "template": {"spec": {"containers": [{"env": [], "volumeMounts": [], **container}], "volumes": volumes}}
        },
    }


def manifests(*, mounts: Sequence[Manifest] = (), **container: Any) -> Sequence[Manifest]:
    return [workload(app="other"), workload(**container, volumeMounts=mounts), SECRET, CONFIG_MAP]


def from_secret(key: str, *, secret: str = "password") -> Manifest:
    return {"name": key.upper(), "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}


def test_the_environment_has_the_values_of_secrets():
    environment = [{"name": "USER", "value": "me"}, from_secret("encoded"), from_secret("plain")]
    container = rendered_container(manifests(env=environment), "app")
    assert container.environment == {"USER": "me", "ENCODED": "secret-1", "PLAIN": "secret-2"}


@pytest.mark.parametrize("reference", [from_secret("absent"), from_secret("plain", secret="absent")])
def test_a_reference_to_nothing_is_an_error(reference: Manifest):
    with pytest.raises(KeyError, match="absent"):
        rendered_container(manifests(env=[reference]), "app")


def test_files_are_where_their_volumes_are_mounted():
    mounts = [
        {"name": "files", "mountPath": "/init/1.sql", "subPath": "b.sql"},
        {"name": "password", "mountPath": "/etc/password"},
        {"name": "data", "mountPath": "/data"},
    ]
    assert rendered_container(manifests(mounts=mounts), "app").files == {
        "/init/1.sql": "B",
        "/etc/password/encoded": "secret-1",
        "/etc/password/plain": "secret-2",
    }


def test_variables_of_a_container_s_own_list_override_those_in_objects():
    sources = [{"configMapRef": {"name": "files"}}, {"secretRef": {"name": "password"}}]
    container = rendered_container(manifests(envFrom=sources, env=[{"name": "a.sql", "value": "own"}]), "app")
    assert container.environment == {"a.sql": "own", "b.sql": "B", "encoded": "secret-1", "plain": "secret-2"}


def test_a_secret_is_in_reach_with_all_its_keys_however_it_is_named():
    named = workload(envFrom=[{"secretRef": {"name": "password"}}])
    other = {**SECRET, "metadata": {"name": "of-another"}, "stringData": {"key": "secret-3"}}
    named["spec"]["template"]["spec"]["volumes"].clear()
    assert sorted(secrets_in_reach([named, SECRET, other], "app")) == ["secret-1", "secret-2"]
