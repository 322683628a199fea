from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.components.searxng.component import SearXNG
from homelab.offline.checks import check
from homelab.offline.schemas import Schemas
from tests.components.recorded import container, environment, objects, recording
from tests.objects import hardening_violations, restricted_violations, workloads

WITH_INGRESS: dict[str, Any] = {"domain": "search.example.com", "ingress": {"class_name": "nginx"}}
EVERYTHING: dict[str, Any] = {**WITH_INGRESS, "limiter": {}, "replicas": 2, "settings": {"engines": [{"name": "bing"}]}}


def searxng(**args: Any):
    given: Any = {"namespace": "ai", **args}
    return objects(lambda: SearXNG("search", given))


def variables(**args: Any) -> dict[str, Any]:
    return environment(searxng(**args), "Deployment", "search")


@pytest.mark.parametrize("args", [{}, EVERYTHING])
def test_its_pods_are_hardened_and_its_objects_valid(args: dict[str, Any]):
    given: Any = {"namespace": "ai", **args}
    made = recording(lambda: SearXNG("search", given))
    manifests = [each.manifest for each in made.objects]
    assert [v for each in workloads(manifests) for v in restricted_violations(each)] == []
    assert [v for each in workloads(manifests) for v in hardening_violations(each)] == []
    assert check(made, Schemas()).violations == []


def test_its_secret_is_generated_and_kept_in_a_secret():
    made = searxng()
    assert variables()["SEARXNG_SECRET"] == "secret-key"
    assert len(made["Secret", "search-secret-key"]["stringData"]["secret-key"]) == 64


@pytest.mark.parametrize(
    ("args", "key"),
    [({"secret_key": "mine"}, "secret-key"), ({"secret_key_secret": {"name": "n", "key": "theirs"}}, "theirs")],
)
def test_its_secret_can_be_given(args: dict[str, Any], key: str):
    assert variables(**args)["SEARXNG_SECRET"] == key


def test_it_listens_on_both_families_unless_there_is_one():
    made = variables()
    assert (made["GRANIAN_HOST"], made["GRANIAN_PORT"]) == ("::", "8080")
    assert variables(placement={"ipv6": False})["GRANIAN_HOST"] == "0.0.0.0"


def test_its_settings_are_files_whose_change_rolls_the_pods():
    one, other = (
        searxng(settings={"search": {"safe_search": level}})["ConfigMap", "search-settings"] for level in (0, 2)
    )
    assert list(one["data"]) == ["settings.yml"]
    assert one["metadata"]["name"] != other["metadata"]["name"]
    mounts = {mount["mountPath"]: mount for mount in container(searxng()["Deployment", "search"])["volumeMounts"]}
    assert mounts.keys() == {"/etc/searxng", "/var/cache/searxng", "/tmp"}
    assert mounts["/etc/searxng"]["readOnly"]


