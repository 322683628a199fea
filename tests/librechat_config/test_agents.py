from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.agents import AgentsArgs, contradictions, settings
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints
from tests.librechat_config.leaves import given, leaves, nested, without

EVERYTHING: dict[str, Any] = {
    "disable_builder": True,
    "capabilities": ["execute_code", "stateful_code_sessions", "subagents", "skills"],
    "allowed_providers": ["openAI"],
    "recursion_limit": 20,
    "max_recursion_limit": 100,
    "max_subagents": 5,
    "max_catalog_skills": 7,
    "max_citations": 10,
    "max_citations_per_file": 3,
    "min_relevance_score": 0.6,
    "max_tool_call_arg_bytes": 1000,
    "first_response_timeout_seconds": 30,
    "response_timeout_seconds": 60,
    "tool_approval": {
        "enabled": False,
        "mode": "dontAsk",
        "allow": ["web_search"],
        "ask": ["mcp:github:*"],
        "deny": ["execute_code"],
        "reason": "May {tool} be called?",
    },
    "checkpointer": {"type": "memory", "ttl_seconds": 3600},
    "background_tasks": {
        "completion_wakeups": False,
        "completion_result_max_chars": 1000,
        "completion_result_batch_size": 2,
        "ordinary_tool_cancellation": True,
    },
    "file_sharing": {
        "enabled": False,
        "allow_sibling_sharing": True,
        "max_files": 10,
        "max_private_megabytes": 2,
        "ttl_seconds": 60,
    },
    "remote_api": {
        "api_key": False,
        "oidc": {
            "issuer": "https://login.corp.local/realms/work",
            "audience": "agents",
            "jwks_uri": "https://login.example.com:8443/jwks",
            "scope": "agents.run",
        },
    },
    "openapi": True,
}


def _settings(args: dict[str, Any]) -> Settings:
    return settings(check(AgentsArgs, args, "agents"))


def test_nothing_given_says_nothing():
    assert settings({}) == Settings(servers=[])


def test_everything_is_rendered_as_librechat_knows_it():
    told = _settings(EVERYTHING)
    assert complaints(told) == []
    assert told.config == {
        "openapi": {"enabled": True},
        "endpoints": {
            "agents": {
                "disableBuilder": True,
                "capabilities": ["execute_code", "stateful_code_sessions", "subagents", "skills"],
                "allowedProviders": ["openAI"],
                "recursionLimit": 20,
                "maxRecursionLimit": 100,
                "maxSubagents": 5,
                "skills": {"maxCatalogSkills": 7},
                "maxCitations": 10,
                "maxCitationsPerFile": 3,
                "minRelevanceScore": 0.6,
                "maxToolCallArgBytes": 1000,
                "modelResponseHeadersTimeoutMs": 30_000,
                "modelResponseBodyTimeoutMs": 60_000,
                "toolApproval": {
                    "enabled": False,
                    "mode": "dontAsk",
                    "allow": ["web_search"],
                    "ask": ["mcp:github:*"],
                    "deny": ["execute_code"],
                    "reason": "May {tool} be called?",
                },
                "checkpointer": {"type": "memory", "ttl": 3600},
                "backgroundTasks": {
                    "completionWakeups": False,
                    "completionResultMaxChars": 1000,
                    "completionResultBatchSize": 2,
                    "ordinaryToolCancellation": True,
                },
                "fileSharing": {
                    "enabled": False,
                    "allowSiblingSharing": True,
                    "maxFiles": 10,
                    "maxPrivateBytes": 2 * 1024 * 1024,
                    "ttlMs": 60_000,
                },
                "remoteApi": {
                    "auth": {
                        "apiKey": {"enabled": False},
                        "oidc": {
                            "enabled": True,
                            "issuer": "https://login.corp.local/realms/work",
                            "audience": "agents",
                            "jwksUri": "https://login.example.com:8443/jwks",
                            "scope": "agents.run",
                        },
                    }
                },
            }
        },
    }
    assert told.servers == ["https://login.corp.local:443", "https://login.example.com:8443"]


def test_every_argument_is_tried():
    assert set(given(EVERYTHING)) == set(leaves(AgentsArgs))


@pytest.mark.parametrize("path", [path for path in given(EVERYTHING) if path[-1] not in ("issuer", "audience")])
def test_every_argument_makes_a_difference(path: tuple[str, ...]):
    fewer: Any = without(EVERYTHING, path)
    assert settings(fewer) != _settings(EVERYTHING)


