"""All connections to the internet use the proxy, those in the cluster do not."""

import base64
from typing import Any

import pulumi
import pytest

from homelab import AIWorkspace, ArgumentError
from homelab.arguments import check
from homelab.components.ollama import OllamaArgs
from homelab.components.proxy import ProxyArgs
from homelab.offline import KubernetesObject, Recording, record
from homelab.offline.network import Address, NetworkPolicies, pods
from tests.scenarios import CHAT, PEM, recorded

PASSWORD = "p:w/@hidden-password"
ESCAPED = "p%3Aw%2F%40hidden-password"
PROXY: dict[str, Any] = {"url": "http://chat@proxy.example.com:3128", "password": PASSWORD, "ca_pem": PEM}
WORKSPACE: dict[str, Any] = {
    "namespace": "ai",
    "librechat": {
        **CHAT,
        "config": {"mcpServers": {"private": {"type": "sse", "url": "http://10.1.2.3:8080/sse"}}},
        "env": {"SEARXNG_INSTANCE_URL": "http://search.lan"},
    },
    "openai": {"api_key": "sk-not-a-key-0000000000000000"},
    "ollama": {"models": ["m"]},
    "speaches": {"models": ["a/b"]},
    "searxng": {},
    "firecrawl": {},
}
OUTGOING = ("librechat", "rag-api", "ollama", "speaches", "searxng", "firecrawl", "firecrawl-browser")


@pytest.fixture(scope="module")
def recording() -> Recording:
    return recorded({**WORKSPACE, "proxy": PROXY})


def workload(recording: Recording, name: str) -> KubernetesObject:
    return next(each for each in recording.objects if each.kind in ("Deployment", "StatefulSet") and each.name == name)


def secrets(recording: Recording) -> dict[str, dict[str, str]]:
    return {
        each["metadata"]["name"]: {
            **{key: base64.b64decode(value).decode() for key, value in each.get("data", {}).items()},
            **each.get("stringData", {}),
        }
        for each in recording.manifests
        if each["kind"] == "Secret"
    }


def environment(recording: Recording, name: str) -> dict[str, str]:
    """Variables as the kubelet gives them to the container."""
    (container,) = workload(recording, f"ws-{name}").manifest["spec"]["template"]["spec"]["containers"]
    stored, found = secrets(recording), dict[str, str]()
    config_maps = {
        each["metadata"]["name"]: each["data"] for each in recording.manifests if each["kind"] == "ConfigMap"
    }
    for source in container.get("envFrom", []):
        kind, objects = ("configMapRef", config_maps) if "configMapRef" in source else ("secretRef", stored)
        found |= objects[source[kind]["name"]]
    for each in container["env"]:
        value = each.get("value")
        if value is None:
            reference = each["valueFrom"]["secretKeyRef"]
            value = stored.get(reference["name"], {}).get(reference["key"], "")
        for known, text in found.items():
            value = value.replace(f"$({known})", text)
        found[each["name"]] = value
    return found


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("librechat", ("PROXY", "HTTP_PROXY", "HTTPS_PROXY")),
        ("rag-api", ("HTTP_PROXY", "HTTPS_PROXY")),
        ("speaches", ("HTTP_PROXY", "HTTPS_PROXY")),
        ("ollama", ("HTTPS_PROXY",)),
    ],
)
def test_programs_have_their_own_variables_for_the_proxy(recording: Recording, name: str, variables: tuple[str, ...]):
    found = environment(recording, name)
    assert {found[variable] for variable in variables} == {f"http://chat:{ESCAPED}@proxy.example.com:3128"}


