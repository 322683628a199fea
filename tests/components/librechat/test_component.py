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


class TestSecretFiles:
    def test_of_ones_own_and_existing_secrets_are_one_folder_whose_paths_variables_hold(self):
        made = librechat(
            secret_files={"APPLE_PRIVATE_KEY_PATH": "-----BEGIN KEY-----"},
            existing_secret_files={"GOOGLE_SERVICE_KEY_FILE": {"name": "google", "key": "key.json"}},
        )
        deployment = made["Deployment", "chat"]
        (folder,) = [m for m in container(deployment)["volumeMounts"] if m["mountPath"] == "/etc/librechat-secrets"]
        assert folder["readOnly"]
        volumes = {each["name"]: each for each in deployment["spec"]["template"]["spec"]["volumes"]}
        items = [source["secret"] for source in volumes[folder["name"]]["projected"]["sources"]]
        assert [item["items"] for item in items] == [
            [{"key": "APPLE_PRIVATE_KEY_PATH", "path": "APPLE_PRIVATE_KEY_PATH"}],
            [{"key": "key.json", "path": "GOOGLE_SERVICE_KEY_FILE"}],
        ]
        assert items[1]["name"] == "google"
        assert made["Secret", "chat-files"]["stringData"] == {"APPLE_PRIVATE_KEY_PATH": "-----BEGIN KEY-----"}
        variables = environment(deployment)
        assert variables["GOOGLE_SERVICE_KEY_FILE"] == "/etc/librechat-secrets/GOOGLE_SERVICE_KEY_FILE"

    def test_are_no_folder_without_any(self):
        mounts = container(librechat()["Deployment", "chat"])["volumeMounts"]
        assert "/etc/librechat-secrets" not in {mount["mountPath"] for mount in mounts}


def test_an_existing_secret_is_the_last_word_on_a_variable():
    made = librechat(
        secret_environment={"OPENAI_API_KEY": "x" * 10}, existing_secrets={"OPENAI_API_KEY": {"name": "s", "key": "k"}}
    )
    assert environment(made["Deployment", "chat"])["OPENAI_API_KEY"] == "k"


class TestExtraVolumes:
    @pytest.mark.parametrize(
        ("source", "volume"),
        [
            ({"config_map": "theme"}, {"configMap": {"name": "theme", "defaultMode": 0o444}}),
            ({"secret": "certificates"}, {"secret": {"secretName": "certificates", "defaultMode": 0o440}}),
            ({"claim": "models"}, {"persistentVolumeClaim": {"claimName": "models"}}),
            ({"size_limit": "3Gi"}, {"emptyDir": {"sizeLimit": "3Gi"}}),
        ],
    )
    def test_come_from_what_exists_or_are_empty(self, source: dict[str, Any], volume: dict[str, Any]):
        made = librechat(extra_volumes=[{"name": "extra", "mount_path": "/extra", "sub_path": "a/b", **source}])
        spec = made["Deployment", "chat"]["spec"]["template"]["spec"]
        assert {"name": "extra", **volume} in spec["volumes"]
        (mount,) = [each for each in spec["containers"][0]["volumeMounts"] if each["name"] == "extra"]
        assert (mount["mountPath"], mount["subPath"]) == ("/extra", "a/b")

    @pytest.mark.parametrize(
        ("volume", "message"),
        [
            ({"name": "a", "mount_path": "/a"}, "missing argument: one of config_map, secret, claim, size_limit"),
            ({"name": "a", "mount_path": "/a", "claim": "c", "secret": "s"}, "secret and claim are mutually exclusive"),
            ({"name": "a", "mount_path": "a", "claim": "c"}, "mount_path: expected an absolute path"),
            ({"name": "a", "mount_path": "/a", "claim": "c", "sub_path": "../b"}, "sub_path: expected a relative path"),
            ({"name": "a", "mount_path": "/app", "claim": "c"}, "/app is LibreChat's own: mount a elsewhere"),
            ({"name": "tmp", "mount_path": "/a", "claim": "c"}, "the name tmp is taken by LibreChat's own volume"),
        ],
    )
    def test_that_cannot_be_are_refused(self, volume: dict[str, Any], message: str):
        with pytest.raises(ArgumentError, match=message):
            librechat(extra_volumes=[volume])


class TestSidecars:
    def test_are_as_hardened_as_librechat(self):
        sidecar = {
            "name": "tunnel",
            "image": "ghcr.io/example/tunnel:v1",
            "command": ["tunnel"],
            "args": ["run"],
            "environment": {"A": "b"},
            "existing_secrets": {"TOKEN": {"name": "tunnel", "key": "token"}},
            "resources": {"requests": {"cpu": "1"}},
            "volumes": [{"name": "run", "mount_path": "/run/tunnel", "size_limit": "1Mi"}],
        }
        spec = librechat(sidecars=[sidecar])["Deployment", "chat"]["spec"]["template"]["spec"]
        made = spec["initContainers"][0]
        assert made["restartPolicy"] == "Always"
        assert made["securityContext"] == spec["containers"][0]["securityContext"]
        assert (made["name"], made["command"], made["args"]) == ("tunnel", ["tunnel"], ["run"])
        assert {variable["name"] for variable in made["env"]} == {"A", "TOKEN"}
        assert made["resources"]["requests"] == {"cpu": "1", "memory": "64Mi"}
        assert made["volumeMounts"] == [{"name": "run", "mountPath": "/run/tunnel"}]
        assert "run" in {volume["name"] for volume in spec["volumes"]}

    def test_do_not_take_librechats_name(self):
        with pytest.raises(ArgumentError, match="the name librechat is taken"):
            librechat(sidecars=[{"name": "librechat", "image": "a/b:1"}])


def test_servers_of_the_namespace_are_reached_by_their_pods():
    policy = librechat(connect_to=[{"url": "http://s.ai.svc:8080", "port": 8080, "workload": "s"}])
    egress = policy["NetworkPolicy", "chat"]["spec"]["egress"]
    expected = {"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "s"}}}
    assert {"ports": [{"port": 8080, "protocol": "TCP"}], "to": [expected]} in egress


def test_commands_that_it_starts_find_a_home_to_write_to():
    mounts = container(librechat(runs_commands=True)["Deployment", "chat"])["volumeMounts"]
    assert "/home/node" in {mount["mountPath"] for mount in mounts}