@pytest.mark.parametrize("group", ["tool_approval", "file_sharing"])
def test_groups_are_switched_on_by_giving_them(group: str):
    (section,) = _settings({group: {}}).config["endpoints"]["agents"].values()
    assert section == {"enabled": True}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"capabilities": ["code_interpreter"]}, "capabilities.0: expected one of actions, artifacts"),
        ({"capabilities": ["tools", "tools"]}, "capabilities: expected a list whose entries differ"),
        ({"capabilities": ["stateful_code_sessions"]}, "stateful_code_sessions has no effect without execute_code"),
        ({"capabilities": ["programmatic_tools"]}, "programmatic_tools has no effect without execute_code"),
        ({"capabilities": [], "max_subagents": 3}, "max_subagents has no effect as capabilities has no subagents"),
        (
            {"capabilities": [], "max_catalog_skills": 3},
            "max_catalog_skills has no effect as capabilities has no skills",
        ),
        (
            {"recursion_limit": 51, "max_recursion_limit": 50},
            "recursion_limit: expected at most max_recursion_limit, 50",
        ),
        ({"recursion_limit": "50"}, "recursion_limit: expected a whole number"),
        ({"max_citations": 51}, "max_citations: expected a whole number from 1 to 50, got 51"),
        ({"max_citations_per_file": 11}, "max_citations_per_file: expected a whole number from 1 to 10"),
        ({"min_relevance_score": 1.1}, "min_relevance_score: expected a number from 0 to 1, got 1.1"),
        ({"max_subagents": 51}, "max_subagents: expected a whole number from 1 to 50"),
        ({"allowed_providers": []}, "allowed_providers: expected a list that is not empty"),
        ({"recursion_limits": 3}, r"did you mean recursion_limit\?"),
        ({"tool_approval": {"mode": "ask"}}, "tool_approval.mode: expected one of default, dontAsk, bypass, got 'ask'"),
        ({"tool_approval": {"allow": ["a"], "deny": ["a"]}}, "tool_approval: 'a' is in allow and in deny"),
        ({"tool_approval": {"ask": ["a"], "deny": ["a"]}}, "tool_approval: 'a' is in ask and in deny"),
        ({"tool_approval": {"allow": ["a"], "ask": ["a"]}}, "tool_approval: 'a' is in allow and in ask"),
        ({"checkpointer": {"type": "redis"}}, "checkpointer.type: expected one of mongo, memory"),
        ({"checkpointer": {"ttl_seconds": 5}}, "checkpointer.ttl_seconds: expected a whole number from 60"),
        ({"background_tasks": {"completion_result_max_chars": 65537}}, "expected a whole number from 1 to 65536"),
        ({"file_sharing": {"max_files": 0}}, "file_sharing.max_files: expected a whole number from 1 to 1000"),
        ({"remote_api": {"oidc": {"issuer": "https://a.b"}}}, "missing argument remote_api.oidc.audience"),
        ({"remote_api": {"oidc": {"issuer": "http://a.b", "audience": "x"}}}, "issuer: expected a URL such as 'https:"),
        (
            {"remote_api": {"oidc": {"issuer": "https://a.b", "audience": "x", "scope": "a, b"}}},
            "scope: expected scopes with spaces between them",
        ),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        _settings(args)


def test_providers_that_there_are_not_are_refused():
    offered = [OfferedModels("openAI", "OpenAI", []), OfferedModels("bedrock", "Amazon Bedrock", ["a"])]
    assert list(contradictions({"allowed_providers": ["bedrock", "openAI"]}, offered)) == []
    assert list(contradictions({"allowed_providers": ["bedrock", "openai"]}, offered)) == [
        "allowed_providers.1: there is no endpoint 'openai' (did you mean openAI?); there are: openAI, bedrock"
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("recursion_limit", 0),
        ("recursion_limit", 10001),
        ("max_recursion_limit", 0),
        ("max_recursion_limit", 10001),
        ("max_subagents", 0),
        ("max_subagents", 51),
        ("max_catalog_skills", 0),
        ("max_catalog_skills", 101),
        ("max_citations", 0),
        ("max_citations", 51),
        ("max_citations_per_file", 0),
        ("max_citations_per_file", 11),
        ("min_relevance_score", -0.1),
        ("min_relevance_score", 1.1),
        ("max_tool_call_arg_bytes", -1),
        ("max_tool_call_arg_bytes", 100000001),
        ("first_response_timeout_seconds", -1),
        ("first_response_timeout_seconds", 86401),
        ("response_timeout_seconds", -1),
        ("response_timeout_seconds", 86401),
        ("allowed_providers", []),
        ("tool_approval.allow", []),
        ("tool_approval.ask", []),
        ("tool_approval.deny", []),
        ("tool_approval.reason", ""),
        ("checkpointer.ttl_seconds", 59),
        ("checkpointer.ttl_seconds", 31536001),
        ("background_tasks.completion_result_max_chars", 0),
        ("background_tasks.completion_result_max_chars", 65537),
        ("background_tasks.completion_result_batch_size", 0),
        ("background_tasks.completion_result_batch_size", 17),
        ("file_sharing.max_files", 0),
        ("file_sharing.max_files", 1001),
        ("file_sharing.max_private_megabytes", 0),
        ("file_sharing.max_private_megabytes", 10241),
        ("file_sharing.ttl_seconds", 0),
        ("file_sharing.ttl_seconds", 86401),
        ("remote_api.oidc.audience", ""),
        ("remote_api.oidc.issuer", ""),
        ("remote_api.oidc.jwks_uri", ""),
        ("remote_api.oidc.scope", ""),
    ],
)
def test_every_value_has_bounds(path: str, value: object):
    with pytest.raises(ArgumentError, match=f"{path}: expected"):
        _settings(nested(path, value))
