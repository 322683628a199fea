from typing import Any

import pulumi
import pytest

from homelab.arguments import check
from homelab.connections import HttpConnection
from homelab.librechat_config.endpoints.ollama import OllamaEndpointArgs, chat_models, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.endpoints.sound import (
    COMPATIBLE,
    COMPATIBLE_SECTION,
    assert_sound,
    assert_sound_whatever_is_given,
    forgotten,
    parts_of,
    problems,
    whatever_is,
)
from tests.librechat_config.leaves import given, without

INSIDE: HttpConnection = {"url": "http://ollama.ai.svc.cluster.local:11434", "port": 11434, "workload": "ollama"}
OUTSIDE: HttpConnection = {"url": "http://10.0.0.5:11434/", "port": 11434}
EVERYTHING: dict[str, Any] = {**COMPATIBLE, "title_convo": True, "chat_models": ["llama3.2:3b"]}


def told(args: dict[str, Any], connection: HttpConnection = INSIDE, models: tuple[str, ...] = ("a", "b")) -> Settings:
    return settings(check(OllamaEndpointArgs, args, owner="it"), connection, models)


def test_a_server_with_models_is_enough():
    made = told({})
    assert made.config["endpoints"]["custom"] == [
        {
            "name": "Ollama",
            "apiKey": "ollama",
            "baseURL": "http://ollama.ai.svc.cluster.local:11434/v1/",
            "models": {"default": ["a", "b"], "fetch": True},
            "titleConvo": True,
            "titleModel": "current_model",
            "modelDisplayLabel": "Ollama",
        }
    ]
    assert (made.environment, made.secrets) == ({}, {})
    assert (made.connections, made.servers) == ([INSIDE], [])
    assert_sound(made)


def test_all_arguments_are_told():
    made = told(EVERYTHING)
    assert made.config["endpoints"]["custom"] == [
        {
            **COMPATIBLE_SECTION,
            "name": "Ollama",
            "apiKey": "ollama",
            "baseURL": "http://ollama.ai.svc.cluster.local:11434/v1/",
            "models": {"default": ["llama3.2:3b"], "fetch": False, "userIdQuery": True},
            "modelDisplayLabel": "Ollama",
            "headers": {
                "X-Team": "{{LIBRECHAT_USER_EMAIL}}",
                "Authorization": "${OLLAMA_ENDPOINT_HEADER_AUTHORIZATION}",
                "X-Other": "${OLLAMA_ENDPOINT_HEADER_X_OTHER}",
            },
        }
    ]
    assert_sound(made)


def test_a_server_outside_of_the_cluster_is_reached_by_its_address():
    made = told({}, OUTSIDE)
    assert made.config["endpoints"]["custom"][0]["baseURL"] == "http://10.0.0.5:11434/v1/"
    assert (made.connections, made.servers) == ([], ["http://10.0.0.5:11434/"])


def test_the_address_may_be_known_later():
    made = told({}, {**INSIDE, "url": pulumi.Output.from_input("http://ollama.ai:11434")})
    assert isinstance(made.config["endpoints"]["custom"][0]["baseURL"], pulumi.Output)


def test_models_for_chats_are_all_that_people_see():
    models = told({"chat_models": ["b"]}).config["endpoints"]["custom"][0]["models"]
    assert models == {"default": ["b"], "fetch": False}
    models = told({"chat_models": ["b"], "fetch_models": True}).config["endpoints"]["custom"][0]["models"]
    assert models == {"default": ["b"], "fetch": True}
    assert list(chat_models({"chat_models": ["b"]}, ["a", "b"])) == ["b"]


def test_a_server_without_models_for_chats_tells_nothing():
    assert told({"chat_models": []}) == Settings()
    assert told({}, models=()) == Settings()


def test_every_argument_has_a_test():
    assert forgotten(OllamaEndpointArgs, EVERYTHING) == set()


@pytest.mark.parametrize("path", sorted(set(given(EVERYTHING)) - {("title_convo",), ("fetch_models",)}))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    if path[0] != "token_config" or path[-1].startswith("cache"):
        changed: Any = without(EVERYTHING, path)
        everything: Any = EVERYTHING
        assert settings(changed, INSIDE, ["a"]) != settings(everything, INSIDE, ["a"])


@whatever_is(parts_of(EVERYTHING))
def test_whatever_is_given_is_sound(args: dict[str, Any]):
    assert_sound_whatever_is_given(OllamaEndpointArgs, lambda checked: settings(checked, INSIDE, ["a"]), args)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"chat_models": ["a", "a"]}, "chat_models: expected a list of different models that is not empty"),
        ({"chat_models": [""]}, "or an empty one to offer none"),
        ({"chat_models": "a"}, "chat_models: expected a list, got 'a'"),
        ({"api_key": "k"}, "unknown argument api_key"),
        ({"fetch_model": True}, "unknown argument fetch_model (did you mean fetch_models?)"),
    ],
)
def test_what_makes_no_sense_is_an_error(args: dict[str, Any], message: str):
    assert message in problems(OllamaEndpointArgs, args)
