import pulumi
import pytest

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.ollama import OllamaEndpointArgs, configuration
from homelab.offline import record
from tests.librechat_config.sound import assert_sound, checked, refusal

URL = "http://ollama.ai.svc.cluster.local:11434"


def test_a_server_s_models_are_in_chats():
    made = configuration({}, URL, ["a:1b", "b"])
    assert made == Configuration.of(
        {
            "endpoints": {
                "custom": [
                    {
                        "name": "Ollama",
                        "apiKey": "ollama",
                        "baseURL": f"{URL}/v1/",
                        "models": {"default": ["a:1b", "b:latest"], "fetch": True},
                        "titleConvo": True,
                        "titleModel": "current_model",
                        "modelDisplayLabel": "Ollama",
                    }
                ]
            }
        }
    )
    assert_sound(made)


def test_chosen_models_are_the_only_ones():
    (endpoint,) = configuration({"chat_models": ["b"]}, URL, ["a", "b"]).config["endpoints"]["custom"]
    assert endpoint["models"] == {"default": ["b:latest"], "fetch": False}


def test_a_server_without_chat_models_has_no_endpoint():
    assert configuration({"chat_models": []}, URL, ["a"]) == configuration({}, URL, []) == Configuration()


@pytest.mark.parametrize("url", ["http://a:1", "http://a:1/"])
def test_an_address_that_is_known_later_gets_its_path_too(url: str):
    known: list[str] = []

    def program() -> None:
        (endpoint,) = configuration({}, pulumi.Output.from_input(url), ["a"]).config["endpoints"]["custom"]
        endpoint["baseURL"].apply(known.append)

    record(program)
    assert known == ["http://a:1/v1/"]


def test_wrong_models_are_refused():
    message = refusal(OllamaEndpointArgs, {"chat_models": ["a", "a"]})
    assert (
        "chat_models: expected a list of different models that is not empty, without commas in their names, or"
        in message
    )
    assert checked(OllamaEndpointArgs, {"chat_models": []})
