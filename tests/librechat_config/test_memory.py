from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.memory import MemoryArgs, contradictions, settings
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints
from tests.librechat_config.leaves import given, leaves, nested, without

EVERYTHING: dict[str, Any] = {
    "enabled": True,
    "personalize": False,
    "valid_keys": ["work", "preferences"],
    "token_limit": 2000,
    "char_limit": 5000,
    "max_input_tokens": 8000,
    "message_window_size": 7,
    "agent": {
        "provider": "openAI",
        "model": "gpt-5-mini",
        "instructions": "Remember what matters.",
        "model_parameters": {"temperature": 0.2, "stream": False, "effort": "low"},
    },
}


def _settings(args: dict[str, Any]) -> Settings:
    return settings(check(MemoryArgs, args, "memory"))


def test_everything_is_rendered_as_librechat_knows_it():
    told = _settings(EVERYTHING)
    assert complaints(told) == []
    assert told == Settings(
        config={
            "memory": {
                "personalize": False,
                "validKeys": ["work", "preferences"],
                "tokenLimit": 2000,
                "charLimit": 5000,
                "maxInputTokens": 8000,
                "messageWindowSize": 7,
                "agent": {
                    "enabled": True,
                    "provider": "openAI",
                    "model": "gpt-5-mini",
                    "instructions": "Remember what matters.",
                    "model_parameters": {"temperature": 0.2, "stream": False, "effort": "low"},
                },
            }
        }
    )


def test_an_agent_that_exists_is_asked_only_when_it_is_enabled():
    told = _settings({"agent": {"id": "agent_1"}})
    assert told.config == {"memory": {"personalize": True, "agent": {"enabled": True, "id": "agent_1"}}}
    assert complaints(told) == []


def test_without_an_agent_there_are_memories_that_people_write():
    assert _settings({}).config == {"memory": {"personalize": True}}
    assert complaints(_settings({})) == []


def test_what_is_switched_off_says_nothing():
    assert _settings({**EVERYTHING, "enabled": False}) == Settings()


def test_every_argument_is_tried():
    tried = {path[:2] for path in given(EVERYTHING)}
    assert tried | {("agent", "id")} == set(leaves(MemoryArgs))


@pytest.mark.parametrize("path", sorted({path[:2] for path in given(EVERYTHING)} - {("enabled",)}))
def test_every_argument_makes_a_difference(path: tuple[str, ...]):
    fewer: Any = without(EVERYTHING, path)
    assert settings(fewer) != _settings(EVERYTHING)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"agent": {}}, "agent: missing argument provider: give it, or id"),
        ({"agent": {"provider": "openAI"}}, "agent: missing argument model: give it, or id"),
        ({"agent": {"id": "a", "model": "b"}}, "agent: model has no effect with id: remove one"),
        ({"agent": {"id": "a", "instructions": "b"}}, "agent: instructions has no effect with id"),
        (
            {"agent": {"provider": "a", "model": "b", "model_parameters": {"x": None}}},
            "expected a map of names such as",
        ),
        ({"agent": {"provider": "a", "model": "b", "model_parameters": {"x": [1]}}}, "expected a map of names such as"),
        ({"valid_keys": []}, "valid_keys: expected a list that is not empty"),
        ({"token_limit": 0}, "token_limit: expected a whole number from 1"),
        ({"char_limit": 1.5}, "char_limit: expected a whole number, got 1.5"),
        ({"personalise": True}, r"did you mean personalize\?"),
        ({"enabled": "yes"}, "enabled: expected true or false, got 'yes'"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        _settings(args)


@pytest.mark.parametrize(
    ("agent", "messages"),
    [
        ({"id": "agent_1"}, 0),
        ({"provider": "bedrock", "model": "us.haiku"}, 0),
        ({"provider": "bedrock", "model": "us.haiku-2"}, 1),
        ({"provider": "openAI", "model": "us.haiku"}, 1),
    ],
)
def test_models_that_there_are_not_are_refused(agent: Any, messages: int):
    offered = [OfferedModels("bedrock", "Amazon Bedrock", ["us.haiku"])]
    assert len(list(contradictions({"agent": agent}, offered))) == messages
    assert list(contradictions({}, offered)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("token_limit", 0),
        ("token_limit", 1000001),
        ("char_limit", 0),
        ("char_limit", 1000001),
        ("max_input_tokens", 0),
        ("max_input_tokens", 1000001),
        ("message_window_size", 0),
        ("message_window_size", 1001),
        ("agent.id", ""),
        ("agent.provider", ""),
        ("agent.model", ""),
        ("agent.instructions", ""),
    ],
)
def test_every_value_has_bounds(path: str, value: object):
    with pytest.raises(ArgumentError, match=f"{path}: expected"):
        _settings(nested(path, value))
