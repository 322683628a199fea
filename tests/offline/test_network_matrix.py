"""Matrices of a small workspace made by hand: web asks db, and is asked by a gateway."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from homelab.offline import KubernetesObject, RecordedResource
from homelab.offline.network import Access, outside_matrix, service_matrix

YES, IN_PART, NO = Access.YES, Access.IN_PART, Access.NO
NOT_PUBLIC = [
    "10.0.0.0/8",
    "100.64.0.0/10",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
]
DNS_PORTS = [{"port": 53, "protocol": "UDP"}, {"port": 53}]


def objects(manifests: Sequence[dict[str, Any]]) -> list[KubernetesObject]:
    return [KubernetesObject(each, resource(each["metadata"]["name"].removesuffix("-1a2b3c4d"))) for each in manifests]


def resource(name: str) -> RecordedResource:
    return RecordedResource(
        type="", name=name, urn=name, parent="", custom=True, id=name, inputs={}, outputs={}, secrets={}
    )


def manifest(kind: str, name: str, spec: dict[str, Any], namespace: str = "ai") -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def workload(name: str, *ports: int, kind: str = "Deployment", namespace: str = "ai") -> dict[str, Any]:
    names = {5432: "sql", 8080: "http", 9090: "metrics"}
    pod = {"containers": [{"ports": [{"containerPort": port, "name": names[port]} for port in ports]}]}
    spec = {"template": {"metadata": {"labels": {"app": name.removesuffix("-1a2b3c4d")}}, "spec": pod}}
    return manifest(kind, name, spec, namespace)


def service(name: str, port: int, target: int) -> dict[str, Any]:
    spec = {"selector": {"app": name}, "ports": [{"port": port, "targetPort": target}]}
    return manifest("Service", name, spec)


def policy(name: str, ingress: list[dict[str, Any]], egress: list[dict[str, Any]]) -> dict[str, Any]:
    types = ["Ingress", "Egress"]
    selector = {"matchLabels": {"app": name}}
    return manifest(
        "NetworkPolicy", name, {"podSelector": selector, "policyTypes": types, "ingress": ingress, "egress": egress}
    )


def pods(name: str) -> dict[str, Any]:
    return {"podSelector": {"matchLabels": {"app": name}}}


def of_namespace(name: str) -> dict[str, Any]:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def workspace(*egress_of_web: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        workload("web", 8080, 9090),
        workload("db", 5432, kind="StatefulSet"),
        service("web", 80, 8080),
        service("db", 5432, 5432),
        policy(
            "web",
            ingress=[{"from": [of_namespace("gateways")], "ports": [{"port": 8080}]}],
            egress=[{"to": [pods("db")], "ports": [{"port": 5432}]}, *egress_of_web],
        ),
        policy("db", ingress=[{"from": [pods("web")], "ports": [{"port": 5432}]}], egress=[]),
    ]


def outside(*egress: dict[str, Any]) -> Mapping[str, Access]:
    return outside_matrix(objects(workspace(*egress)))["web"]


def test_who_reaches_the_services():
    assert service_matrix(objects(workspace())) == {
        "db": {"db:5432": NO, "web:80": NO, "other ports": NO},
        "web": {"db:5432": YES, "web:80": NO, "other ports": NO},
        "another pod of the namespace": {"db:5432": NO, "web:80": NO, "other ports": NO},
        "a pod of namespace gateways": {"db:5432": NO, "web:80": YES, "other ports": NO},
        "a pod of any other namespace": {"db:5432": NO, "web:80": NO, "other ports": NO},
        "an address outside of the cluster": {"db:5432": NO, "web:80": NO, "other ports": NO},
    }


@pytest.mark.parametrize(
    ("peer", "who"),
    [
        ({"podSelector": {}}, {"db", "web", "another pod of the namespace"}),
        (
            {"namespaceSelector": {}},
            {
                "db",
                "web",
                "another pod of the namespace",
                "a pod of namespace gateways",
                "a pod of any other namespace",
            },
        ),
    ],
)
def test_a_policy_that_is_opened_shows_at_everyone_it_lets_in(peer: dict[str, Any], who: set[str]):
    manifests = workspace({})  # web may go anywhere
    manifests[-1]["spec"]["ingress"] = [{"from": [peer]}]
    del manifests[-1]["spec"]["egress"]
    manifests[-1]["spec"]["policyTypes"] = ["Ingress"]
    matrix = service_matrix(objects(manifests))
    assert {source for source, cells in matrix.items() if cells["db:5432"] is YES} == who
    assert {source for source, cells in matrix.items() if cells["other ports"] is IN_PART} == who


def test_without_a_policy_everyone_is_let_in():
    matrix = service_matrix(objects(workspace()[:-1]))
    assert {source for source, cells in matrix.items() if cells["db:5432"] is NO} == set()
    assert matrix["an address outside of the cluster"]["other ports"] is IN_PART


def test_a_workspace_of_the_same_name_elsewhere_is_a_stranger():
    manifests = workspace()
    manifests[-1]["spec"]["ingress"] = [{"from": [{**pods("web"), "namespaceSelector": {}}]}]
    matrix = service_matrix(objects(manifests))
    assert {source for source, cells in matrix.items() if cells["db:5432"] is IN_PART} == {
        "a pod of namespace gateways",
        "a pod of any other namespace",
    }


def test_a_part_of_the_addresses_outside_is_told_from_all():
    manifests = workspace()
    manifests[-1]["spec"]["ingress"] = [{"from": [{"ipBlock": {"cidr": "192.168.1.7/32"}}]}]
    assert service_matrix(objects(manifests))["an address outside of the cluster"]["db:5432"] is IN_PART


def test_a_port_beside_the_services_is_seen():
    manifests = workspace()
    manifests[-2]["spec"]["ingress"].append({"from": [{"podSelector": {}}], "ports": [{"port": 9090}]})
    matrix = service_matrix(objects(manifests))
    assert matrix["another pod of the namespace"] == {"db:5432": NO, "web:80": NO, "other ports": IN_PART}


def test_nobody_reaches_a_service_that_leads_nowhere():
    manifests = workspace()
    manifests[3]["spec"]["selector"] = {"app": "typo"}
    assert service_matrix(objects(manifests))["web"]["db:5432"] is NO


def test_the_namespace_of_a_gateway_has_a_row_though_no_policy_names_it():
    route = manifest("HTTPRoute", "web", {"parentRefs": [{"name": "public", "namespace": "edge"}, {"name": "own"}]})
    assert service_matrix(objects([*workspace(), route]))["a pod of namespace edge"]["web:80"] is NO


def test_services_of_other_namespaces_are_left_out():
    elsewhere = manifest("Service", "db", {"ports": [{"port": 1}]}, namespace="other")
    assert "db:1" not in service_matrix(objects([*workspace(), elsewhere]))["web"]


def test_a_job_goes_by_its_logical_name():
    manifests = [*workspace(), workload("index-1a2b3c4d", kind="Job")]
    assert "index" in outside_matrix(objects(manifests))


def test_who_reaches_nothing_outside():
    assert set(outside().values()) == {NO}


@pytest.mark.parametrize(
    ("peers", "ports", "expected"),
    [
        ([of_namespace("kube-system")], DNS_PORTS, {"cluster DNS": IN_PART, "other pods": IN_PART}),
        (
            [
                {**of_namespace("kube-system"), "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}},
                {"ipBlock": {"cidr": "169.254.20.10/32"}},
                {"ipBlock": {"cidr": "169.254.25.10/32"}},
            ],
            DNS_PORTS,
            {"cluster DNS": YES},
        ),
        (
            [
                {**of_namespace("kube-system"), "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}},
                {"ipBlock": {"cidr": "169.254.0.0/16"}},
            ],
            DNS_PORTS,
            {"cluster DNS": YES, "link-local addresses, cloud metadata": IN_PART},
        ),
        (
            [{"ipBlock": {"cidr": "0.0.0.0/0", "except": NOT_PUBLIC}}, {"ipBlock": {"cidr": "2000::/3"}}],
            [{"port": 443}],
            {"internet, 443": YES},
        ),
        (
            [{"ipBlock": {"cidr": "1.1.1.1/32"}}],
            [{"port": 443, "endPort": 444}],
            {"internet, 443": IN_PART, "internet, other ports": IN_PART},
        ),
        (
            [{"ipBlock": {"cidr": "10.1.2.3/32"}}],
            [{"port": 8080}],
            {"private addresses": IN_PART},
        ),
        (
            [{"ipBlock": {"cidr": "10.96.0.1/32"}}],
            [{"port": 443}],
            {"private addresses": IN_PART, "Kubernetes API": IN_PART},
        ),
        (
            [{"ipBlock": {"cidr": "192.168.0.0/24"}}],
            [{"port": 6443}],
            {"private addresses": IN_PART, "Kubernetes API": IN_PART},
        ),
        (
            [{"ipBlock": {"cidr": "169.254.169.254/32"}}],
            [{"port": 80}],
            {"link-local addresses, cloud metadata": IN_PART},
        ),
        (
            [{"ipBlock": {"cidr": "fd00:ec2::254/128"}}],
            [{"port": 80}],
            {"private addresses": IN_PART, "link-local addresses, cloud metadata": IN_PART},
        ),
        ([of_namespace("models")], [{"port": 8000}], {"other pods": IN_PART}),
        ([{**pods("db"), "namespaceSelector": {}}], [{"port": "sql"}], {"other pods": IN_PART}),
        ([{"podSelector": {}}], [{"port": 1, "endPort": 2}], {"other pods": IN_PART}),
    ],
)  # fmt: skip
def test_a_rule_shows_at_the_destinations_that_it_opens(
    peers: list[dict[str, Any]], ports: list[dict[str, Any]], expected: dict[str, Access]
):
    found = outside({"to": peers, "ports": ports})
    assert {destination: access for destination, access in found.items() if access is not NO} == expected


def test_a_rule_without_peers_and_ports_opens_all():
    assert set(outside({}).values()) == {YES}


def test_a_workspace_has_one_namespace():
    with pytest.raises(ValueError, match="not in ai, other"):
        service_matrix(objects([workload("web"), workload("db", namespace="other")]))
    with pytest.raises(ValueError, match="not in none"):
        outside_matrix([])


def test_workloads_have_names_of_their_own():
    with pytest.raises(ValueError, match="not web twice"):
        service_matrix(objects([workload("web"), workload("web", kind="StatefulSet")]))
