from typing import Any

import pulumi
import pulumi_random as random
import pytest

from homelab import ArgumentError, LibreChat
from homelab.offline import record
from homelab.offline.wire import UNKNOWN
from tests.components.librechat.chat import BASE, REFERENCE, VALKEY, effects, librechat, recorded
from tests.components.recorded import container, environment, objects, registrations

ROUTER = [{f"policy-group.network.openshift.io/{kind}": ""} for kind in ("ingress", "host-network")]


def test_a_single_pod_with_a_volume_is_recreated():
    made = librechat()
    assert made["Deployment", "chat"]["spec"]["strategy"] == {"type": "Recreate"}
    mounts = {m["mountPath"]: m for m in container(made["Deployment", "chat"])["volumeMounts"]}
    assert mounts["/app/uploads"]["subPath"] == "uploads"
    assert mounts["/app/client/public/images"]["subPath"] == "images"


def test_files_elsewhere_let_pods_be_replaced_one_by_one():
    s3 = {"bucket": "files", "region": "eu-central-1", "access_key": "a", "secret_key": "b" * 20}
    made = librechat(storage={"type": "s3", "s3": s3})
    assert made["Deployment", "chat"]["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert ("PersistentVolumeClaim", "chat-files") not in made


def test_unset_variables_are_left_out_not_empty():
    assert all(environment(librechat(), "Deployment", "chat").values())


def test_without_backends_there_are_no_variables():
    variables = environment(librechat(), "Deployment", "chat")
    assert not {"USE_REDIS", "SEARCH", "RAG_API_URL"} & variables.keys()


def test_the_configuration_is_a_file_whose_name_changes_with_it():
    one, other = (librechat(config={"interface": {"customWelcome": text}}) for text in ("Welcome", "Hello"))
    names = {made["ConfigMap", "chat-config"]["metadata"]["name"] for made in (one, other)}
    assert len(names) == 2


def test_the_user_s_variables_override_derived_ones():
    made = effects(librechat(env={"NO_INDEX": "false"}, secret_env={"OPENAI_API_KEY": "sk-0123456789"}))
    assert made["variables"]["NO_INDEX"] == "false"
    assert made["variables"]["OPENAI_API_KEY"] == "sk-0123456789"


def test_existing_secrets_are_read_and_all_other_variables_win_over_them():
    made = librechat(env_from={"secrets": ["all"], "variables": {"OPENAI_API_KEY": REFERENCE}})
    server = container(made["Deployment", "chat"])
    assert server["envFrom"][0] == {"secretRef": {"name": "all"}}
    assert effects(made)["variables"]["OPENAI_API_KEY"] == REFERENCE
    assert not [kind for kind, _ in made if kind == "Secret"]


@pytest.mark.parametrize(
    ("ways", "peers"),
    [
        ({}, ROUTER),
        ({"ingress": {}}, ROUTER),
        ({"ingress": {"controller_namespace": "nginx"}}, [*ROUTER, {"kubernetes.io/metadata.name": "nginx"}]),
        ({"ingress": {"controller": "nginx"}}, [*ROUTER, {}]),
    ],
)
def test_on_openshift_its_router_is_let_in(ways: dict[str, Any], peers: list[Any]):
    (rule,) = librechat(placement={"openshift": True}, **ways)["NetworkPolicy", "chat"]["spec"]["ingress"]
    assert [each["namespaceSelector"].get("matchLabels", {}) for each in rule["from"]] == peers


def test_on_openshift_load_balancers_are_admitted_as_well_as_its_router():
    made = librechat(
        placement={"openshift": True}, ingress={"controller": "alb"}, allow_from=[{"pod_labels": {"a": "b"}}]
    )
    (rule,) = made["NetworkPolicy", "chat"]["spec"]["ingress"]
    assert [each["namespaceSelector"]["matchLabels"] for each in rule["from"][:2]] == ROUTER
    assert {"ipBlock": {"cidr": "10.0.0.0/8"}} in rule["from"]
    assert {"podSelector": {"matchLabels": {"a": "b"}}} in rule["from"]


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
def test_the_address_is_the_user_s_url(args: dict[str, Any], address: str):
    assert environment(librechat(**args), "Deployment", "chat")["DOMAIN_SERVER"] == address


def test_uploads_fit_through_the_ingress():
    made = librechat(ingress={"class_name": "nginx"}, config={"fileConfig": {"serverFileSizeLimit": 250}})
    annotations = made["Ingress", "chat"]["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/proxy-body-size"] == "250m"


def test_certificates_of_backends_are_files():
    valkey = {"uri": "rediss://a.example.com", "port": 6379, "ca": {"name": "ca", "key": "ca"}}
    variables = environment(librechat(valkey=valkey), "Deployment", "chat")
    assert variables["REDIS_CA"] == "/etc/ssl/cache/ca"


@pytest.mark.parametrize(
    "mistake",
    [
        {"replcias": 2},
        {"replicas": 2},
        {"config": {"intreface": {}}},
        {"env": {"NOBODYS": "x"}},
        {"env": {"MONGO_URI": "x"}},
        {"storage": {"type": "s3"}},
        {"env": {"ALLOW_PASSWORD_RESET": "true"}},
    ],
    ids=str,
)
def test_nothing_is_registered_before_everything_is_checked(mistake: Any, monkeypatch: pytest.MonkeyPatch):
    with registrations(monkeypatch) as registered, pytest.raises(ArgumentError):
        recorded(**mistake)
    assert registered == []


def test_replicas_without_a_shared_cache_are_refused():
    with pytest.raises(ArgumentError, match="replicas 2 needs valkey"):
        librechat(replicas=2, storage={"local": {"access_mode": "ReadWriteMany"}})


class TestSecretFiles:
    def test_of_ones_own_and_existing_secrets_are_one_folder_whose_paths_variables_hold(self):
        made = librechat(
            secret_files={"APPLE_PRIVATE_KEY_PATH": "-----BEGIN KEY-----"},
            env_from={"files": {"GOOGLE_SERVICE_KEY_FILE": {"name": "google", "key": "key.json"}}},
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
        variables = environment(made, "Deployment", "chat")
        assert variables["GOOGLE_SERVICE_KEY_FILE"] == "/etc/librechat-secrets/GOOGLE_SERVICE_KEY_FILE"

    def test_are_no_folder_without_any(self):
        mounts = container(librechat()["Deployment", "chat"])["volumeMounts"]
        assert "/etc/librechat-secrets" not in {mount["mountPath"] for mount in mounts}


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
    def test_optional_outputs_are_empty_without_their_component(self, source: dict[str, Any], volume: dict[str, Any]):
        made = librechat(extra_volumes=[{"name": "extra", "mount_path": "/extra", "sub_path": "a/b", **source}])
        spec = made["Deployment", "chat"]["spec"]["template"]["spec"]
        assert {"name": "extra", **volume} in spec["volumes"]
        (mount,) = [each for each in spec["containers"][0]["volumeMounts"] if each["name"] == "extra"]
        assert (mount["mountPath"], mount["subPath"]) == ("/extra", "a/b")

    def test_volumes_for_all_files_replace_the_claim(self):
        paths = {"own-uploads": "/app/uploads", "own-images": "/app/client/public/images"}
        volumes = [{"name": name, "mount_path": path, "claim": "own"} for name, path in paths.items()]
        made = librechat(extra_volumes=volumes)
        assert not [name for kind, name in made if kind == "PersistentVolumeClaim"]
        claims = [volume["name"] for volume in made["Deployment", "chat"]["spec"]["template"]["spec"]["volumes"]]
        assert "files" not in claims
        partly = librechat(extra_volumes=volumes[:1])
        assert [name for kind, name in partly if kind == "PersistentVolumeClaim"] == ["chat-files"]

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
            "env": {"A": "b"},
            "env_from": {"secrets": ["all"], "variables": {"TOKEN": {"name": "tunnel", "key": "token"}}},
            "resources": {"requests": {"cpu": "1"}},
            "volumes": [{"name": "run", "mount_path": "/run/tunnel", "size_limit": "1Mi"}],
        }
        spec = librechat(sidecars=[sidecar])["Deployment", "chat"]["spec"]["template"]["spec"]
        made = spec["initContainers"][0]
        assert made["restartPolicy"] == "Always"
        assert made["securityContext"] == spec["containers"][0]["securityContext"]
        assert (made["name"], made["command"], made["args"]) == ("tunnel", ["tunnel"], ["run"])
        assert {variable["name"] for variable in made["env"]} == {"A", "TOKEN"}
        assert made["envFrom"] == [{"secretRef": {"name": "all"}}]
        assert made["resources"]["requests"] == {"cpu": "1", "memory": "64Mi", "ephemeral-storage": "100Mi"}
        assert made["volumeMounts"] == [{"name": "run", "mountPath": "/run/tunnel"}]
        assert "run" in {volume["name"] for volume in spec["volumes"]}

    def test_do_not_take_librechats_name(self):
        with pytest.raises(ArgumentError, match="the name librechat is taken"):
            librechat(sidecars=[{"name": "librechat", "image": "a/b:1"}])


def test_servers_of_the_namespace_are_reached_by_their_pods():
    url = "http://s.ai.svc.cluster.local:8080"
    servers = [{"url": url, "port": 8080, "workload": "s"}]
    custom = {"name": "S", "apiKey": "none", "baseURL": f"{url}/v1", "models": {"default": ["m"]}}
    policy = librechat(servers=servers, config={"endpoints": {"custom": [custom]}})
    egress = policy["NetworkPolicy", "chat"]["spec"]["egress"]
    expected = {"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "s"}}}
    assert {"ports": [{"port": 8080, "protocol": "TCP"}], "to": [expected]} in egress
    # Nobody is reached whom the configuration does not name.
    assert effects(librechat(servers=servers))["egress"] == effects(librechat())["egress"]


def test_programs_that_it_starts_find_a_home_to_write_to():
    program = {"type": "stdio", "command": "npx", "args": ["-y", "tools@1"]}
    mounts = container(librechat(config={"mcpServers": {"a": program}})["Deployment", "chat"])["volumeMounts"]
    assert "/home/node" in {mount["mountPath"] for mount in mounts}
    others = container(
        librechat(config={"mcpServers": {"a": {"type": "sse", "url": "https://a.example.com"}}})["Deployment", "chat"]
    )
    assert "/home/node" not in {mount["mountPath"] for mount in others["volumeMounts"]}


def test_several_replicas_share_a_cache_and_renew_tokens_one_after_the_other():
    config = {"mcpServers": {"a": {"type": "sse", "url": "https://a.example.com"}}}
    made = librechat(replicas=2, valkey=VALKEY, storage={"local": {"access_mode": "ReadWriteMany"}}, config=config)
    assert effects(made)["config"]["mcpServers"]["a"]["oauthRefreshCoordination"] is True
    assert made["PodDisruptionBudget", "chat"]


def test_sessions_are_signed_with_the_credentials_secret_where_there_are_any():
    openid = {"OPENID_ISSUER": "https://id.example.com", "OPENID_CLIENT_ID": "a", "OPENID_USE_PKCE": "true"}
    secret = BASE["credentials"]["session_secret"]
    assert effects(librechat(env=openid))["variables"]["OPENID_SESSION_SECRET"] == secret
    assert "OPENID_SESSION_SECRET" not in effects(librechat())["variables"]


class TestOutputs:
    """Leaves that are known later are rendered, not looked into, and open the network once they are known."""

    @staticmethod
    def args() -> dict[str, Any]:
        later: Any = pulumi.Output.from_input
        return {
            "domain": later("chat.example.com"),
            "config": {
                "interface": {"customWelcome": later("Welcome")},
                "mcpServers": {"a": {"type": "sse", "url": later("http://tools.mcp.svc:8080/sse")}},
                "endpoints": {
                    "custom": [
                        {
                            "name": "S",
                            "apiKey": "none",
                            "baseURL": "${BASE}/v1",
                            "models": {"default": [later("m")]},
                        }
                    ]
                },
            },
            "env": {
                "BASE": later("http://10.0.0.9:8000"),
                "SAML_ENTRY_POINT": later("https://id.example.com"),
                "SAML_CERT": later("TUlJQg=="),
                "LDAP_URL": later("ldaps://10.0.0.8"),
                "EMAIL_HOST": later("10.0.0.7"),
                "EMAIL_PORT": later("2525"),
            },
            "secret_env": {"OPENAI_API_KEY": pulumi.Output.secret("sk-0123456789")},
        }

    @staticmethod
    def plain() -> dict[str, Any]:
        return {
            "config": {
                "interface": {"customWelcome": "Welcome"},
                "mcpServers": {"a": {"type": "sse", "url": "http://tools.mcp.svc:8080/sse"}},
                "endpoints": {
                    "custom": [{"name": "S", "apiKey": "none", "baseURL": "${BASE}/v1", "models": {"default": ["m"]}}]
                },
            },
            "env": {
                "BASE": "http://10.0.0.9:8000",
                "SAML_ENTRY_POINT": "https://id.example.com",
                "SAML_CERT": "TUlJQg==",
                "LDAP_URL": "ldaps://10.0.0.8",
                "EMAIL_HOST": "10.0.0.7",
                "EMAIL_PORT": "2525",
            },
            "secret_env": {"OPENAI_API_KEY": "sk-0123456789"},
        }

    def test_references_are_equivalent_to_plain_values(self):
        made = objects(lambda: LibreChat("chat", {**BASE, **self.args()}))  # type: ignore[typeddict-item]
        assert effects(made) == effects(librechat(**self.plain()))

    @pytest.mark.parametrize("preview", [True, False])
    def test_what_a_provider_chooses_is_unknown_in_a_preview_and_no_obstacle(self, preview: bool):
        def program() -> None:
            host = random.RandomPassword("host", length=8, special=False, upper=False, numeric=False).result
            unknown: Any = pulumi.Output.unsecret(pulumi.Output.concat("http://", host, ".mcp.svc:8080"))
            own: Any = {
                "config": {
                    "mcpServers": {"a": {"type": "sse", "url": unknown}},
                    "webSearch": {"searxngInstanceUrl": "${SEARXNG_INSTANCE_URL}", "searchProvider": "searxng"},
                    "mcpSettings": {"allowedAddresses": ["a:1"]},
                },
                "env": {"SEARXNG_INSTANCE_URL": unknown, "OPENAI_REVERSE_PROXY": unknown},
            }
            LibreChat("chat", {**BASE, **own})  # type: ignore[typeddict-item]

        inputs = {
            (each.type.rpartition(":")[2], each.name): each.inputs
            for each in record(program, preview=preview).resources
        }
        document = inputs["ConfigMap", "chat-config"]["data"]["librechat.yaml"]
        egress = inputs["NetworkPolicy", "chat"]["spec"]["egress"]
        if preview:
            assert document == UNKNOWN
            assert UNKNOWN in str(egress)
        else:
            assert document.count(".mcp.svc:8080\n") == 3
            assert "'kubernetes.io/metadata.name': 'mcp'" in str(egress)
