from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.model_specs import derived_specs, violations
from homelab.librechat_config.offered import Endpoint

OFFERED = [
    Endpoint("bedrock", "Amazon Bedrock", ["eu.sonnet", "eu.haiku", "eu.nova"]),
    Endpoint("openAI", "OpenAI", ["gpt-5"]),
    Endpoint("anthropic", "Anthropic"),
    Endpoint("My vLLM", "My vLLM", ["qwen"]),
    Endpoint("assistants", "Assistants", ["gpt-4o"]),
]
OWN = {"name": "brief", "label": "Brief", "preset": {"endpoint": "openAI", "model": "gpt-5"}}


def specs(own: Any = None, **args: Any) -> list[Any]:
    return derived_specs(args, own or {}, OFFERED)["list"]  # type: ignore[arg-type]


def marked(specs: list[Any]) -> list[tuple[str, str]]:
    return [(spec["name"], key) for spec in specs for key in ("default", "softDefault") if key in spec]


def test_providers_become_groups_in_the_order_of_preference():
    found = specs(from_providers=True)
    assert [(spec["group"], spec["label"], spec.get("description")) for spec in found] == [
        ("Amazon Bedrock", "eu.sonnet", "Default of Amazon Bedrock"),
        ("Amazon Bedrock", "eu.haiku", "Fallback 1 of Amazon Bedrock"),
        ("Amazon Bedrock", "eu.nova", "Fallback 2 of Amazon Bedrock"),
        ("OpenAI", "gpt-5", None),
        ("My vLLM", "qwen", None),
    ]
    assert found[0] == {
        "name": "bedrock/eu.sonnet",
        "label": "eu.sonnet",
        "softDefault": True,
        "description": "Default of Amazon Bedrock",
        "group": "Amazon Bedrock",
        "groupIcon": "bedrock",
        "preset": {"endpoint": "bedrock", "model": "eu.sonnet"},
    }
    # LibreChat has no icon for endpoints of one's own.
    assert "groupIcon" not in found[-1]


def test_own_specs_come_first_and_replace_those_of_their_name():
    own = [OWN, {**OWN, "name": "openAI/gpt-5", "label": "The best"}]
    found = specs({"list": own}, from_providers=True)
    assert [spec["label"] for spec in found] == ["Brief", "The best", "eu.sonnet", "eu.haiku", "eu.nova", "qwen"]


def test_people_start_with_the_first_visible_spec_unless_one_says_that_it_is_the_default():
    hidden, visible = {**OWN, "name": "hidden", "showInMenu": False}, {**OWN, "name": "visible"}
    assert marked(specs({"list": [hidden, visible]})) == [("visible", "softDefault")]
    assert marked(specs({"list": [hidden]})) == []
    for key in ("default", "softDefault"):
        assert marked(specs({"list": [OWN, {**visible, key: True}]})) == [("visible", key)]


def test_own_options_win():
    own = {"list": [OWN], "prioritize": False, "addedEndpoints": ["google"]}
    derived = derived_specs({"enforce": True}, own, OFFERED)
    assert derived == {
        "enforce": True,
        "prioritize": False,
        "addedEndpoints": ["google"],
        "list": [{**OWN, "softDefault": True}],
    }
    assert derived_specs({"enforce": True}, {"enforce": False}, OFFERED)["enforce"] is False


@pytest.mark.parametrize("stated", [5, None, {"name": "a"}, pulumi.Output.from_input([OWN])])
def test_lists_that_are_null_or_outputs_are_unchanged(stated: Any):
    assert specs({"list": stated}, from_providers=True) is stated


def test_malformed_specs_are_unchanged():
    assert specs({"list": [5, OWN]})[0] == 5


NAMES = st.text("abc.:-", min_size=1, max_size=4)


@given(st.dictionaries(NAMES, st.lists(NAMES, unique=True, max_size=4), max_size=4))
def test_names_are_unique_and_stable(models: dict[str, list[str]]):
    offered = [Endpoint(name, name.upper(), each) for name, each in models.items()]

    def names(endpoints: list[Endpoint]) -> list[str]:
        return [spec["name"] for spec in derived_specs({"from_providers": True}, {"list": [OWN]}, endpoints)["list"]]

    assert len(names(offered)) == len(set(names(offered))) == 1 + sum(map(len, models.values()))
    for each in offered:
        assert set(names([each])) <= set(names(offered))


def test_arguments_without_specs_have_no_effect():
    (message,) = violations({"from_providers": True}, {"modelSpecs": {"list": []}})
    assert message.startswith(
        "librechat.model_specs has no effect without specs: set librechat.model_specs.from_providers"
    )
    assert list(violations({}, {"modelSpecs": {"list": [OWN]}})) == []
    assert list(violations({}, {"modelSpecs": {"list": pulumi.Output.from_input([])}})) == []
    assert list(violations(None, {"modelSpecs": {"list": []}})) == []
