from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.summarization import SummarizationArgs, contradictions, settings
from tests.librechat_config.accepted import complaints
from tests.librechat_config.leaves import given, leaves, nested, without

EVERYTHING: dict[str, Any] = {
    "provider": "bedrock",
    "model": "us.haiku",
    "parameters": {"temperature": 0.1},
    "trigger": {"type": "token_ratio", "value": 0.8},
    "prompt": "Summarize.",
    "update_prompt": "Summarize once more.",
    "reserve_ratio": 0.1,
    "max_summary_tokens": 2000,
    "context_pruning": {
        "enabled": False,
        "keep_last_assistants": 3,
        "soft_trim_ratio": 0.3,
        "hard_clear_ratio": 0.5,
        "min_prunable_tool_chars": 5000,
    },
    "retain_recent": {"turns": 2, "tokens": 4000},
}


def _settings(args: dict[str, Any]) -> Settings:
    return settings(check(SummarizationArgs, args, "summarization"))


def test_everything_is_rendered_as_librechat_knows_it():
    told = _settings(EVERYTHING)
    assert complaints(told) == []
    assert told == Settings(
        config={
            "summarization": {
                "enabled": True,
                "provider": "bedrock",
                "model": "us.haiku",
                "parameters": {"temperature": 0.1},
                "trigger": {"type": "token_ratio", "value": 0.8},
                "prompt": "Summarize.",
                "updatePrompt": "Summarize once more.",
                "reserveRatio": 0.1,
                "maxSummaryTokens": 2000,
                "contextPruning": {
                    "enabled": False,
                    "keepLastAssistants": 3,
                    "softTrimRatio": 0.3,
                    "hardClearRatio": 0.5,
                    "minPrunableToolChars": 5000,
                },
                "retainRecent": {"turns": 2, "tokens": 4000},
            }
        }
    )


def test_summaries_can_be_switched_off_as_librechat_makes_them_by_itself():
    assert _settings({"enabled": False}).config == {"summarization": {"enabled": False}}
    assert complaints(_settings({"enabled": False})) == []


def test_pruning_is_switched_on_by_giving_it():
    assert _settings({"context_pruning": {}}).config["summarization"]["contextPruning"] == {"enabled": True}


@pytest.mark.parametrize("kind", ["remaining_tokens", "messages_to_refine"])
def test_numbers_of_tokens_and_messages_are_whole(kind: str):
    told = _settings({"trigger": {"type": kind, "value": 20.0}})
    assert repr(told.config["summarization"]["trigger"]) == repr({"type": kind, "value": 20})
    assert complaints(told) == []


def test_every_argument_is_tried():
    tried = {path if path[0] != "parameters" else ("parameters",) for path in given(EVERYTHING)}
    assert tried | {("enabled",)} == set(leaves(SummarizationArgs))


@pytest.mark.parametrize("path", [path for path in given(EVERYTHING) if path[0] != "trigger"] + [("trigger",)])
def test_every_argument_makes_a_difference(path: tuple[str, ...]):
    fewer: Any = without(EVERYTHING, path)
    assert settings(fewer) != _settings(EVERYTHING)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"provider": "openAI"}, "missing argument model: the conversation's own model is none of provider"),
        ({"enabled": False, "prompt": "x"}, "enabled: false leaves every other argument without effect"),
        ({"trigger": {"type": "token_ratio", "value": 2}}, "value: expected a number from 0 to 1 for type token_ratio"),
        (
            {"trigger": {"type": "remaining_tokens", "value": 0.5}},
            "expected a whole number from 1 on for type remaining_",
        ),
        (
            {"trigger": {"type": "messages_to_refine", "value": 0}},
            "expected a whole number from 1 on for type messages_",
        ),
        ({"trigger": {"type": "tokens", "value": 1}}, "trigger.type: expected one of token_ratio, remaining_tokens"),
        ({"trigger": {"type": "token_ratio"}}, "missing argument trigger.value"),
        ({"reserve_ratio": 1.5}, "reserve_ratio: expected a number from 0 to 1, got 1.5"),
        ({"retain_recent": {"turns": 21}}, "retain_recent.turns: expected a whole number from 0 to 20"),
        (
            {"context_pruning": {"keep_last_assistants": 11}},
            "keep_last_assistants: expected a whole number from 0 to 10",
        ),
        ({"context_pruning": {"soft_trim_ratio": -1}}, "soft_trim_ratio: expected a number from 0 to 1"),
        ({"parameters": {"x": {}}}, "parameters: expected a map of names such as 'temperature'"),
        ({"max_summary_token": 5}, r"did you mean max_summary_tokens\?"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        _settings(args)


def test_models_that_there_are_not_are_refused():
    offered = [OfferedModels("bedrock", "Amazon Bedrock", ["us.haiku"])]
    assert list(contradictions({}, offered)) == []
    assert list(contradictions({"provider": "bedrock", "model": "us.haiku"}, offered)) == []
    assert len(list(contradictions({"provider": "bedrock", "model": "us.opus"}, offered))) == 1
    assert len(list(contradictions({"provider": "openAI", "model": "us.haiku"}, offered))) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("provider", ""),
        ("model", ""),
        ("prompt", ""),
        ("update_prompt", ""),
        ("reserve_ratio", -0.1),
        ("reserve_ratio", 1.1),
        ("max_summary_tokens", 0),
        ("max_summary_tokens", 1000001),
        ("context_pruning.keep_last_assistants", -1),
        ("context_pruning.keep_last_assistants", 11),
        ("context_pruning.soft_trim_ratio", -0.1),
        ("context_pruning.soft_trim_ratio", 1.1),
        ("context_pruning.hard_clear_ratio", -0.1),
        ("context_pruning.hard_clear_ratio", 1.1),
        ("context_pruning.min_prunable_tool_chars", -1),
        ("context_pruning.min_prunable_tool_chars", 10000001),
        ("retain_recent.turns", -1),
        ("retain_recent.turns", 21),
        ("retain_recent.tokens", 0),
        ("retain_recent.tokens", 10000001),
    ],
)
def test_every_value_has_bounds(path: str, value: object):
    with pytest.raises(ArgumentError, match=f"{path}: expected"):
        _settings(nested(path, value))
