from typing import Any

import pulumi
import pytest

from homelab.librechat_config.schema.parameters import parameter_problems
from homelab.librechat_config.schema.published import parameters
from tests.librechat_config.schema.checked import config, found

LATER = pulumi.Output.from_input("later")


def endpoint(params: Any, **changed: Any) -> dict[str, Any]:
    custom = {"name": "vLLM", "apiKey": "k", "baseURL": "http://vllm", "models": {"default": ["m"]}, **changed}
    return {"endpoints": {"custom": [{**custom, "customParams": params}]}}


def problems_of(params: Any, **changed: Any) -> list[str]:
    return list(map(str, parameter_problems(endpoint(params, **changed))))


@pytest.mark.parametrize("followed", parameters())
def test_every_set_has_its_own_parameters(followed: str):
    definitions = [{"key": key} for key in parameters()[followed]]
    assert problems_of({"defaultParamsEndpoint": followed, "paramDefinitions": definitions}) == []


def test_an_unknown_parameter_is_refused_with_those_there_are():
    (message,) = problems_of({"paramDefinitions": [{"key": "temperature"}, {"key": "temprature", "default": 1}]})
    start = "endpoints.custom.0.customParams.paramDefinitions.1.key: expected a parameter of custom: "
    assert message.startswith(start)
    assert message.endswith(", got 'temprature' (did you mean temperature?)")


def test_an_unknown_set_is_refused_with_those_there_are():
    (message,) = problems_of({"defaultParamsEndpoint": "Anthropic", "paramDefinitions": [{"key": "any"}]})
    assert message.startswith("endpoints.custom.0.customParams.defaultParamsEndpoint: expected one of anthropic, ")
    assert message.endswith(", got 'Anthropic' (did you mean anthropic?)")


@pytest.mark.parametrize("changed", [{"name": "OpenRouter"}, {"baseURL": "https://openrouter.ai/api/v1"}])
def test_openrouters_parameters_are_known_by_its_name_or_address(changed: dict[str, Any]):
    params = {"paramDefinitions": [{"key": "promptCache"}]}
    assert problems_of(params, **changed) == []
    assert problems_of({**params, "defaultParamsEndpoint": "custom"}, **changed) == []
    assert problems_of(params) != []
    assert problems_of({**params, "defaultParamsEndpoint": "openAI"}, **changed) != []


def test_opaque_values_are_accepted():
    unknown = [{"key": "anything"}]
    assert problems_of({"paramDefinitions": unknown}, baseURL=LATER) == []
    assert problems_of({"defaultParamsEndpoint": LATER, "paramDefinitions": unknown}) == []
    assert problems_of({"paramDefinitions": [{"key": LATER}]}) == []
    assert problems_of({"paramDefinitions": LATER}) == []
    assert problems_of(LATER) == []


def test_it_is_part_of_the_check():
    text = "endpoints: {custom: [{name: v, apiKey: k, baseURL: 'http://v', models: {default: [m]}, "
    assert [line.split(": ")[0] for line in found(f"{text}customParams: {{paramDefinitions: [{{key: x}}]}}}}]}}")] == [
        "endpoints.custom.0.customParams.paramDefinitions.0.key"
    ]
    assert list(parameter_problems(config(""))) == []
