from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.arguments import check
from homelab.librechat_config.model_specs.arguments import ModelSpecArgs, ModelSpecsArgs
from homelab.librechat_config.model_specs.specs import interface_defaults, settings
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints
from tests.librechat_config.leaves import without

OFFERED = [
    OfferedModels("bedrock", "Amazon Bedrock", ["eu.sonnet", "eu.haiku", "eu.nova"]),
    OfferedModels("openAI", "OpenAI", ["gpt-5"]),
    OfferedModels("anthropic", "Anthropic", []),
    OfferedModels("My vLLM", "Our own", ["qwen"]),
    OfferedModels("assistants", "Assistants", ["gpt-4o"]),
]
SPEC: dict[str, Any] = {
    "name": "brief",
    "label": "Brief",
    "endpoint": "openAI",
    "model": "gpt-5",
    "preset": {"prompt_prefix": "Be brief.", "max_tokens": 500},
    "description": "Few words",
    "group": "Helpers",
    "icon": "openAI",
    "conversation_starters": ["What is new?"],
    "show_on_landing": True,
    "show_in_menu": True,
    "show_icon_in_menu": False,
    "show_icon_in_header": False,
    "hide_badge_row": True,
    "web_search": True,
    "file_search": True,
    "execute_code": True,
    "memory": True,
    "ask_user_question": True,
    "artifacts": True,
    "skills": True,
    "mcp_servers": ["github"],
}
PLAIN: dict[str, Any] = {"name": "plain", "endpoint": "openAI", "model": "gpt-5"}
AGENT: dict[str, Any] = {"name": "helper", "agent_id": "agent_1"}
ASSISTANT: dict[str, Any] = {"name": "old", "endpoint": "assistants", "assistant_id": "asst_1"}


def _settings(args: dict[str, Any], offered: Sequence[OfferedModels] = OFFERED) -> Settings:
    return settings(check(ModelSpecsArgs, args, "specs"), offered)


def _list(args: dict[str, Any], offered: Sequence[OfferedModels] = OFFERED) -> list[dict[str, Any]]:
    return _settings(args, offered).config["modelSpecs"]["list"]


def test_a_spec_says_what_people_see_and_how_the_model_is_asked():
    told = _settings({"specs": [SPEC, AGENT, ASSISTANT]})
    assert complaints(told) == []
    assert told == Settings(
        config={
            "modelSpecs": {
                "enforce": False,
                "prioritize": True,
                "list": [
                    {
                        "name": "brief",
                        "label": "Brief",
                        "softDefault": True,
                        "description": "Few words",
                        "group": "Helpers",
                        "iconURL": "openAI",
                        "conversation_starters": ["What is new?"],
                        "showOnLanding": True,
                        "showInMenu": True,
                        "showIconInMenu": False,
                        "showIconInHeader": False,
                        "hideBadgeRow": True,
                        "webSearch": True,
                        "fileSearch": True,
                        "executeCode": True,
                        "memory": True,
                        "askUserQuestion": True,
                        "artifacts": True,
                        "skills": True,
                        "mcpServers": ["github"],
                        "preset": {
                            "endpoint": "openAI",
                            "model": "gpt-5",
                            "promptPrefix": "Be brief.",
                            "max_tokens": 500,
                        },
                    },
                    {"name": "helper", "label": "helper", "preset": {"endpoint": "agents", "agent_id": "agent_1"}},
                    {"name": "old", "label": "old", "preset": {"endpoint": "assistants", "assistant_id": "asst_1"}},
                ],
            }
        }
    )


def test_every_argument_of_a_spec_is_tried():
    assert {*SPEC, *AGENT, *ASSISTANT} == set(ModelSpecArgs.__annotations__)


@pytest.mark.parametrize("name", [name for name in SPEC if name not in ("name", "endpoint", "model")])
def test_every_argument_of_a_spec_makes_a_difference(name: str):
    assert _settings({"specs": [without(SPEC, (name,))]}) != _settings({"specs": [SPEC]})


