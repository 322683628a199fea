from typing import Any

import pytest

from homelab.offline.network import ServicePort
from tests.wiring import servers, wired

SERVICES = [ServicePort("db", "ai", 5432, "TCP", ()), ServicePort("db", "ai", 8080, "TCP", ())]


def workload(env: list[dict[str, Any]] | None = None, *, pod: dict[str, Any] | None = None, **container: Any) -> Any:
    spec = {"containers": [{"env": env or [], **container}], **(pod or {})}
    return {
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "ai"},
        "spec": {"template": {"spec": spec}},
    }


def variable(value: str, name: str = "X") -> list[dict[str, Any]]:
    return [{"name": name, "value": value}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://db.ai.svc.cluster.local:8080/path", {("db.ai.svc.cluster.local", 8080)}),
        ("https://example.com/path", {("example.com", 443)}),
        ("postgres://user:pass@db:5433/x?y=z", {("db", 5433)}),
        ("mongodb://u:p@a.ai.svc:27017,b.ai.svc:27018/x", {("a.ai.svc", 27017), ("b.ai.svc", 27018)}),
        ("rediss://cache", {("cache", 6379)}),
        ("baseURL: http://vllm:8000/v1\nversion: 1.3.17\nsize: 100", {("vllm", 8000)}),
        ("http://127.0.0.1:3080", set()),
        ("localhost:27017", set()),
        ("0.0.0.0:7700", set()),
        (":8088", set()),
        ("db", set()),
        ("", set()),
    ],
)
def test_servers_have_a_name_and_a_port(text: str, expected: set[tuple[str, int]]):
    assert servers(workload(variable(text)), []) == expected


def test_host_and_port_may_be_two_variables():
    port = variable("5432", "DB_PORT")
    assert servers(workload([*variable("db", "DB_HOST"), *port]), []) == {("db", 5432)}
    assert servers(workload([*variable("db", "DB_NAME"), *port]), []) == set()
    assert servers(workload(variable("db", "DB_HOST")), []) == set()


@pytest.mark.parametrize(
    "told",
    [
        workload([{"name": "X", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]),
        workload([{"name": "X", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}]),
        workload(envFrom=[{"secretRef": {"name": "s"}}]),
        workload(envFrom=[{"configMapRef": {"name": "c"}}]),
        workload(pod={"volumes": [{"name": "v", "secret": {"secretName": "s"}}]}),
        workload(pod={"volumes": [{"name": "v", "configMap": {"name": "c"}}]}),
        workload(args=["--url", "http://db:8080"]),
        workload(command=["http://db:8080"]),
        workload(pod={"initContainers": [{"env": variable("http://db:8080")}]}),
    ],
)
def test_all_that_a_pod_reads_counts(told: Any):
    manifests = [
        {"kind": "Secret", "metadata": {"name": "s"}, "stringData": {"k": "http://db:8080"}},
        {"kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"k": "http://db:8080"}},
        {"kind": "Secret", "metadata": {"name": "unread"}, "stringData": {"k": "http://other:1"}},
    ]
    assert servers(told, manifests) == {("db", 8080)}


def test_encoded_secrets_are_read():
    secret = {"kind": "Secret", "metadata": {"name": "s"}, "data": {"k": "aHR0cDovL2RiOjgwODA="}}
    assert servers(workload(envFrom=[{"secretRef": {"name": "s"}}]), [secret]) == {("db", 8080)}


def test_a_secret_of_the_users_own_is_not_known():
    own = [{"name": "X", "valueFrom": {"secretKeyRef": {"name": "own", "key": "k"}}}]
    assert servers(workload(own), []) == set()


def test_services_are_told_by_name_and_port():
    assert wired(workload(variable("http://db:8080 http://web:80 http://db:1")), [], SERVICES) == {"db:8080"}
    assert wired(workload(variable("http://db.other:8080")), [], SERVICES) == set()
