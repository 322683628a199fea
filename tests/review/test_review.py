from typing import Any

from homelab.offline.network import Extent
from homelab.review.review import review
from tests.review.renders import an, render


def pod(name: str, **spec: Any) -> Any:
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [], **spec}}
    return an("Deployment", name, spec={"template": template})


def policy(name: str, *egress: Any) -> Any:
    spec = {"podSelector": {"matchLabels": {"app": name}}, "policyTypes": ["Egress"], "egress": [*egress]}
    return an("NetworkPolicy", name, spec=spec)


def test_who_reaches_whom_is_told_by_logical_names():
    job = an(
        "Job", "load-0a1b2c3d", spec={"template": {"metadata": {"labels": {"app": "job"}}, "spec": {"containers": []}}}
    )
    before, after = render(job, policy("job")), render(job, policy("job", {"ports": [{"port": 443}]}))
    before.report["objects"][0]["urn"] = after.report["objects"][0]["urn"] = "urn:pulumi:dev::p::Job::load"
    found = review(before, after)
    assert {(each.source, each.extent) for each in found.reach if each.destination == "internet, 443"} == {
        ("load", Extent.NEW)
    }
    assert [str(each) for each in found.changes] == ["NetworkPolicy ai/job"]


def test_a_pod_on_its_nodes_network_leaves_that_unknown():
    found = review(render(pod("a")), render(pod("a", hostNetwork=True)))
    assert (found.reach, found.network_error) == (
        (),
        "Deployment a has hostNetwork: NetworkPolicies do not apply to it",
    )


def test_addresses_come_and_go():
    old, new = render(urls=["https://a", "https://b"]), render(urls=["https://b", "https://c"])
    assert review(old, new).urls == [("added", "https://c"), ("removed", "https://a")]


def test_the_same_is_nothing():
    side = render(pod("a"), policy("a"), urls=["https://a"])
    found = review(side, side)
    assert not any([found.changes, found.losses, found.secrets, found.reach, found.urls, found.footprint, found.prices])
