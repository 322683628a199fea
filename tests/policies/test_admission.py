"""The admission policies as objects; ``tests/cluster/test_admission_policies.py`` has them on an API server."""

import pytest

from homelab.offline.objects import NamedManifest
from homelab.policies import OBJECT_RULES, Admission, Level, ObjectRule
from homelab.policies.admission import bindings, policy, settings
from tests.recordings import schemas

ADMITTED = [rule for rule in OBJECT_RULES if isinstance(rule.admission, Admission)]


def admission(rule: ObjectRule) -> Admission:
    assert isinstance(rule.admission, Admission)
    return rule.admission


@pytest.mark.parametrize("rule", ADMITTED, ids=lambda each: each.name)
def test_objects_are_valid(rule: ObjectRule):
    for manifest in (policy(rule, admission(rule)), *bindings(rule, admission(rule)), *settings(["docker.io"])):
        assert [*schemas().errors(manifest)] == [], NamedManifest(manifest)


@pytest.mark.parametrize("rule", ADMITTED, ids=lambda each: each.name)
def test_a_rule_is_enforced_as_its_level_says_and_never_where_it_only_warns(rule: ObjectRule):
    enforce, warn = (each["spec"]["validationActions"] for each in bindings(rule, admission(rule)))
    assert ("Deny" in enforce) is (rule.level is Level.MANDATORY)
    assert warn == ["Warn", "Audit"]


@pytest.mark.parametrize("rule", ADMITTED, ids=lambda each: each.name)
def test_a_policy_matches_the_kinds_of_the_rule(rule: ObjectRule):
    spec = policy(rule, admission(rule))["spec"]
    resources = [name for each in spec["matchConstraints"]["resourceRules"] for name in each["resources"]]
    assert sorted(resources) == sorted(f"{kind.lower()}s" for kind in rule.kinds)


def test_registries_stand_one_on_a_line():
    _, config_map = settings(["docker.io", "ghcr.io/librechat-ai"])
    assert config_map["data"] == {"registries": "docker.io\nghcr.io/librechat-ai\n"}
