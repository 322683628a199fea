from typing import Any

import pulumi
import pytest

from homelab.arguments import check
from homelab.librechat_config.endpoints.openai import OpenAIArgs, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.endpoints.sound import (
    AGENT_ENDPOINT,
    COMPATIBLE_SECTION,
    HEADERS,
    REFERENCE,
    assert_sound,
    assert_sound_whatever_is_given,
    forgotten,
    parts_of,
    problems,
    whatever_is,
)
from tests.librechat_config.leaves import given, without

KEY = "sk-hidden"
EVERYTHING: dict[str, Any] = {
    "enabled": True,
    "api_key": KEY,
    **AGENT_ENDPOINT,
    "title_convo": True,
    **HEADERS,
    "models": ["a", "b"],
    "base_url": "https://gateway.example.com/v1",
    "organization": "org",
}
DEFAULTS = {("enabled",), ("title_convo",)}


def told(args: dict[str, Any]) -> Settings:
    return settings(check(OpenAIArgs, args, owner="it"))


def test_a_key_is_enough():
    made = told({"api_key": KEY})
    assert made.config == {"endpoints": {"openAI": {"titleConvo": True, "titleModel": "current_model"}}}
    assert (made.environment, made.secrets, made.secret_files) == ({}, {"OPENAI_API_KEY": KEY}, {})
    assert (made.servers, made.connections) == ([], [])
    assert_sound(made)


def test_all_arguments_are_told():
    made = told(EVERYTHING)
    section = dict(made.config["endpoints"]["openAI"])
    assert section.pop("headers") == {
        "X-Team": "{{LIBRECHAT_USER_EMAIL}}",
        "Authorization": "${OPENAI_HEADER_AUTHORIZATION}",
        "X-Other": "${OPENAI_HEADER_X_OTHER}",
    }
    own = {"iconURL", "addParams", "dropParams", "customParams", "tokenConfig"}
    assert section == {key: value for key, value in COMPATIBLE_SECTION.items() if key not in own}
    assert made.environment == {
        "OPENAI_MODELS": "a,b",
        "OPENAI_REVERSE_PROXY": "https://gateway.example.com/v1",
        "OPENAI_ORGANIZATION": "org",
    }
    assert made.secrets == {
        "OPENAI_API_KEY": KEY,
        "OPENAI_HEADER_AUTHORIZATION": "Bearer hidden",
        "OPENAI_HEADER_X_OTHER": REFERENCE,
    }
    assert made.servers == ["https://gateway.example.com/v1"]
    assert_sound(made)


def test_every_argument_has_a_test():
    others = {"api_key_secret": REFERENCE, "user_provided": True}
    of_speech = {"stt": {"model": "a"}, "tts": {"model": "a", "voice": "b"}}
    assert forgotten(OpenAIArgs, EVERYTHING, others, of_speech) == set()


@pytest.mark.parametrize("path", sorted(set(given(EVERYTHING)) - DEFAULTS))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    assert settings(without(EVERYTHING, path)) != settings(EVERYTHING)  # type: ignore[arg-type]


def test_keys_of_users_are_no_secret():
    made = told({"user_provided": True})
    assert (made.environment, made.secrets) == ({"OPENAI_API_KEY": "user_provided"}, {})
    assert_sound(made)


def test_a_key_can_be_in_a_secret_that_exists():
    assert told({"api_key_secret": REFERENCE}).secrets == {"OPENAI_API_KEY": REFERENCE}


def test_conversations_can_go_without_titles():
    assert told({"api_key": KEY, "title_convo": False}).config == {"endpoints": {"openAI": {"titleConvo": False}}}


def test_what_is_off_tells_nothing():
    assert told({**EVERYTHING, "enabled": False}) == Settings()
    assert told({"enabled": False}) == Settings()


def test_outputs_pass_unseen():
    output = pulumi.Output.from_input("x")
    made = told({"api_key": output, "organization": output, "title_model": output, "secret_headers": {"A": output}})
    assert made.secrets["OPENAI_API_KEY"] is output
    assert made.secrets["OPENAI_HEADER_A"] is output
    assert made.environment["OPENAI_ORGANIZATION"] is output
    assert made.config["endpoints"]["openAI"]["titleModel"] is output


@whatever_is(parts_of(EVERYTHING))
def test_whatever_is_given_is_sound(args: dict[str, Any]):
    assert_sound_whatever_is_given(OpenAIArgs, settings, args)


