from typing import Any

import pytest
import yaml

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.model_specs.preset import ModelPresetArgs, preset, unknown_parameters
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints

EVERYTHING: dict[str, Any] = {
    "prompt_prefix": "Be brief.",
    "greeting": "Hello",
    "model_label": "Brief",
    "temperature": 0.5,
    "top_p": 0.9,
    "top_k": 40,
    "frequency_penalty": -0.5,
    "presence_penalty": 0.5,
    "max_tokens": 1000,
    "max_context_tokens": 8000,
    "stop": ["END"],
    "reasoning_effort": "high",
    "verbosity": "low",
    "effort": "max",
    "thinking": True,
    "thinking_budget": 2000,
    "prompt_cache": False,
    "web_search": True,
    "resend_files": False,
    "region": "eu-central-1",
}
COMMON = {
    "promptPrefix": "Be brief.",
    "greeting": "Hello",
    "modelLabel": "Brief",
    "temperature": 0.5,
    "maxContextTokens": 8000,
    "resendFiles": False,
}
THINKING = {"topP": 0.9, "topK": 40, "thinking": True, "thinkingBudget": 2000}
OPENAI = {
    **COMMON,
    "top_p": 0.9,
    "frequency_penalty": -0.5,
    "presence_penalty": 0.5,
    "max_tokens": 1000,
    "stop": ["END"],
    "reasoning_effort": "high",
    "verbosity": "low",
    "web_search": True,
}
PRESETS: dict[str, dict[str, Any]] = {
    "openAI": OPENAI,
    "azureOpenAI": OPENAI,
    "My vLLM": OPENAI,
    "anthropic": {
        **COMMON,
        **THINKING,
        "stop": ["END"],
        "effort": "max",
        "promptCache": False,
        "maxOutputTokens": 1000,
        "web_search": True,
    },
    "google": {**COMMON, **THINKING, "maxOutputTokens": 1000, "web_search": True},
    "bedrock": {
        **COMMON,
        **THINKING,
        "stop": ["END"],
        "effort": "max",
        "promptCache": False,
        "maxTokens": 1000,
        "reasoning_effort": "high",
        "region": "eu-central-1",
    },
    "agents": {"greeting": "Hello"},
    "assistants": {"greeting": "Hello", "promptPrefix": "Be brief."},
    "azureAssistants": {"greeting": "Hello", "promptPrefix": "Be brief."},
}


def _known(endpoint: str) -> Any:
    unknown = {message.split()[0].removeprefix("preset.") for message in unknown_parameters(endpoint, EVERYTHING)}
    return {name: value for name, value in EVERYTHING.items() if name not in unknown}


def test_every_argument_is_tried():
    assert set(EVERYTHING) == set(ModelPresetArgs.__annotations__)


@pytest.mark.parametrize("endpoint", PRESETS)
def test_parameters_are_called_as_the_endpoint_calls_them(endpoint: str):
    rendered = preset(endpoint, check(ModelPresetArgs, _known(endpoint), "preset"))
    assert rendered == PRESETS[endpoint]
    spec = {"name": "a", "label": "a", "preset": {"endpoint": "openAI", "model": "m", **rendered}}
    assert complaints(Settings(config={"modelSpecs": {"list": [spec]}})) == []


def test_choices_are_plain_strings_in_the_file():
    chosen = check(ModelPresetArgs, {"reasoning_effort": "high", "verbosity": "low"}, "preset")
    assert yaml.safe_dump(preset("openAI", chosen)) == "reasoning_effort: high\nverbosity: low\n"


@pytest.mark.parametrize(
    ("endpoint", "parameter"),
    [
        ("openAI", "top_k"),
        ("google", "stop"),
        ("bedrock", "web_search"),
        ("agents", "temperature"),
        ("My vLLM", "region"),
    ],
)
def test_parameters_that_an_endpoint_drops_are_refused(endpoint: str, parameter: str):
    assert list(unknown_parameters(endpoint, {parameter: 1, "greeting": "Hello"})) == [
        f"preset.{parameter} has no effect with endpoint {endpoint}: remove it"
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"temperature": 2.1}, "temperature: expected a number from 0 to 2, got 2.1"),
        ({"temperature": "warm"}, "temperature: expected a number, got 'warm'"),
        ({"top_p": -0.1}, "top_p: expected a number from 0 to 1"),
        ({"frequency_penalty": 3}, "frequency_penalty: expected a number from -2 to 2, got 3"),
        ({"max_tokens": 0}, "max_tokens: expected a whole number from 1"),
        ({"reasoning_effort": "hard"}, "reasoning_effort: expected one of none, minimal, low"),
        ({"effort": "none"}, "effort: expected one of low, medium, high, xhigh, max, got 'none'"),
        ({"verbosity": "xhigh"}, "verbosity: expected one of low, medium, high"),
        ({"stop": []}, "stop: expected a list that is not empty"),
        ({"promptPrefix": "x"}, "unknown argument promptPrefix"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        check(ModelPresetArgs, args, "preset")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("prompt_prefix", ""),
        ("greeting", ""),
        ("model_label", ""),
        ("region", ""),
        ("temperature", -0.1),
        ("temperature", 2.1),
        ("top_p", -0.1),
        ("top_p", 1.1),
        ("top_k", 0),
        ("top_k", 1001),
        ("frequency_penalty", -2.1),
        ("frequency_penalty", 2.1),
        ("presence_penalty", -2.1),
        ("presence_penalty", 2.1),
        ("max_tokens", 0),
        ("max_tokens", 10000001),
        ("max_context_tokens", 0),
        ("max_context_tokens", 10000001),
        ("thinking_budget", 0),
        ("thinking_budget", 10000001),
        ("stop", []),
    ],
)
def test_every_value_has_bounds(path: str, value: object):
    with pytest.raises(ArgumentError, match=f"{path}: expected"):
        check(ModelPresetArgs, {path: value}, "preset")
