from typing import Any

import pulumi
import pytest

from homelab.components.base import ServerArgs, application
from homelab.components.server import Server, run_or_connect
from homelab.kubernetes import Application, Identity, Resources, Scale, container, internet, pods
from homelab.offline import Recording, record

CONTAINER = container(
    "server",
    image="registry.example.com/server:1",
    resources=Resources(cpu="1", memory="1Gi", memory_limit="1Gi"),
    ports={"http": 80, "debug": 81},
)


def served(args: dict[str, Any], **options: Any) -> tuple[Recording, str, pulumi.Resource | None]:
    """A component with this server: its objects, its connection, and what clients wait for."""
    outcome: list[tuple[str, pulumi.Resource | None]] = []

    def server(_app: Application, _args: ServerArgs) -> Server[str]:
        return Server("inside", CONTAINER, Identity(1, 1), termination_grace_period=30, **options)

    def program() -> None:
        given: Any = {"namespace": "ai", **args}
        parent = pulumi.ComponentResource("test:index:Parent", "parent")
        app = application(parent, "server", given, app="server", role="server")
        outcome.append(run_or_connect(app, given, server=server, external=lambda _app, group: group["url"]))

    return record(program), *outcome[0]


def spec(recording: Recording, kind: str) -> Any:
    (manifest,) = [each for each in recording.manifests if each["kind"] == kind]
    return manifest["spec"]


def test_a_server_is_a_workload_a_service_and_a_policy():
    made, connection, workload = served({})
    assert sorted(each["kind"] for each in made.manifests) == ["NetworkPolicy", "Service", "StatefulSet"]
    assert (connection, type(workload).__name__) == ("inside", "StatefulSet")


def test_one_with_replicas_is_a_deployment_that_waits_for_what_it_depends_on():
    made, _, workload = served({}, scale=Scale(2, 2))
    assert spec(made, "Deployment")["replicas"] == 2
    assert type(workload).__name__ == "Deployment"


def test_an_external_server_replaces_it():
    made, connection, workload = served({"external": {"url": "outside"}})
    assert (made.manifests, connection, workload) == ([], "outside", None)


@pytest.mark.parametrize(
    ("clients", "peer"),
    [(None, {"podSelector": {}}), (["chat"], {"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "chat"}}})],
)
def test_clients_are_admitted_to_the_ports_of_the_service(clients: list[str] | None, peer: Any):
    made, *_ = served({} if clients is None else {"clients": clients}, ports=["http"])
    assert [port["port"] for port in spec(made, "Service")["ports"]] == [80]
    (rule,) = spec(made, "NetworkPolicy")["ingress"]
    assert rule == {"from": [peer], "ports": [{"port": 80, "protocol": "TCP"}]}
    assert "egress" not in spec(made, "NetworkPolicy")


def test_others_come_after_the_clients_and_egress_is_what_it_says():
    made, *_ = served({"clients": ["chat"]}, ingress=[pods("job", 80)], egress=[internet(443)])
    clients = spec(made, "NetworkPolicy")["ingress"][0]["from"]
    names = [peer["podSelector"]["matchLabels"] for peer in clients]
    assert [each["app.kubernetes.io/instance"] for each in names] == ["chat", "job"]
    assert spec(made, "NetworkPolicy")["egress"][-1]["ports"] == [{"port": 443, "protocol": "TCP"}]
