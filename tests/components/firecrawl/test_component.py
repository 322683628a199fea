from typing import Any

import pytest

from homelab.arguments import ArgumentError
from homelab.components.firecrawl import Firecrawl
from homelab.offline.checks import check
from homelab.offline.schemas import Schemas
from tests.components.recorded import container, environment, objects, recording
from tests.objects import hardening_violations, restricted_violations, workloads

INSTANCE = "app.kubernetes.io/instance"
PARTS = {
    "fc": "Deployment",
    "fc-browser": "Deployment",
    "fc-postgres": "StatefulSet",
    "fc-rabbitmq": "StatefulSet",
    "fc-valkey": "StatefulSet",
}


def firecrawl(**args: Any):
    given: Any = {"namespace": "ai", **args}
    return objects(lambda: Firecrawl("fc", given))


def variables(**args: Any) -> dict[str, Any]:
    return environment(firecrawl(**args), "Deployment", "fc")


def part(name: str, **args: Any) -> Any:
    return firecrawl(**args)[PARTS[name], name]


def writable(workload: Any) -> set[str]:
    return {mount["mountPath"] for mount in container(workload)["volumeMounts"] if not mount.get("readOnly")}


def test_its_pods_are_hardened_and_its_objects_valid():
    made = recording(lambda: Firecrawl("fc", {"namespace": "ai"}))
    manifests = [each.manifest for each in made.objects]
    assert {each["metadata"]["name"]: each["kind"] for each in workloads(manifests)} == PARTS
    assert [v for each in workloads(manifests) for v in restricted_violations(each)] == []
    assert [v for each in workloads(manifests) for v in hardening_violations(each)] == []
    assert check(made, Schemas()).violations == []


def test_its_size_is_the_one_that_its_documentation_states():
    requests = [container(part(name))["resources"] for name in PARTS]
    memory = {"64Mi": 64, "192Mi": 192, "256Mi": 256, "512Mi": 512, "1Gi": 1024, "2Gi": 2048, "4Gi": 4096}
    assert sum(int(each["requests"]["cpu"].removesuffix("m")) for each in requests) == 900
    assert sum(memory[each["requests"]["memory"]] for each in requests) == 2 * 1024
    assert sum(memory[each["limits"]["memory"]] for each in requests) == 7.75 * 1024
    claims = [each for (kind, _), each in firecrawl().items() if kind == "PersistentVolumeClaim"]
    assert sorted(each["spec"]["resources"]["requests"]["storage"] for each in claims) == ["10Gi", "1Gi"]


class TestApi:
    def test_starts_all_processes_in_one_pod(self):
        assert container(part("fc"))["command"] == ["node", "dist/src/harness.js", "--start-docker"]
        assert variables()["NUQ_WORKER_COUNT"] == "5"
        assert variables(env={"NUQ_WORKER_COUNT": 3})["NUQ_WORKER_COUNT"] == "3"

    def test_is_told_where_everything_is(self):
        made = variables()
        assert made["PLAYWRIGHT_MICROSERVICE_URL"] == "http://fc-browser.ai.svc.cluster.local:3000/scrape"
        assert made["POSTGRES_HOST"] == "fc-postgres.ai.svc.cluster.local"
        assert (made["POSTGRES_USER"], made["POSTGRES_DB"], made["POSTGRES_PORT"]) == ("firecrawl", "postgres", "5432")
        assert made["POSTGRES_PASSWORD"] == "password"
        assert made["NUQ_RABBITMQ_URL"] == "amqp://firecrawl:$(BROKER_PASSWORD)@fc-rabbitmq.ai.svc.cluster.local:5672"
        cache = "redis://:$(CACHE_PASSWORD)@fc-valkey.ai.svc.cluster.local:6379"
        assert (made["REDIS_URL"], made["REDIS_RATE_LIMIT_URL"]) == (cache, cache)

    def test_has_passwords_before_the_addresses_that_they_are_put_into(self):
        names = list(variables())
        assert names.index("BROKER_PASSWORD") < names.index("NUQ_RABBITMQ_URL")
        assert names.index("CACHE_PASSWORD") < min(names.index("REDIS_RATE_LIMIT_URL"), names.index("REDIS_URL"))

    def test_looks_at_the_memory_of_its_container(self):
        assert variables()["IS_KUBERNETES"] == "true"

    def test_asks_no_database_who_may_come(self):
        assert variables()["USE_DB_AUTHENTICATION"] == "false"

    def test_hides_its_administration_behind_a_key(self):
        assert variables()["BULL_AUTH_KEY"] == "bull-auth-key"
        assert len(firecrawl()["Secret", "fc-bull-auth-key"]["stringData"]["bull-auth-key"]) == 32

    def test_has_the_time_that_it_takes_to_stop(self):
        assert part("fc")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > 60 + 10

    def test_reaches_its_parts_and_the_web_alone(self):
        egress = firecrawl()["NetworkPolicy", "fc"]["spec"]["egress"]
        pods = {
            (peer["podSelector"]["matchLabels"][INSTANCE], port["port"])
            for rule in egress
            for peer in rule["to"]
            if "podSelector" in peer and "namespaceSelector" not in peer
            for port in rule["ports"]
        }
        assert pods == {("fc-browser", 3000), ("fc-postgres", 5432), ("fc-rabbitmq", 5672), ("fc-valkey", 6379)}
        assert [port["port"] for port in egress[1]["ports"]] == [80, 443]

    def test_is_reached_by_its_clients(self):
        (rule,) = firecrawl(clients=["chat"])["NetworkPolicy", "fc"]["spec"]["ingress"]
        assert rule["from"] == [{"podSelector": {"matchLabels": {INSTANCE: "chat"}}}]
        assert rule["ports"] == [{"port": 3002, "protocol": "TCP"}]

    def test_waits_for_its_parts(self):
        made = recording(lambda: Firecrawl("fc", {"namespace": "ai"})).resources
        (api,) = [each for each in made if each.name == "fc" and each.type.endswith(":Deployment")]
        waits_for = {tuple(urn.rpartition("$")[2].split("::")) for urn in api.dependencies}
        parts = {(f"kubernetes:apps/v1:{kind}", name) for name, kind in PARTS.items() if name != "fc"}
        assert waits_for >= parts

    def test_writes_to_its_temporary_folder_alone(self):
        assert writable(part("fc")) == {"/tmp"}


