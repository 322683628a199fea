from typing import Any

import pulumi
import pytest

from homelab.librechat_config.checks.names import unknown_names
from tests.librechat_config.checks.found import found, nested

LATER: Any = pulumi.Output.from_input("x")
OFFERED: dict[str, Any] = {
    "endpoints": {
        "bedrock": {"models": ["eu.sonnet", "eu.haiku"]},
        "custom": [
            {"name": "Listed", "models": {"default": ["a"], "fetch": True}},
            {"name": "Fixed", "models": {"default": ["b"]}},
        ],
    },
    "mcpServers": {"github": {"type": "sse", "url": "https://mcp.example.com"}},
}
NAMES = "bedrock, Listed, Fixed, agents"


def problems(config: dict[str, Any]) -> list[str]:
    merged: dict[str, Any] = {**OFFERED, **config}
    endpoints = {**OFFERED["endpoints"], **config.get("endpoints", {})}
    merged["endpoints"] = endpoints
    return found(unknown_names, merged, BEDROCK_AWS_PROFILE="x")


def spec(**preset: Any) -> dict[str, Any]:
    return {"modelSpecs": {"list": [{"name": "a", "preset": preset}]}}


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"endpoints": {"openAI": {"titleEndpoint": "Fixed"}, "all": {"activityEndpoint": "bedrock"}}},
        {"endpoints": {"agents": {"allowedProviders": ["agents", "Listed"]}}},
        {"memory": {"agent": {"provider": "bedrock", "model": "eu.haiku"}}},
        {"summarization": {"provider": "Listed", "model": "any"}},
        {"summarization": {"provider": LATER, "model": LATER}},
        spec(endpoint="agents", agent_id="agent_1"),
        spec(endpoint="Fixed", model="b"),
        {"modelSpecs": {"addedEndpoints": ["agents"], "list": [{"name": "a", "mcpServers": ["github", LATER]}]}},
    ],
)
def test_known_references_are_accepted(config: dict[str, Any]):
    assert problems(config) == []


@pytest.mark.parametrize(
    "place",
    [
        "endpoints.openAI.titleEndpoint",
        "endpoints.all.activityEndpoint",
        "endpoints.google.activityPhaseEndpoint",
        "endpoints.bedrock.reasoningLabelEndpoint",
        "memory.agent.provider",
        "summarization.provider",
    ],
)
def test_unknown_endpoints_are_reported(place: str):
    config = nested(place, "bedrok")
    config.get("endpoints", {}).setdefault("bedrock", {}).update(OFFERED["endpoints"]["bedrock"])
    assert problems(config) == [f"{place}: there is no endpoint 'bedrok' (did you mean bedrock?); there are: {NAMES}"]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"endpoints": {"agents": {"allowedProviders": ["agents", "openAI"]}}},
            f"endpoints.agents.allowedProviders.1: there is no endpoint 'openAI'; there are: {NAMES}",
        ),
        (
            {"endpoints": {"custom": [{"name": "c", "titleEndpoint": "none"}]}},
            "endpoints.custom.0.titleEndpoint: there is no endpoint 'none'; there are: bedrock, c, agents",
        ),
        (
            {"modelSpecs": {"addedEndpoints": ["agent"]}},
            f"modelSpecs.addedEndpoints.0: there is no endpoint 'agent' (did you mean agents?); there are: {NAMES}",
        ),
        (
            spec(endpoint="bedrock", model="eu.haikou"),
            "modelSpecs.list.0.preset.model: there is no model of bedrock called 'eu.haikou' (did you mean eu.haiku?); "
            "there are: eu.sonnet, eu.haiku",
        ),
        (
            {"memory": {"agent": {"provider": "Fixed", "model": "c"}}},
            "memory.agent.model: there is no model of Fixed called 'c'; there are: b",
        ),
        (
            {"modelSpecs": {"list": [{"name": "a", "mcpServers": ["githib"]}]}},
            "modelSpecs.list.0.mcpServers.0: there is no MCP server 'githib' (did you mean github?); there are: github",
        ),
        (
            {"mcpServers": {}, "modelSpecs": {"list": [{"name": "a", "mcpServers": ["x"]}]}},
            "modelSpecs.list.0.mcpServers.0: there is no MCP server 'x'; there are: none",
        ),
        (
            {"modelSpecs": {"list": [{"name": "a"}, {"name": "b"}, {"name": "a"}]}},
            "modelSpecs.list.2.name: there is another spec 'a': choose another name",
        ),
    ],
)
def test_unknown_references_are_reported(config: dict[str, Any], message: str):
    assert problems(config) == [message]


def test_enforced_specs_leave_no_endpoint_without_one():
    config = spec(endpoint="bedrock", model="eu.sonnet")
    config["modelSpecs"]["enforce"] = True
    assert problems(config) == [
        f"modelSpecs.enforce: endpoint {name} has no spec, so users could not use it" for name in ("Fixed", "Listed")
    ]
