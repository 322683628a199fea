"""The rules applied to everything that this repository renders."""

import pytest

from homelab.offline.objects import KubernetesObject
from homelab.policies import Finding, Level, Settings, apply
from tests import recordings
from tests.policies.examples import DIGEST, GOOD_STACK, NAMESPACE, good, named
from tests.recordings import grouped
from tests.scenarios import SCENARIOS

MIRRORS = Settings(registries=(*Settings().registries, "registry.example.com"))
"""Registries of the examples and scenarios."""
EXCEPTIONS = {
    # It says `retain: false`, as it is made for a measurement.
    "Example load, stack staging": "volume-retained",
    # Its load balancer is one of the company's own network.
    "Example corporate-network, stack dev": "service-type",
}
"""Rules that a stack breaks on purpose."""


def found(title: str) -> list[Finding]:
    return [*apply(recordings.made(title).recording.objects, MIRRORS)]


@pytest.mark.parametrize("title", grouped([*SCENARIOS, *recordings.STACKS]))
def test_all_that_is_rendered_follows_all_rules(title: str):
    on_purpose = {"image-digest", EXCEPTIONS.get(title)}
    assert [str(each) for each in found(title) if each.rule.name not in on_purpose] == []


@pytest.mark.parametrize("title", grouped(EXCEPTIONS))
def test_exceptions_are_needed(title: str):
    assert EXCEPTIONS[title] in {each.rule.name for each in found(title)}


def test_images_lack_a_digest_only_where_the_table_does():
    broken = found("smallest")
    assert broken
    assert all("is not pinned by digest" in each.message and DIGEST not in each.message for each in broken)


def test_options_of_a_recorded_resource_count():
    objects = [*recordings.scenario("smallest").recording.objects]
    claim = next(each for each in objects if each.kind == "PersistentVolumeClaim")
    bare = {**claim.manifest, "metadata": {**claim.manifest["metadata"], "annotations": {}}}
    assert not [*apply([KubernetesObject(bare, claim.resource)])]
    (violation,) = apply(named(bare))
    assert str(violation).startswith(f"mandatory: PersistentVolumeClaim ai/{claim.name}: it is deleted with")


class TestLevels:
    def test_a_disabled_rule_finds_nothing(self):
        service = good("Service")
        service["spec"]["type"] = "NodePort"
        assert [each.rule.name for each in apply(named(service))] == ["service-type"]
        assert not [*apply(named(service), levels={"service-type": Level.DISABLED})]

    def test_a_level_replaces_the_rules_own(self):
        objects = [each for each in GOOD_STACK if each.kind != "NetworkPolicy"]
        levels = {each.level for each in apply(objects, levels={"network-policy": Level.ADVISORY})}
        assert levels == {Level.ADVISORY}


def test_registries_are_allowed_by_the_beginning_of_a_path():
    pod = good("Pod")
    pod["spec"]["containers"][0]["image"] = f"ghcr.io/somebody/a@{DIGEST}"
    image = pod["spec"]["containers"][0]["image"]
    for registry, is_allowed in (
        ("ghcr.io/somebody", True),
        ("ghcr.io/some", False),
        (image.rpartition("@")[0], False),
    ):
        rules = [each.rule.name for each in apply(named(pod), Settings(registries=[registry]))]
        assert ("image-registry" not in rules) is is_allowed
    assert pod["metadata"]["namespace"] == NAMESPACE
