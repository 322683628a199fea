from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.model_specs.arguments import ModelSpecsArgs

SPEC: dict[str, Any] = {"name": "brief", "endpoint": "openAI", "model": "gpt-5"}
AGENT: dict[str, Any] = {"name": "helper", "agent_id": "agent_1"}


@pytest.mark.parametrize(
    "args",
    [
        {"specs": [SPEC]},
        {"specs": [AGENT]},
        {"specs": [{**AGENT, "endpoint": "agents", "preset": {"greeting": "Hello"}}]},
        {"specs": [{"name": "a", "endpoint": "azureAssistants", "assistant_id": "asst_1"}]},
        {"from_providers": True, "enforce": True, "prioritize": True},
        {"from_providers": True, "added_endpoints": ["google"], "soft_default": "a"},
        {"enabled": False},
    ],
)
def test_what_works_is_taken(args: dict[str, Any]):
    assert check(ModelSpecsArgs, args, "specs") == args


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument: one of specs, or from_providers: true"),
        ({"enforce": True}, "missing argument: one of specs, or from_providers: true"),
        ({"from_providers": False}, "missing argument: one of specs, or from_providers: true"),
        ({"specs": []}, "specs: expected one or more specs whose names differ"),
        ({"specs": [SPEC, SPEC]}, "specs: expected one or more specs whose names differ"),
        ({"specs": [SPEC], "groups": [{"name": "a", "icon": "b"}] * 2}, "groups: expected groups whose names differ"),
        (
            {"specs": [SPEC], "default": "brief", "soft_default": "brief"},
            "default and soft_default are mutually exclusive",
        ),
        ({"specs": [SPEC], "enforce": True, "prioritize": False}, "prioritize: false and enforce: true are mutually"),
        (
            {"specs": [SPEC], "enforce": True, "added_endpoints": ["google"]},
            "added_endpoints and enforce: true are mutu",
        ),
        ({"specs": [SPEC], "added_endpoints": []}, "added_endpoints: expected a list that is not empty"),
        ({"list": [SPEC]}, "unknown argument list"),
        (
            {"specs": [{"name": "a", "endpoint": "openAI"}]},
            "specs.0: expected one of model, agent_id, assistant_id, got",
        ),
        ({"specs": [{**SPEC, "assistant_id": "b"}]}, "expected one of model, .*, got model and assistant_id"),
        ({"specs": [{**AGENT, "endpoint": "openAI"}]}, "specs.0: agent_id: expected endpoint agents, got openAI"),
        ({"specs": [{**SPEC, "endpoint": "agents"}]}, "missing argument agent_id: endpoint agents needs it"),
        ({"specs": [{"name": "a", "model": "b"}]}, "missing argument endpoint: only agent_id goes without"),
        (
            {"specs": [{"name": "a", "endpoint": "openAI", "assistant_id": "b"}]},
            "assistant_id: expected endpoint assistants or azureAssistants, got openAI",
        ),
        ({"specs": [{**SPEC, "preset": {"top_k": 5}}]}, "preset.top_k has no effect with endpoint openAI"),
        ({"specs": [{**AGENT, "preset": {"temperature": 1}}]}, "preset.temperature has no effect with endpoint agents"),
        ({"specs": [{**SPEC, "conversation_starters": ["?"] * 5}]}, "conversation_starters: expected a list of 1 to 4"),
        ({"specs": [{**SPEC, "mcp_servers": []}]}, "mcp_servers: expected a list that is not empty"),
        ({"specs": [{**SPEC, "order": 1}]}, "unknown argument specs.0.order"),
        ({"specs": [{**SPEC, "name": " "}]}, "specs.0.name: expected a name that is not empty"),
        ({"specs": [SPEC], "priorities": True}, r"did you mean prioritize\?"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        check(ModelSpecsArgs, args, "specs")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", ""),
        ("label", ""),
        ("endpoint", ""),
        ("model", ""),
        ("agent_id", ""),
        ("assistant_id", ""),
        ("description", ""),
        ("group", ""),
        ("icon", ""),
        ("conversation_starters", []),
    ],
)
def test_every_value_has_bounds(path: str, value: object):
    with pytest.raises(ArgumentError, match=f"specs.0.{path}: expected"):
        check(ModelSpecsArgs, {"specs": [{**SPEC, path: value}]}, "specs")


@pytest.mark.parametrize("args", [{"default": ""}, {"soft_default": ""}, {"groups": [{"name": "", "icon": "a"}]}])
def test_names_are_not_empty(args: dict[str, Any]):
    with pytest.raises(ArgumentError, match="expected a name that is not empty"):
        check(ModelSpecsArgs, {"specs": [SPEC], **args}, "specs")


def test_icons_are_not_empty():
    with pytest.raises(ArgumentError, match=r"groups\.0\.icon: expected a name that is not empty"):
        check(ModelSpecsArgs, {"specs": [SPEC], "groups": [{"name": "a", "icon": ""}]}, "specs")
