"""Changes of a small workspace made by hand: web asks db, and is asked by a gateway."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homelab.offline.network import Extent, Network, network_changes, pods
from tests.offline.test_network_matrix import of_namespace, policy, service, workload, workspace
from tests.offline.test_network_matrix import pods as selecting

INTERNET = {"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "192.168.0.0/16"]}}]}


def changes(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[tuple[str, str, Extent]]:
    found = network_changes(*(Network(each, pods(each)) for each in (before, after)))
    return [(each.source, each.destination, each.extent) for each in found]


def block(cidr: str, port: int = 443) -> dict[str, Any]:
    return {"to": [{"ipBlock": {"cidr": cidr}}], "ports": [{"port": port}]}


def door_to_db(namespace: str) -> dict[str, Any]:
    door = policy("db", ingress=[{"from": [of_namespace(namespace)], "ports": [{"port": 5432}]}], egress=[])
    door["metadata"]["name"] = "door"
    return door


def test_the_same_rules_change_nothing():
    assert changes(workspace(), [*reversed(workspace())]) == []


def test_another_destination_is_newly_reached_and_back_again_no_longer():
    wider = workspace(block("192.168.7.0/24"))
    private = ("web", "private addresses")
    assert (*private, Extent.NEW) in changes(workspace(), wider)
    assert (*private, Extent.NONE) in changes(wider, workspace())


def test_one_more_address_of_a_range_is_more_although_both_reach_a_part_of_it():
    one, two = workspace(block("192.168.7.0/24")), workspace(block("192.168.7.0/24"), block("192.168.9.9/32"))
    assert ("web", "private addresses", Extent.MORE) in changes(one, two)
    assert ("web", "private addresses", Extent.LESS) in changes(two, one)


@pytest.mark.parametrize(("port", "found"), [(443, []), (444, [("web", "private addresses", Extent.MORE)])])
def test_one_more_port_is_more(port: int, found: list[Any]):
    one, two = (workspace(block("192.168.7.0/24"), block("192.168.7.0/24", each)) for each in (443, port))
    assert changes(one, two) == found


def test_a_new_workload_reaches_and_is_reached_and_nothing_else_changes():
    cache = [workload("cache", 9090), service("cache", 9090, 9090)]
    rules = policy("cache", ingress=[{"from": [selecting("db")], "ports": [{"port": 9090}]}], egress=[INTERNET])
    found = changes(workspace(), [*workspace(), *cache, rules])
    assert {each[0] for each in found} == {"cache"}
    assert ("cache", "internet, 443", Extent.NEW) in found
    # db may not go out: both sides have to permit it.
    assert not any(destination == "cache:9090" for _, destination, _ in found)


def test_a_namespace_that_is_admitted_is_named():
    found = changes(workspace(), [*workspace(), door_to_db("reports")])
    assert found == [("a pod of namespace reports", "db:5432", Extent.NEW)]


def test_without_its_policy_a_workload_is_open():
    opened = [each for each in workspace() if (each["kind"], each["metadata"]["name"]) != ("NetworkPolicy", "db")]
    found = changes(workspace(), opened)
    assert ("an address outside of the cluster", "db:5432", Extent.NEW) in found
    assert ("db", "internet, 443", Extent.NEW) in found


def test_workloads_of_several_namespaces_are_compared():
    there = workload("job", 9090, namespace="tools")
    before = [*workspace(), there]
    assert ("tools/job", "db:5432", Extent.NEW) in changes(before, [*before, door_to_db("tools")])


CIDRS = st.sampled_from(["10.0.0.0/8", "10.1.0.0/16", "192.168.1.1/32", "8.8.8.8/32", "0.0.0.0/0", "fd00::/8"])
RULES = st.lists(st.builds(block, CIDRS, st.sampled_from([443, 5432])), max_size=2)


@settings(max_examples=15)
@given(RULES, RULES)
def test_more_rules_never_narrow_and_fewer_never_widen(rules: list[Any], more: list[Any]):
    few, many = workspace(*rules), workspace(*rules, *more)
    assert all(extent.is_wider for _, _, extent in changes(few, many))
    assert not any(extent.is_wider for _, _, extent in changes(many, few))
