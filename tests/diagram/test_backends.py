from dataclasses import replace
from typing import Any

import pytest

from homelab.diagram.backends import Backend, backends, is_admitted, is_explained
from homelab.diagram.outside import ANYWHERE, INTERNET, Outside
from homelab.offline import RecordedResource
from homelab.offline.network import NetworkPolicies, Pod

WEB = Pod("web", "ai", {"app": "web"})
NAMED = Backend(id="b", name="Valkey", host="cache.example.com", port=6379, workspace="ws")
ANY = [{"ipBlock": {"cidr": "0.0.0.0/0"}}, {"ipBlock": {"cidr": "::/0"}}]


def component(connection: Any, type_: str = "homelab:index:Valkey") -> RecordedResource:
    outputs = {"connection": connection}
    return RecordedResource(
        type=type_, name="v", urn="v", parent="ws", custom=False, id="", inputs={}, outputs=outputs, secrets={}
    )


@pytest.mark.parametrize(
    ("connection", "address"),
    [
        ({"port": 6380, "uri": "rediss://user:not-a-secret@cache.example.com:6380"}, "cache.example.com:6380"),
        ({"port": 5432, "host": "db.example.com"}, "db.example.com:5432"),
        ({"port": 7700, "url": "http://search.tools.svc:7700"}, "search.tools.svc:7700"),
        ({"port": 27017, "uri": {"name": "mongo", "key": "uri"}}, "port 27017, address in a Secret"),
    ],
)
def test_a_connection_that_leads_elsewhere_is_a_backend(connection: dict[str, Any], address: str):
    (found,) = backends([component(connection)])
    assert (found.name, found.address, found.workspace) == ("Valkey", address, "ws")


def test_a_connection_string_in_a_secret_explains_every_port_that_is_open_for_it():
    (found,) = backends([component({"port": 27017, "other_ports": [27016], "uri": {"name": "mongo", "key": "uri"}})])
    assert found.ports == (27017, 27016)


@pytest.mark.parametrize(
    "resource",
    [
        component({"port": 6379, "workload": "valkey"}),
        component({"password": {"name": "s", "key": "k"}}),
        component(None),
        component({"port": 6379}, "mine:index:Cache"),
    ],
)
def test_what_the_workspace_runs_or_is_no_server_is_none(resource: RecordedResource):
    assert backends([resource]) == []


@pytest.mark.parametrize(
    ("to", "host", "expected"),
    [
        (ANY, "cache.example.com", True),
        (ANY, "", True),
        # Where a name leads is not known, so a part of the addresses is not enough.
        ([{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}], "cache.example.com", False),
        ([{"ipBlock": {"cidr": "10.1.2.3/32"}}], "10.1.2.3", True),
        ([{"ipBlock": {"cidr": "10.1.2.3/32"}}], "10.1.2.4", False),
        ([{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tools"}}}], "v.tools.svc", True),
        ([{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tools"}}}], "v.other.svc", False),
    ],
)
def test_a_backend_is_reached_if_policies_admit_it_wherever_it_may_be(to: list[Any], host: str, expected: bool):
    def policy(port: int) -> NetworkPolicies:
        spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": to, "ports": [{"port": port}]}]}
        return NetworkPolicies([{"kind": "NetworkPolicy", "metadata": {"namespace": "ai"}, "spec": spec}])

    backend = replace(NAMED, host=host)
    assert is_admitted(WEB, backend, policy(6379)) == expected
    assert not is_admitted(WEB, backend, policy(6380))


def test_a_port_that_is_open_everywhere_for_a_backend_needs_no_arrow_of_its_own():
    assert is_explained(ANYWHERE, NAMED)
    assert is_explained(Outside("10.1.2.3"), replace(NAMED, host="10.1.2.3"))
    assert not is_explained(INTERNET, NAMED)
    # The rest of the internet is on the web's ports, too.
    assert not is_explained(ANYWHERE, replace(NAMED, port=443))
