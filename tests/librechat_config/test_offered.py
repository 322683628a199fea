from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.offered import Endpoint, offered_endpoints


def offered(config: Mapping[str, Any] | None = None, **variables: Any) -> list[Endpoint]:
    return offered_endpoints(Configuration({"endpoints": config or {}}, Variables(variables)))


@pytest.mark.parametrize(
    ("variable", "endpoint"),
    [
        ("OPENAI_API_KEY", "openAI"),
        ("ANTHROPIC_API_KEY", "anthropic"),
        ("ANTHROPIC_USE_VERTEX", "anthropic"),
        ("GOOGLE_KEY", "google"),
        ("GOOGLE_SERVICE_KEY_FILE", "google"),
        ("BEDROCK_AWS_DEFAULT_REGION", "bedrock"),
        ("BEDROCK_AWS_BEARER_TOKEN", "bedrock"),
        ("ASSISTANTS_API_KEY", "assistants"),
        ("AZURE_ASSISTANTS_API_KEY", "azureAssistants"),
    ],
)
@pytest.mark.parametrize("group", ["plain", "secret", "files"])
def test_keys_enable_endpoints_in_any_group_of_variables(variable: str, endpoint: str, group: str):
    groups: Any = {group: {variable: "x"}}
    (found,) = offered_endpoints(Configuration({}, Variables(**groups)))
    assert (found.name, list(found.models)) == (endpoint, [])


@pytest.mark.parametrize(
    ("config", "variables", "expected"),
    [
        ({"openAI": {"titleConvo": True}}, {}, []),
        ({"anthropic": {"vertex": {"region": "eu", "models": ["m"]}}}, {}, [("anthropic", ["m"])]),
        ({"anthropic": {"vertex": {"models": {"m": True, "n": {}}}}}, {}, [("anthropic", ["m", "n"])]),
        ({}, {"OPENAI_API_KEY": "k", "OPENAI_MODELS": " a, b,,"}, [("openAI", ["a", "b"])]),
        (
            {"bedrock": {"models": ["c"]}},
            {"BEDROCK_AWS_PROFILE": "p", "BEDROCK_AWS_MODELS": "d"},
            [("bedrock", ["c"])],
        ),
        (
            {"azureOpenAI": {"groups": [{"models": {"a": True}}, {"models": {"b": {}}}, {}, None]}},
            {},
            [("azureOpenAI", ["a", "b"])],
        ),
        (
            {"azureOpenAI": {"groups": [{"assistants": True}]}},
            {},
            [("azureOpenAI", []), ("azureAssistants", [])],
        ),
        (
            {"custom": [{"name": "a", "models": {"default": 5}}, {"name": "b", "models": {"default": [5, [], {}]}}]},
            {},
            [("a", []), ("b", [])],
        ),
        (
            {"custom": [{"name": "b", "models": {"default": ["m", {"name": "n"}]}}, {"name": "a"}, {}, "c"]},
            {"OPENAI_API_KEY": "k"},
            [("openAI", []), ("b", ["m", "n"]), ("a", [])],
        ),
    ],
)
def test_endpoints_and_their_models(config: dict[str, Any], variables: dict[str, str], expected: list[Any]):
    assert [(each.name, list(each.models)) for each in offered(config, **variables)] == expected


def test_a_server_that_lists_its_models_may_have_others():
    models = {"default": ["m"], "fetch": True}
    assert offered({"custom": [{"name": "a", "models": models}]}) == [Endpoint("a", "a", ["m"], lists_models=True)]


def test_existing_secrets_may_hold_the_keys_of_every_provider():
    found = offered_endpoints(Configuration({}, Variables(secrets=["keys"])))
    assert [each.name for each in found] == [
        *("openAI", "anthropic", "google", "bedrock", "assistants", "azureAssistants"),
    ]


def test_unknown_models_are_not_checked():
    later: Any = pulumi.Output.from_input("a,b")
    found = offered({"bedrock": {"models": later}}, OPENAI_API_KEY="k", OPENAI_MODELS=later, BEDROCK_AWS_PROFILE="p")
    assert [(each.name, list(each.models)) for each in found] == [("openAI", []), ("bedrock", [])]