K: dict[str, Any] = {"api_key": KEY}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "it: missing argument api_key: give one, or set user_provided to true"),
        ({"user_provided": False}, "missing argument api_key"),
        ({**K, "user_provided": True}, "api_key and user_provided are mutually exclusive: remove one"),
        ({**K, "api_key_secret": REFERENCE}, "api_key and api_key_secret are mutually exclusive: remove one"),
        ({"api_key_secret": {"name": "a"}}, "missing argument api_key_secret.key"),
        ({"api_key_secret": {"name": "A B", "key": "k"}}, "api_key_secret.name: expected the name of a Kubernetes"),
        ({"api_key": ""}, "api_key: expected a secret that is not empty, got a value of type str"),
        ({"api_kye": KEY}, "unknown argument api_kye (did you mean api_key?)"),
        ({**K, "models": []}, "models: expected a list of different models that is not empty"),
        ({**K, "models": "gpt-4o"}, "models: expected a list, got 'gpt-4o'"),
        ({**K, "models": ["a,b"]}, "models: expected a list of different models"),
        ({**K, "models": ["a", "a"]}, "models: expected a list of different models"),
        ({**K, "models": [" a"]}, "models: expected a list of different models"),
        ({**K, "models": [""]}, "models: expected a list of different models"),
        ({**K, "base_url": "gateway.example.com"}, "base_url: expected a URL such as 'https://gateway.example.com/v1'"),
        ({**K, "base_url": "ftp://a"}, "base_url: expected a URL"),
        ({**K, "organization": ""}, "organization: expected a name that is not empty, got ''"),
        ({**K, "title_prompt": "Name it"}, "title_prompt: expected a text with {convo} in it, for the conversation"),
        ({**K, "title_prompt_template": "{input}"}, "title_prompt_template: expected a text with {input} and {output}"),
        ({**K, "title_method": "function"}, "title_method: expected one of completion, structured, functions"),
        ({**K, "title_timing": "now"}, "title_timing: expected one of immediate, final, got 'now'"),
        ({**K, "title_convo": False, "title_model": "m"}, "title_model has no effect with title_convo: false"),
        ({**K, "title_convo": False, "title_endpoint": "a"}, "title_endpoint has no effect with title_convo: false"),
        ({**K, "stream_rate": -1}, "stream_rate: expected a whole number from 0 to 10000, got -1"),
        ({**K, "stream_rate": 0.5}, "stream_rate: expected a whole number, got 0.5"),
        ({**K, "max_tool_result_chars": 0}, "max_tool_result_chars: expected a whole number from 1 to"),
        ({**K, "activity_label": True}, "activity_label: expected a group of arguments (model, endpoint, prompt"),
        ({**K, "activity_label": {"max_per_run": 0}}, "activity_label.max_per_run: expected a whole number from 1"),
        ({**K, "activity_label": {"phase": {"model": ""}}}, "activity_label.phase.model: expected a name"),
        ({**K, "reasoning_label": {"min_characters": 0}}, "reasoning_label.min_characters: expected a whole number"),
        ({**K, "headers": {"X Team": "a"}}, "headers: expected a map of header names such as 'X-Team'"),
        ({**K, "headers": {"X-Team": ""}}, "headers: expected a map of header names"),
        ({**K, "secret_headers": {"X:": "a"}}, "secret_headers: expected a map of header names"),
        (
            {**K, "headers": {"x-team": "a"}, "secret_headers": {"X-Team": "b"}},
            "headers.x-team and secret_headers.X-Team are the same header: remove one",
        ),
        ({**K, "existing_secret_headers": {"A": "b"}}, "existing_secret_headers.A: expected a group of arguments"),
        ({**K, "tts": {"voices": ["a"]}}, "unknown argument tts.voices (did you mean tts.voice?)"),
        ({**K, "stt": {"model": ""}}, "stt.model: expected a name that is not empty"),
    ],
)
def test_what_librechat_would_ignore_or_misread_is_an_error(args: dict[str, Any], message: str):
    assert message in problems(OpenAIArgs, args)


def test_messages_hold_no_secret():
    text = problems(OpenAIArgs, {"api_key": 5, "secret_headers": {"a b": "sk-hidden"}, "models": []})
    assert "hidden" not in text