@pytest.mark.parametrize("name", ["librechat", "ollama"])
def test_the_url_may_be_an_output(name: str):
    def program() -> None:
        proxy: Any = {**PROXY, "url": pulumi.Output.from_input(PROXY["url"])}
        AIWorkspace("ws", {**WORKSPACE, "proxy": proxy})  # type: ignore[typeddict-item]

    assert environment(record(program), name)["HTTPS_PROXY"] == f"http://chat:{ESCAPED}@proxy.example.com:3128"


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (
            {"librechat": {**CHAT, "env": {"NO_PROXY": ".example.com"}}},
            "librechat.env.NO_PROXY: proxy sets it: use proxy.no_proxy instead",
        ),
        (
            {"librechat": {**CHAT, "env_from": {"variables": {"PROXY": {"name": "a", "key": "a"}}}}},
            "librechat.env_from.variables.PROXY: proxy sets it: use proxy.url instead",
        ),
        (
            {"rag": {"secret_env": {"https_proxy": "http://u:p@other.example.com"}}},
            "rag.secret_env.https_proxy: proxy sets it: use proxy.url instead",
        ),
        (
            {"ollama": {"models": ["m"], "env": {"HTTPS_PROXY": "http://other.example.com"}}},
            "ollama.env.HTTPS_PROXY: proxy sets it: use proxy.url instead",
        ),
    ],
)
def test_variables_of_the_proxy_are_refused_beside_it(groups: Any, message: str):
    with pytest.raises(ArgumentError) as error:
        recorded({**WORKSPACE, "proxy": PROXY, **groups})
    assert message in str(error.value)


def test_a_component_alone_refuses_them_as_well():
    args: Any = {"namespace": "ai", "models": ["m"], "proxy": {"url": "http://proxy"}, "env": {"NO_PROXY": "a"}}
    with pytest.raises(ArgumentError, match=r"env.NO_PROXY: proxy sets it: use proxy.no_proxy instead"):
        check(OllamaArgs, args, "x")


def test_variables_of_a_proxy_are_the_users_own_without_the_argument():
    made = recorded({"namespace": "ai", "librechat": {**CHAT, "env": {"NO_PROXY": ".example.com"}}})
    assert environment(made, "librechat")["NO_PROXY"] == ".example.com"


@pytest.mark.parametrize("name", ["firecrawl", "firecrawl-browser"])
def test_firecrawl_has_separate_variables_for_user_and_password(recording: Recording, name: str):
    found = environment(recording, name)
    assert found["PROXY_SERVER"] == "http://proxy.example.com:3128"
    assert (found["PROXY_USERNAME"], found["PROXY_PASSWORD"]) == ("chat", PASSWORD)


def test_searxng_reads_its_proxy_from_its_settings(recording: Recording):
    settings = [text for each in secrets(recording).values() if (text := each.get("settings.yml"))]
    assert len(settings) == 1
    assert f"all://:\n    - http://chat:{ESCAPED}@proxy.example.com:3128" in settings[0]


def test_the_password_is_only_in_secrets(recording: Recording):
    elsewhere = [str(each) for each in recording.manifests if each["kind"] != "Secret"]
    assert not any("hidden-password" in text for text in elsewhere)


def test_the_proxy_is_not_used_for_hosts_in_the_cluster_and_private_ones(recording: Recording):
    direct = environment(recording, "librechat")["NO_PROXY"].split(",")
    assert {"localhost", "127.0.0.1", ".svc.cluster.local", ".svc", "10.1.2.3", "search.lan"} <= set(direct)
    assert len(direct) == len(set(direct))


@pytest.mark.parametrize("model", ["nomic-embed-text", "bge-m3:567"])
def test_the_embedding_models_name_is_not_taken_for_a_host(model: str):
    workspace = {**WORKSPACE, "proxy": PROXY, "rag": {"embeddings": {"provider": "ollama", "model": model}}}
    direct = environment(recorded(workspace), "rag-api")["NO_PROXY"].split(",")
    assert "ws-ollama.ai.svc.cluster.local" in direct
    assert not [host for host in direct if host.startswith(model.partition(":")[0])]