def test_providers_become_groups_in_their_order_of_preference():
    told = _settings({"from_providers": True})
    assert complaints(told) == []
    specs = told.config["modelSpecs"]["list"]
    assert [(spec["group"], spec["label"], spec.get("description")) for spec in specs] == [
        ("Amazon Bedrock", "eu.sonnet", "Default of Amazon Bedrock"),
        ("Amazon Bedrock", "eu.haiku", "Fallback 1 of Amazon Bedrock"),
        ("Amazon Bedrock", "eu.nova", "Fallback 2 of Amazon Bedrock"),
        ("OpenAI", "gpt-5", None),
        ("Our own", "qwen", None),
    ]
    assert specs[0] == {
        "name": "bedrock/eu.sonnet",
        "label": "eu.sonnet",
        "softDefault": True,
        "description": "Default of Amazon Bedrock",
        "group": "Amazon Bedrock",
        "groupIcon": "bedrock",
        "preset": {"endpoint": "bedrock", "model": "eu.sonnet"},
    }
    assert "groupIcon" not in specs[4]


def test_specs_that_are_given_come_first_and_replace_those_of_their_name():
    own = {**PLAIN, "name": "openAI/gpt-5", "label": "The best"}
    specs = _list({"specs": [PLAIN, own], "from_providers": True})
    assert [spec["name"] for spec in specs] == [
        "plain",
        "openAI/gpt-5",
        "bedrock/eu.sonnet",
        "bedrock/eu.haiku",
        "bedrock/eu.nova",
        "My vLLM/qwen",
    ]
    assert specs[1]["label"] == "The best"


def _marked(args: dict[str, Any]) -> list[tuple[str, str]]:
    return [(spec["name"], key) for spec in _list(args) for key in ("default", "softDefault") if key in spec]


def test_new_chats_begin_with_the_first_spec_until_people_choose():
    assert _marked({"specs": [AGENT, PLAIN]}) == [("helper", "softDefault")]


def test_what_people_do_not_see_is_not_the_default():
    assert _marked({"specs": [{**AGENT, "show_in_menu": False}, PLAIN]}) == [("plain", "softDefault")]
    assert _marked({"specs": [{**AGENT, "show_in_menu": False}]}) == []


def test_the_default_can_be_chosen():
    assert _marked({"specs": [AGENT, PLAIN], "default": "plain"}) == [("plain", "default")]
    assert _marked({"specs": [AGENT, PLAIN], "soft_default": "plain"}) == [("plain", "softDefault")]


def test_groups_have_icons():
    specs = _list({"specs": [SPEC, PLAIN], "groups": [{"name": "Helpers", "icon": "/assets/helpers.svg"}]})
    assert [spec.get("groupIcon") for spec in specs] == ["/assets/helpers.svg", None]
    specs = _list({"from_providers": True, "groups": [{"name": "OpenAI", "icon": "/assets/o.svg"}]})
    assert [spec.get("groupIcon") for spec in specs] == ["bedrock"] * 3 + ["/assets/o.svg", None]


def test_the_rest_is_passed_on():
    told = _settings({"specs": [PLAIN], "prioritize": False, "added_endpoints": ["google"]})
    assert complaints(told) == []
    assert told.config["modelSpecs"]["prioritize"] is False
    assert told.config["modelSpecs"]["addedEndpoints"] == ["google"]
    assert _settings({"specs": [PLAIN], "enforce": True}).config["modelSpecs"]["enforce"] is True


def test_enforced_specs_hide_what_librechat_would_refuse():
    hidden = {"model_select": False, "parameters": False, "presets": False}
    assert interface_defaults({"from_providers": True, "enforce": True}) == hidden
    assert interface_defaults({"from_providers": True}) == {}
    assert interface_defaults({"from_providers": True, "enforce": True, "enabled": False}) == {}


def test_what_is_switched_off_says_nothing():
    assert _settings({"specs": [PLAIN], "enabled": False}) == Settings()


NAMES = st.text("abc.:-", min_size=1, max_size=4)


@given(st.dictionaries(NAMES, st.lists(NAMES, unique=True, max_size=4), max_size=4))
def test_names_are_unique_and_stay_as_other_models_come_and_go(models: dict[str, list[str]]):
    offered = [OfferedModels(endpoint, endpoint.upper(), names) for endpoint, names in models.items()]
    names = [spec["name"] for spec in _list({"specs": [AGENT], "from_providers": True}, offered)]
    assert len(names) == len(set(names)) == 1 + sum(map(len, models.values()))
    for each in offered:
        alone = [spec["name"] for spec in _list({"specs": [AGENT], "from_providers": True}, [each])]
        assert set(alone) <= set(names)
