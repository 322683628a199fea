"""Each store with metrics: what serves them, with which rights, and who may read them."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from homelab import ArgumentError, DocumentDB, Meilisearch, PgVector, SearXNG, Valkey
from homelab.components.meilisearch.metrics import KEY_ID, metrics_key
from homelab.components.monitoring.component_args import ComponentMonitoringArgs, LogLevel
from tests.components.recorded import Manifest, container, environment, objects

MONITORING: ComponentMonitoringArgs = {
    "prometheus": {"namespace_labels": {"kubernetes.io/metadata.name": "watch"}},
    "service_monitors": {"labels": {"release": "prometheus"}, "interval": "15s"},
}
WATCHING = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "watch"}}}
STORES: Mapping[str, tuple[Callable[..., object], Mapping[str, Any]]] = {
    "pgvector": (PgVector, {}),
    "ferretdb": (DocumentDB, {}),
    "mongodb": (DocumentDB, {"engine": "mongodb"}),
    "valkey": (Valkey, {}),
    "meilisearch": (Meilisearch, {}),
    "searxng": (SearXNG, {}),
}
PORTS = {"pgvector": 9187, "ferretdb": 8088, "mongodb": 9216, "valkey": 9121, "meilisearch": 7700, "searxng": 8080}


def store(name: str, **more: Any) -> dict[tuple[str, str], Manifest]:
    component, args = STORES[name]
    return objects(lambda: component("store", {"namespace": "ai", **args, **more}))


def ports_open_to(policy: Manifest, peer: Mapping[str, Any]) -> set[int]:
    rules = policy["spec"].get("ingress", [])
    return {port["port"] for rule in rules if peer in rule.get("from", []) for port in rule["ports"]}


def beside(workload: Manifest) -> Mapping[str, Any]:
    """The container beside the server."""
    return workload["spec"]["template"]["spec"]["containers"][1]


@pytest.mark.parametrize("name", STORES)
def test_prometheus_alone_may_read_the_metrics_and_nothing_else_is_open_to_it(name: str):
    made = store(name, monitoring=MONITORING)
    assert ports_open_to(made["NetworkPolicy", "store"], WATCHING) == {PORTS[name]}
    closed = store(name)["NetworkPolicy", "store"]
    assert ports_open_to(closed, WATCHING) == set()
    assert PORTS[name] not in {8088, 9121, 9187, 9216} & ports_open_to(closed, {"podSelector": {}})


@pytest.mark.parametrize("name", STORES)
def test_nothing_needs_a_custom_resource_unless_it_is_asked_for(name: str):
    kinds = {kind for kind, _ in store(name, monitoring={})}
    assert not {"ServiceMonitor", "PodMonitor", "PrometheusRule"} & kinds
    asked = {kind for kind, _ in store(name, monitoring=MONITORING)} - kinds
    assert asked in ({"ServiceMonitor"}, {"PodMonitor"})


@pytest.mark.parametrize("name", STORES)
def test_a_monitor_finds_the_port_and_has_the_users_labels(name: str):
    made = store(name, monitoring=MONITORING)
    monitor = next(each for (kind, _), each in made.items() if kind in ("ServiceMonitor", "PodMonitor"))
    assert monitor["metadata"]["labels"]["release"] == "prometheus"
    spec = monitor["spec"]
    endpoint = spec["endpoints" if monitor["kind"] == "ServiceMonitor" else "podMetricsEndpoints"][0]
    assert endpoint["interval"] == "15s"
    assert spec["jobLabel"] == "app.kubernetes.io/instance"
    if monitor["kind"] == "ServiceMonitor":
        offered = {port["name"] for port in made["Service", "store"]["spec"]["ports"]}
    else:
        workloads = [each for (kind, _), each in made.items() if kind in ("StatefulSet", "Deployment")]
        selected = [each for each in workloads if _selects(spec, each["spec"]["template"])]
        containers = [each for workload in selected for each in workload["spec"]["template"]["spec"]["containers"]]
        offered = {port["name"] for each in containers for port in each.get("ports", [])}
    assert endpoint["port"] in offered


def _selects(spec: Mapping[str, Any], template: Mapping[str, Any]) -> bool:
    return spec["selector"]["matchLabels"].items() <= template["metadata"]["labels"].items()


def test_the_exporter_of_postgres_has_a_role_without_password_that_a_job_creates():
    job = "store-metrics"
    for name, workload in (("pgvector", "store"), ("ferretdb", "store-postgres")):
        made = store(name, monitoring={})
        variables = {each["name"]: each["value"] for each in beside(made["StatefulSet", workload])["env"]}
        assert variables == {
            "DATA_SOURCE_URI": "127.0.0.1:5432/postgres?sslmode=disable",
            "DATA_SOURCE_USER": "metrics",
        }
        sql = container(made["Job", job])["command"][-1]
        assert "CREATE ROLE metrics LOGIN;" in sql
        assert "GRANT pg_monitor TO metrics;" in sql
        assert "SUPERUSER" not in sql
        admitted = ports_open_to(
            made["NetworkPolicy", workload],
            {"podSelector": {"matchLabels": {"app.kubernetes.io/instance": job}}},
        )
        assert admitted == {5432}


def test_the_exporter_of_valkey_can_read_neither_data_nor_settings():
    made = store("valkey", monitoring={})
    secret = made["Secret", "store-password"]["stringData"]
    user = next(line for line in secret["password.conf"].splitlines() if line.startswith("user metrics"))
    name, password, *rights = user.removeprefix("user ").replace(" on", "").split()
    assert (name, password) == ("metrics", f">{secret['metrics-password']}")
    assert rights[0] == "-@all"
    assert not any(right.startswith(("+config", "+slowlog|get", "+@", "~", "+get")) for right in rights)
    variables = {each["name"]: each for each in beside(made["StatefulSet", "store"])["env"]}
    assert variables["REDIS_PASSWORD"]["valueFrom"]["secretKeyRef"]["key"] == "metrics-password"
    assert variables["REDIS_EXPORTER_CONFIG_COMMAND"]["value"] == "-"
    assert "metrics-password" not in store("valkey")["Secret", "store-password"]["stringData"]


def test_in_an_existing_secret_of_valkey_there_is_no_user_for_the_exporter():
    made = store("valkey", monitoring={}, existing_secret="own")
    variables = {each["name"]: each for each in beside(made["StatefulSet", "store"])["env"]}
    assert variables["REDIS_PASSWORD"]["valueFrom"]["secretKeyRef"] == {"name": "own", "key": "password"}
    assert "REDIS_USER" not in variables


def test_the_exporter_of_mongodb_has_a_user_that_may_only_watch():
    made = store("mongodb", monitoring={})
    script = made["ConfigMap", "store-scripts"]["data"]["become-primary.js"]
    assert 'roles: [{role: "clusterMonitor", db: "admin"}]' in script
    assert script.index("createUser") < script.index("quit(")
    assert environment(made, "StatefulSet", "store")["METRICS_PASSWORD"] == "metrics-password"
    assert "METRICS_PASSWORD" not in store("mongodb")["ConfigMap", "store-scripts"]["data"]["become-primary.js"]


def test_meilisearchs_key_for_metrics_opens_nothing_else_and_follows_from_its_master_key():
    made = store("meilisearch", monitoring=MONITORING, master_key="m" * 32)
    script = container(made["Job", "store-metrics"])["command"][-1]
    assert f'"uid": "{KEY_ID}"' in script
    assert '"actions": ["metrics.get"]' in script
    secret = made["Secret", "store-metrics-key"]
    assert secret["stringData"] == {"metrics-key": metrics_key("m" * 32)}
    endpoint = made["ServiceMonitor", "store-servicemonitor"]["spec"]["endpoints"][0]
    credentials = {"name": secret["metadata"]["name"], "key": "metrics-key"}
    assert endpoint["authorization"] == {"type": "Bearer", "credentials": credentials}
    variables = environment(made, "StatefulSet", "store")
    assert variables["MEILI_EXPERIMENTAL_ENABLE_METRICS"] == "true"


def test_a_master_key_that_is_not_read_opens_no_metrics():
    made = store("meilisearch", monitoring=MONITORING, master_key_secret={"name": "own", "key": "key"})
    assert not {kind for kind, _ in made} & {"Job", "ServiceMonitor", "Secret"}
    assert ports_open_to(made["NetworkPolicy", "store"], WATCHING) == set()


def test_searxngs_password_for_metrics_is_in_secrets_alone():
    made = store("searxng", monitoring=MONITORING)
    secret = made["Secret", "store-metrics"]["stringData"]
    assert f"open_metrics: {secret['password']}" in made["Secret", "store-settings"]["stringData"]["settings.yml"]
    assert ("ConfigMap", "store-settings") not in made
    endpoint = made["ServiceMonitor", "store-servicemonitor"]["spec"]["endpoints"][0]
    assert {name: each["key"] for name, each in endpoint["basicAuth"].items()} == {
        "username": "username",
        "password": "password",
    }


@pytest.mark.parametrize(
    ("name", "kind", "variables"),
    [
        ("meilisearch", "StatefulSet", {"MEILI_EXPERIMENTAL_LOGS_MODE": "JSON", "MEILI_LOG_LEVEL": "WARN"}),
        ("ferretdb", "Deployment", {"FERRETDB_LOG_FORMAT": "json", "FERRETDB_LOG_LEVEL": "warn"}),
    ],
)
def test_logs_are_json_of_the_wanted_level(name: str, kind: str, variables: Mapping[str, str]):
    made = store(name, monitoring={"log_level": LogLevel.WARN})
    assert variables.items() <= environment(made, kind, "store").items()


def test_an_external_server_has_a_monitoring_of_its_own():
    with pytest.raises(ArgumentError, match="monitoring has no effect with external"):
        store("valkey", external={"uri": "redis://a.example.com"}, monitoring={})
