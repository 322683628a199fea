from typing import Any

import pytest

from homelab.librechat_config.model_specs.contradictions import contradictions
from homelab.librechat_config.offered_models import OfferedModels

OFFERED = [
    OfferedModels("bedrock", "Amazon Bedrock", ["eu.sonnet", "eu.haiku"]),
    OfferedModels("My vLLM", "Our own", []),
]
SPEC: dict[str, Any] = {"name": "brief", "endpoint": "bedrock", "model": "eu.haiku"}
OWN: dict[str, Any] = {"name": "own", "endpoint": "My vLLM", "model": "anything"}
AGENT: dict[str, Any] = {"name": "helper", "agent_id": "agent_1", "group": "Helpers", "mcp_servers": ["github"]}


@pytest.mark.parametrize(
    "args",
    [
        {"specs": [SPEC, OWN, AGENT], "default": "helper", "groups": [{"name": "Helpers", "icon": "x"}]},
        {
            "from_providers": True,
            "soft_default": "bedrock/eu.haiku",
            "groups": [{"name": "Amazon Bedrock", "icon": "x"}],
        },
        {"from_providers": True, "specs": [OWN], "enforce": True},
        {"specs": [SPEC], "added_endpoints": ["My vLLM", "agents"]},
        {"specs": [{**SPEC, "model": "typo"}], "default": "typo", "enabled": False},
    ],
)
def test_what_leads_somewhere_is_fine(args: Any):
    assert list(contradictions(args, OFFERED, ["github"])) == []


@pytest.mark.parametrize(
    ("args", "messages"),
    [
        (
            {"specs": [SPEC], "default": "breif"},
            ["default: there is no visible spec 'breif' (did you mean brief?); there are: brief"],
        ),
        (
            {"specs": [SPEC, {**AGENT, "show_in_menu": False}], "soft_default": "helper"},
            ["soft_default: there is no visible spec 'helper'; there are: brief"],
        ),
        (
            {"specs": [SPEC, {**SPEC, "name": "b", "endpoint": "openAI"}]},
            ["specs.1.endpoint: there is no endpoint 'openAI'; there are: bedrock, My vLLM, agents"],
        ),
        (
            {"specs": [{**SPEC, "model": "eu.haikou"}]},
            [
                "specs.0.model: there is no model of bedrock called 'eu.haikou' (did you mean eu.haiku?);"
                " there are: eu.sonnet, eu.haiku"
            ],
        ),
        (
            {"specs": [{**SPEC, "mcp_servers": ["githib"]}]},
            ["specs.0.mcp_servers: there is no MCP server 'githib' (did you mean github?); there are: github"],
        ),
        (
            {"specs": [AGENT], "groups": [{"name": "Helper", "icon": "x"}]},
            ["groups.0.name: there is no spec of group 'Helper' (did you mean Helpers?); there are: Helpers"],
        ),
        (
            {"specs": [SPEC], "added_endpoints": ["agent"]},
            [
                "added_endpoints.0: there is no endpoint 'agent' (did you mean agents?);"
                " there are: bedrock, My vLLM, agents"
            ],
        ),
        ({"specs": [SPEC], "enforce": True}, ["enforce: endpoint My vLLM has no spec, so nobody could use it"]),
    ],
)
def test_what_leads_nowhere_is_refused(args: Any, messages: list[str]):
    assert list(contradictions(args, OFFERED, ["github"])) == messages


def test_providers_without_models_make_no_specs():
    offered = [OfferedModels("My vLLM", "Our own", [])]
    (message,) = contradictions({"from_providers": True}, offered, [])
    assert message.startswith("from_providers: no provider has a list of models")


def test_models_whose_specs_would_have_the_same_name_are_refused():
    offered = [OfferedModels("a", "A", ["b/c"]), OfferedModels("a/b", "B", ["c"])]
    assert list(contradictions({"from_providers": True}, offered, [])) == [
        "from_providers: two models make a spec of the name 'a/b/c'"
    ]