def test_the_proxy_is_not_used_for_a_private_server_whose_url_is_an_output():
    def program() -> None:
        own = {"SEARXNG_INSTANCE_URL": pulumi.Output.from_input("http://search.lan")}
        librechat: Any = {**CHAT, "env": own}
        AIWorkspace("ws", {"namespace": "ai", "librechat": librechat, "proxy": PROXY})  # type: ignore[typeddict-item]

    assert "search.lan" in environment(record(program), "librechat")["NO_PROXY"].split(",")


@pytest.mark.parametrize("name", OUTGOING)
def test_network_policies_allow_the_proxy(recording: Recording, name: str):
    policies = NetworkPolicies(recording.manifests)
    (pod,) = (each for each in pods(recording.manifests) if each.name == f"ws-{name}")
    assert policies.allows(pod, Address.parse("10.9.9.9"), 3128)
    assert not policies.allows(pod, Address.parse("169.254.169.254"), 3128)


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("librechat", "NODE_EXTRA_CA_CERTS"),
        ("firecrawl", "NODE_EXTRA_CA_CERTS"),
        ("rag-api", "REQUESTS_CA_BUNDLE"),
        ("searxng", "SSL_CERT_FILE"),
        ("speaches", "SSL_CERT_FILE"),
        ("ollama", "SSL_CERT_FILE"),
    ],
)
def test_the_proxys_certificates_are_trusted(recording: Recording, name: str, variable: str):
    (container,) = workload(recording, f"ws-{name}").manifest["spec"]["template"]["spec"]["containers"]
    folder, _, file = environment(recording, name)[variable].rpartition("/")
    mounted = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    volumes = workload(recording, f"ws-{name}").manifest["spec"]["template"]["spec"]["volumes"]
    config_map = next(each["configMap"]["name"] for each in volumes if each["name"] == mounted[folder])
    data = next(each["data"] for each in recording.manifests if each["metadata"]["name"] == config_map)
    assert data[file] == PEM


def test_certificates_of_proxy_and_database_are_in_one_file():
    uri = {"name": "a", "key": "a"}
    database = {"external": {"uri_secret": uri, "ca_pem": PEM.replace("none", "database")}}
    made = recorded({**WORKSPACE, "proxy": PROXY, "documentdb": database})
    path = environment(made, "librechat")["NODE_EXTRA_CA_CERTS"]
    assert path.startswith("/etc/ssl/database/")
    (trusted,) = (text for each in made.manifests if (text := each.get("data", {}).get(path.rpartition("/")[2])))
    assert "database" in trusted
    assert PEM.strip() in trusted


def test_the_password_may_be_in_an_existing_secret():
    reference = {"name": "existing", "key": "proxy"}
    made = recorded(
        {"namespace": "ai", "librechat": CHAT, "proxy": {"url": PROXY["url"], "password_secret": reference}}
    )
    (container,) = workload(made, "ws-librechat").manifest["spec"]["template"]["spec"]["containers"]
    (password,) = (each for each in container["env"] if each["name"] == "EGRESS_PROXY_PASSWORD")
    assert password["valueFrom"]["secretKeyRef"] == reference
    with pytest.raises(ArgumentError, match=r"proxy.password_secret is not supported by SearXNG"):
        recorded({**WORKSPACE, "proxy": {"url": PROXY["url"], "password_secret": reference}})


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"url": "http://u:p@proxy:3128"},
            "url has a password: move it to proxy.password, and leave the user alone in url",
        ),
        ({"url": "http://u@proxy:3128"}, "belong together"),
        ({"url": "http://proxy:3128", "password": "p"}, "belong together"),
        ({"url": "proxy:3128"}, "expected a URL"),
        (
            {"url": "http://u@proxy", "password": "p", "password_secret": {"name": "a", "key": "a"}},
            "mutually exclusive",
        ),
    ],
)
def test_unsupported_arguments_are_rejected(args: Any, message: str):
    with pytest.raises(ArgumentError, match=message):
        check(ProxyArgs, args, "x")