@pytest.mark.parametrize("name", [name for name in PARTS if name != "fc"])
def test_its_parts_are_reached_by_the_api_alone(name: str):
    (rule,) = firecrawl()["NetworkPolicy", name]["spec"]["ingress"]
    assert rule["from"] == [{"podSelector": {"matchLabels": {INSTANCE: "fc"}}}]


@pytest.mark.parametrize("name", ["fc-postgres", "fc-rabbitmq", "fc-valkey"])
def test_its_stores_reach_nobody(name: str):
    assert "egress" not in firecrawl()["NetworkPolicy", name]["spec"]


class TestPlaywright:
    def test_is_started_without_a_download(self):
        assert container(part("fc-browser"))["command"] == ["node", "dist/api.js"]

    def test_opens_as_many_pages_as_it_may(self):
        assert environment(firecrawl(), "Deployment", "fc-browser")["MAX_CONCURRENT_PAGES"] == "5"
        fewer = firecrawl(playwright={"env": {"MAX_CONCURRENT_PAGES": 2}})
        assert environment(fewer, "Deployment", "fc-browser")["MAX_CONCURRENT_PAGES"] == "2"

    def test_reaches_the_web(self):
        egress = firecrawl()["NetworkPolicy", "fc-browser"]["spec"]["egress"]
        assert [port["port"] for port in egress[-1]["ports"]] == [80, 443]

    def test_writes_to_its_temporary_folder_alone(self):
        assert writable(part("fc-browser")) == {"/tmp"}


class TestPostgres:
    def test_gives_firecrawl_a_role_that_is_no_superuser(self):
        made = environment(firecrawl(), "StatefulSet", "fc-postgres")
        assert (made["APP_USER"], made["APP_PASSWORD"], made["POSTGRES_PASSWORD"]) == (
            "firecrawl",
            "password",
            "superuser",
        )

    def test_asks_for_no_more_log_than_its_volume_has(self):
        script = firecrawl()["ConfigMap", "fc-postgres-init"]["data"]["90-application.sql"]
        assert "SET max_wal_size = '1GB';" in script
        assert "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nuq" in script

    def test_runs_its_script_after_the_one_that_makes_the_tables(self):
        mounts = [mount["mountPath"] for mount in container(part("fc-postgres"))["volumeMounts"]]
        (script,) = [path for path in mounts if path.startswith("/docker-entrypoint-initdb.d/")]
        assert script.rpartition("/")[2] > "010-nuq.sql"

    def test_keeps_volume_and_passwords_unless_told_otherwise(self):
        def kept(**args: Any) -> set[str]:
            given: Any = {"namespace": "ai", **args}
            made = recording(lambda: Firecrawl("fc", given)).resources
            return {each.name for each in made if each.retain_on_delete}

        passwords = {"fc-postgres-password", "fc-postgres-superuser"}
        assert kept() >= {"fc-postgres-data", *passwords}
        assert not kept(postgres={"storage": {"retain": False}}) & {"fc-postgres-data", *passwords}


