from typing import Any

import pytest

from homelab import ArgumentError, LibreChat
from tests.components.recorded import container, environment, objects

GIVEN: dict[str, Any] = {
    "namespace": "ai",
    "domain": "chat.example.com",
    "config_yaml": "version: 1.3.17\n",
    "credentials": {
        name: {"name": "keys", "key": name}
        for name in ("creds_key", "creds_iv", "jwt_secret", "jwt_refresh_secret", "metrics_secret")
    },
    "documentdb": {"uri": {"name": "db", "key": "uri"}, "port": 27017},
}


def librechat(**args: Any):
    given: Any = {**GIVEN, **args}
    return objects(lambda: LibreChat("chat", given))


def test_alone_it_is_one_pod_with_a_volume_that_stops_before_the_next_one_starts():
    made = librechat()
    assert made["Deployment", "chat"]["spec"]["strategy"] == {"type": "Recreate"}
    mounts = {m["mountPath"]: m for m in container(made["Deployment", "chat"])["volumeMounts"]}
    assert mounts["/app/uploads"]["subPath"] == "uploads"
    assert mounts["/app/client/public/images"]["subPath"] == "images"


def test_files_elsewhere_let_pods_be_replaced_one_by_one():
    s3 = {"bucket": "files", "access_key": "a", "secret_key": "b" * 20}
    made = librechat(storage={"type": "s3", "s3": s3})
    assert made["Deployment", "chat"]["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert ("PersistentVolumeClaim", "chat-files") not in made


def test_unset_variables_are_left_out_not_empty():
    assert all(environment(librechat()["Deployment", "chat"]).values())


def test_without_backends_it_is_told_of_none():
    variables = environment(librechat()["Deployment", "chat"])
    assert not {"USE_REDIS", "SEARCH", "RAG_API_URL"} & variables.keys()


def test_the_configuration_is_a_file_whose_name_changes_with_it():
    one, other = (librechat(config_yaml=text) for text in ("version: 1.3.17\n", "version: 1.3.16\n"))
    names = {made["ConfigMap", "chat-config"]["metadata"]["name"] for made in (one, other)}
    assert len(names) == 2


def test_given_variables_win_and_secret_ones_win_over_them():
    made = librechat(environment={"PORT": "1", "A": "x"}, secret_environment={"A": "y" * 10})
    variables = environment(made["Deployment", "chat"])
    assert (variables["PORT"], variables["A"]) == ("1", "A")
    assert made["Secret", "chat-environment"]["stringData"] == {"A": "y" * 10}


def test_it_has_time_to_finish_its_answers():
    spec = librechat()["Deployment", "chat"]["spec"]["template"]["spec"]
    delay = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert spec["terminationGracePeriodSeconds"] >= delay + 60 + 5


@pytest.mark.parametrize(
    ("args", "address"),
    [
        ({}, "https://chat.example.com"),
        ({"domain": "localhost"}, "http://localhost:3080"),
        ({"ingress": {"tls": {"enabled": False}}}, "http://chat.example.com"),
    ],
)
def test_its_address_is_how_people_come(args: dict[str, Any], address: str):
    assert environment(librechat(**args)["Deployment", "chat"])["DOMAIN_SERVER"] == address


def test_uploads_fit_through_the_ingress():
    made = librechat(ingress={"class_name": "nginx"}, largest_upload_megabytes=250)
    annotations = made["Ingress", "chat"]["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/proxy-body-size"] == "250m"


def test_certificates_of_backends_are_files():
    valkey = {"uri": "rediss://a.example.com", "port": 6379, "ca": {"name": "ca", "key": "ca"}}
    variables = environment(librechat(valkey=valkey)["Deployment", "chat"])
    assert variables["REDIS_CA"] == "/etc/ssl/cache/ca"


def test_replicas_without_a_shared_cache_are_refused():
    with pytest.raises(ArgumentError, match="replicas 2 needs valkey"):
        librechat(replicas=2, storage={"local": {"access_mode": "ReadWriteMany"}})
