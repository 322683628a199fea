"""Every rule finds what breaks it, in every example; the list of rules is whole and true."""

import re

import pytest

from homelab import images
from homelab.policies import OBJECT_RULES, RULES, STACK_RULES, Admission, NotAdmitted, Settings, apply
from tests.policies.examples import GOOD_STACK, OBJECTS, STACKS, Example, StackExample, goods

OF_OBJECTS = {rule.name: rule for rule in OBJECT_RULES}
OF_STACKS = {rule.name: rule for rule in STACK_RULES}


@pytest.mark.parametrize("example", OBJECTS, ids=lambda each: f"{each.rule}-{each.kind}")
def test_a_rule_finds_what_breaks_it(example: Example):
    assert tuple(OF_OBJECTS[example.rule].violations(example.manifest, Settings())) == example.messages


@pytest.mark.parametrize("example", STACKS, ids=lambda each: each.rule)
def test_a_rule_finds_what_breaks_it_among_other_objects(example: StackExample):
    found = [*OF_STACKS[example.rule].violations(example.objects)]
    assert tuple(message for _, message in found) == example.messages
    assert all(object_ in example.objects for object_, _ in found)


def test_what_follows_the_rules_breaks_none():
    assert [*apply(GOOD_STACK)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.name)
def test_every_rule_has_an_example_of_what_breaks_it(rule: object):
    assert rule in [{**OF_OBJECTS, **OF_STACKS}[each.rule] for each in (*OBJECTS, *STACKS)]


def test_every_rule_has_an_example_of_what_follows_it():
    followed = {rule.name for rule in OBJECT_RULES for each in goods() if not rule.kinds or each["kind"] in rule.kinds}
    assert followed == {*OF_OBJECTS}


@pytest.mark.parametrize("rule", [*OBJECT_RULES, *STACK_RULES], ids=lambda each: each.name)
def test_every_rule_has_an_admission_policy_or_says_why_not(rule: object):
    admission = getattr(rule, "admission")  # noqa: B009 (of either class)
    if isinstance(admission, Admission):
        assert admission.messages
    else:
        assert isinstance(admission, NotAdmitted)
        assert admission.why.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.name)
def test_a_rule_is_named_as_objects_are_and_speaks_in_sentences(rule: object):
    (found,) = [each for each in RULES if each is rule]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", found.name)
    assert not found.expected.endswith(".")
    assert found.action.endswith(".")


def test_names_are_unique():
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_registries_are_those_of_the_librarys_own_images():
    own = {each.parts.registry for each in vars(images).values() if isinstance(each, images.Image)}
    assert own == {*Settings().registries}