class TestRabbitMQ:
    def test_has_a_generated_password_and_a_name_that_stays(self):
        made = environment(firecrawl(), "StatefulSet", "fc-rabbitmq")
        assert (made["RABBITMQ_DEFAULT_USER"], made["RABBITMQ_DEFAULT_PASS"]) == ("firecrawl", "password")
        assert made["RABBITMQ_NODENAME"] == "rabbit@localhost"
        assert variables()["BROKER_PASSWORD"] == "password"

    def test_takes_its_share_of_the_containers_memory(self):
        made = firecrawl(rabbitmq={"resources": {"limits": {"memory": "1Gi"}}})
        files = made["ConfigMap", "fc-rabbitmq-configuration"]["data"]
        assert files == {"90-memory.conf": f"vm_memory_high_watermark.absolute = {int(1024**3 * 0.6)}\n"}

    def test_writes_to_its_folders_alone(self):
        assert writable(part("fc-rabbitmq")) == {"/var/lib/rabbitmq", "/tmp"}


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("fc", None),
        ("fc-browser", "playwright"),
        ("fc-postgres", "postgres"),
        ("fc-rabbitmq", "rabbitmq"),
        ("fc-valkey", "valkey"),
    ],
)
def test_resources_of_each_part_are_as_given(name: str, group: str | None):
    given = {"resources": {"requests": {"cpu": "3"}}}
    server = container(part(name, **({group: given} if group else given)))
    assert server["resources"]["requests"]["cpu"] == "3"


@pytest.mark.parametrize(("name", "group"), [("fc", None), ("fc-browser", "playwright"), ("fc-postgres", "postgres")])
def test_images_of_one_version_of_firecrawl_are_as_given(name: str, group: str | None):
    given = {"image": "a.example.com/b:1"}
    assert container(part(name, **({group: given} if group else given)))["image"] == "a.example.com/b:1"


def test_an_existing_secret_takes_the_place_of_all_passwords():
    made = firecrawl(existing_secret="fc")
    assert [name for kind, name in made if kind == "Secret"] == ["fc-valkey-password"]
    keys = {
        (name, each["name"]): (each["valueFrom"]["secretKeyRef"]["name"], each["valueFrom"]["secretKeyRef"]["key"])
        for name in ("fc", "fc-postgres", "fc-rabbitmq")
        for each in container(made[PARTS[name], name])["env"]
        if "valueFrom" in each and each["name"] != "CACHE_PASSWORD"
    }
    assert keys == {
        ("fc", "BROKER_PASSWORD"): ("fc", "rabbitmq-password"),
        ("fc", "BULL_AUTH_KEY"): ("fc", "bull-auth-key"),
        ("fc", "POSTGRES_PASSWORD"): ("fc", "postgres-password"),
        ("fc-postgres", "APP_PASSWORD"): ("fc", "postgres-password"),
        ("fc-postgres", "POSTGRES_PASSWORD"): ("fc", "postgres-superuser-password"),
        ("fc-rabbitmq", "RABBITMQ_DEFAULT_PASS"): ("fc", "rabbitmq-password"),
    }


def test_another_rotation_generates_what_servers_learn_at_every_start():
    args: Any = {"namespace": "ai", "secret_rotation": 3}
    made = recording(lambda: Firecrawl("fc", args)).resources
    rotated = {each.name for each in made if each.inputs.get("keepers") == {"rotation": "3"}}
    assert rotated == {"fc-bull-auth-key", "fc-rabbitmq-password"}


def test_images_whose_tags_move_are_named_by_their_digests():
    for name in ("fc-browser", "fc-postgres"):
        assert "@sha256:" in container(part(name))["image"]


class TestExternal:
    def test_makes_nothing(self):
        made: list[Firecrawl] = []
        external: Any = {"url": "http://firecrawl.example.com:3002/", "api_key": "k"}
        created = objects(lambda: made.append(Firecrawl("fc", {"namespace": "ai", "external": external})))
        assert created == {}
        assert made[0].connection == {"url": "http://firecrawl.example.com:3002", "port": 3002}
        assert made[0].workload is None

    @pytest.mark.parametrize(
        "args",
        [{"clients": ["a"]}, {"models": {"provider": "none"}}, {"env": {}}, {"valkey": {}}, {"playwright": {}}],
    )
    def test_leaves_nothing_to_say_about_a_server_of_ones_own(self, args: dict[str, Any]):
        with pytest.raises(ArgumentError, match=f"{next(iter(args))} has no effect with external"):
            firecrawl(external={"url": "http://a.example.com"}, **args)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"env": {"NUQ_WORKER_COUNT": 0}}, "env.NUQ_WORKER_COUNT: expected a whole number from 1, got '0'"),
        ({"env": {"REDIS_URL": "redis://a"}}, "env.REDIS_URL is set by the component: remove it"),
        (
            {"playwright": {"env": {"MAX_CONCURRENT_PAGES": "all"}}},
            "playwright.env.MAX_CONCURRENT_PAGES: expected a whole number from 1, got 'all'",
        ),
        ({"playwright": {"env": {"PORT": 1}}}, "playwright.env.PORT is set by the component: remove it"),
        ({"postgres": {"image": "a/b:latest"}}, "postgres.image: expected an image with a pinned tag or digest"),
        ({"ingress": {}}, "unknown argument ingress"),
        ({"existing_secret": "a", "secret_rotation": 1}, "existing_secret and secret_rotation are mutually exclusive"),
    ],
)
def test_what_cannot_be_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        firecrawl(**args)