def test_it_reaches_the_web_and_is_reached_by_its_clients():
    spec = searxng(clients=["chat"])["NetworkPolicy", "search"]["spec"]
    (client,) = spec["ingress"]
    assert client["from"] == [{"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "chat"}}}]
    assert [port["port"] for port in spec["egress"][-1]["ports"]] == [80, 443]


def test_replicas_resources_and_image_are_as_given():
    made = searxng(replicas=3, resources={"limits": {"memory": "1Gi"}}, image="a.example.com/searxng:2026.1.1-a")
    deployment = made["Deployment", "search"]
    assert deployment["spec"]["replicas"] == 3
    assert container(deployment)["resources"]["limits"]["memory"] == "1Gi"
    assert container(deployment)["image"] == "a.example.com/searxng:2026.1.1-a"


class TestWithoutLimiter:
    def test_there_is_no_valkey(self):
        assert ("StatefulSet", "search-valkey") not in searxng()
        assert "SEARXNG_VALKEY_URL" not in variables()
        assert "command" not in container(searxng()["Deployment", "search"])


class TestWithLimiter:
    def test_it_counts_in_a_valkey_that_nobody_else_reaches(self):
        made = searxng(limiter={})
        (client,) = made["NetworkPolicy", "search-valkey"]["spec"]["ingress"]
        assert client["from"] == [{"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "search"}}}]
        egress = [rule["to"] for rule in made["NetworkPolicy", "search"]["spec"]["egress"]]
        assert [{"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "search-valkey"}}}] in egress

    def test_the_kubelet_puts_the_password_into_the_address(self):
        names = list(variables(limiter={}))
        assert variables(limiter={})["SEARXNG_VALKEY_URL"] == (
            "redis://:$(CACHE_PASSWORD)@search-valkey.ai.svc.cluster.local:6379"
        )
        # Kubernetes replaces only what stands before.
        assert names.index("CACHE_PASSWORD") < names.index("SEARXNG_VALKEY_URL")

    def test_it_does_not_start_without_valkey(self):
        command = container(searxng(limiter={})["Deployment", "search"])["command"]
        assert command[:2] == ["/usr/local/searxng/.venv/bin/python", "-c"]
        assert ".ping()" in command[2]
        assert command[2].index(".ping()") < command[2].index("os.execv('/usr/local/searxng/entrypoint.sh'")

    def test_it_waits_for_valkey(self):
        made = recording(lambda: SearXNG("search", {"namespace": "ai", "limiter": {}})).resources
        (server,) = [each for each in made if each.name == "search" and each.type.endswith(":Deployment")]
        assert any(urn.endswith(":StatefulSet::search-valkey") for urn in server.dependencies)

    def test_its_rules_are_a_file_beside_the_settings(self):
        files = searxng(limiter={"pass_networks": ["10.42.0.0/16"]})["ConfigMap", "search-settings"]["data"]
        assert "10.42.0.0/16" in files["limiter.toml"]
        assert "limiter: true" in files["settings.yml"]


class TestIngress:
    def test_leads_people_to_the_search_page(self):
        made = searxng(**WITH_INGRESS)
        (rule,) = made["Ingress", "search"]["spec"]["rules"]
        assert rule["host"] == "search.example.com"
        assert variables(**WITH_INGRESS)["SEARXNG_BASE_URL"] == "https://search.example.com/"
        assert {"namespaceSelector": {}} in [
            peer for each in made["NetworkPolicy", "search"]["spec"]["ingress"] for peer in each["from"]
        ]

    def test_without_tls_is_said_to_searxng(self):
        made = variables(domain="search.example.com", ingress={"tls": {"enabled": False}})
        assert made["SEARXNG_BASE_URL"] == "http://search.example.com/"

    def test_admits_its_controller_alone(self):
        ingress = {"controller_namespace": "ingress-nginx"}
        rules = searxng(domain="a.example.com", ingress=ingress)["NetworkPolicy", "search"]["spec"]["ingress"]
        assert {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}} in rules[0][
            "from"
        ]

    def test_that_is_off_is_not_there(self):
        made = searxng(domain="a.example.com", ingress={"enabled": False})
        assert ("Ingress", "search") not in made
        assert len(made["NetworkPolicy", "search"]["spec"]["ingress"][0]["from"]) == 1

    def test_that_is_off_admits_a_load_balancer_of_ones_own(self):
        made = searxng(domain="a.example.com", ingress={"enabled": False, "controller_cidrs": ["10.0.7.0/24"]})
        sources = [each for rule in made["NetworkPolicy", "search"]["spec"]["ingress"] for each in rule["from"]]
        assert {"ipBlock": {"cidr": "10.0.7.0/24"}} in sources

    @pytest.mark.parametrize(
        ("args", "message"),
        [
            ({"ingress": {}}, "ingress needs domain"),
            ({"domain": "a.example.com"}, "domain has no effect without ingress"),
        ],
    )
    def test_has_a_domain_and_the_other_way_round(self, args: dict[str, Any], message: str):
        with pytest.raises(ArgumentError, match=message):
            searxng(**args)


class TestExternal:
    def test_makes_nothing(self):
        made: list[SearXNG] = []

        def program() -> None:
            external: Any = {"url": "https://search.example.com/searx/", "api_key": pulumi.Output.secret("k")}
            made.append(SearXNG("search", {"namespace": "ai", "external": external}))

        created = objects(program)
        assert created == {}
        assert made[0].connection == {"url": "https://search.example.com/searx", "port": 443}
        assert made[0].workload is None

    @pytest.mark.parametrize(
        "args",
        [
            {"clients": ["a"]},
            {"limiter": {}},
            {"replicas": 2},
            {"secret_key": "a"},
            {"settings": {}},
        ],
    )
    def test_leaves_nothing_to_say_about_a_server_of_ones_own(self, args: dict[str, Any]):
        with pytest.raises(ArgumentError, match=f"{next(iter(args))} has no effect with external"):
            searxng(external={"url": "http://a.example.com"}, **args)

    def test_has_one_key_at_most(self):
        external = {"url": "http://a", "api_key": "k", "api_key_secret": {"name": "n", "key": "k"}}
        with pytest.raises(ArgumentError, match="external: api_key and api_key_secret are mutually exclusive"):
            searxng(external=external)
