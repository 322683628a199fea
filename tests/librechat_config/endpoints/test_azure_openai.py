import copy
from typing import Any

import pytest
from hypothesis import strategies as st

from homelab.arguments import check
from homelab.librechat_config.endpoints.azure_openai import model_names, settings
from homelab.librechat_config.endpoints.azure_openai_args import AzureGroupArgs, AzureModelArgs, AzureOpenAIArgs
from homelab.librechat_config.settings import Settings
from tests.librechat_config.endpoints.sound import (
    ENDPOINT,
    HEADERS,
    REFERENCE,
    assert_sound,
    assert_sound_whatever_is_given,
    forgotten,
    problems,
    whatever_is,
)
from tests.librechat_config.leaves import given, without

KEY = "az-hidden"
SMALL: dict[str, Any] = {
    "name": "sweden",
    "api_key": KEY,
    "instance_name": "my-resource",
    "models": [{"name": "gpt-4o", "deployment": "gpt-4o-1", "version": "2024-10-21"}],
}
RESOURCE: dict[str, Any] = {
    **SMALL,
    **HEADERS,
    "deployment_name": "shared",
    "version": "2025-04-01-preview",
    "base_url": "https://gateway.example.com/${INSTANCE_NAME}/openai/deployments/${DEPLOYMENT_NAME}",
    "add_params": {"seed": 1},
    "drop_params": ["user"],
    "assistants": True,
    "models": [
        {"name": "gpt-4o", "deployment": "gpt-4o-1", "version": "2024-10-21"},
        {"name": "gpt-5", "deployment": "five"},
        {"name": "o1"},
    ],
}
SERVERLESS: dict[str, Any] = {
    "name": "My Llama",
    "api_key_secret": REFERENCE,
    "serverless": True,
    "base_url": "http://llama.internal:8080/v1",
    "version": "2024-05-01-preview",
    "models": [{"name": "llama"}],
}
EVERYTHING: dict[str, Any] = {"enabled": True, **ENDPOINT, "title_convo": True, "groups": [RESOURCE, SERVERLESS]}


def told(args: dict[str, Any]) -> Settings:
    return settings(check(AzureOpenAIArgs, args, owner="it"))


def groups(made: Settings) -> list[dict[str, Any]]:
    return made.config["endpoints"]["azureOpenAI"]["groups"]


def test_a_resource_and_a_deployment_are_enough():
    made = told({"groups": [SMALL]})
    assert made.config == {
        "endpoints": {
            "azureOpenAI": {
                "titleConvo": True,
                "titleModel": "current_model",
                "groups": [
                    {
                        "group": "sweden",
                        "apiKey": "${AZURE_GROUP_SWEDEN_KEY}",
                        "instanceName": "my-resource",
                        "models": {"gpt-4o": {"deploymentName": "gpt-4o-1", "version": "2024-10-21"}},
                    }
                ],
            }
        }
    }
    assert (made.environment, made.secrets) == ({}, {"AZURE_GROUP_SWEDEN_KEY": KEY})
    assert made.servers == []
    assert_sound(made)


def test_all_arguments_are_told():
    made = told(EVERYTHING)
    assert groups(made) == [
        {
            "group": "sweden",
            "apiKey": "${AZURE_GROUP_SWEDEN_KEY}",
            "instanceName": "my-resource",
            "deploymentName": "shared",
            "version": "2025-04-01-preview",
            "baseURL": "https://gateway.example.com/${INSTANCE_NAME}/openai/deployments/${DEPLOYMENT_NAME}",
            "addParams": {"seed": 1},
            "dropParams": ["user"],
            "assistants": True,
            "additionalHeaders": {
                "X-Team": "{{LIBRECHAT_USER_EMAIL}}",
                "Authorization": "${AZURE_GROUP_SWEDEN_HEADER_AUTHORIZATION}",
                "X-Other": "${AZURE_GROUP_SWEDEN_HEADER_X_OTHER}",
            },
            "models": {
                "gpt-4o": {"deploymentName": "gpt-4o-1", "version": "2024-10-21"},
                "gpt-5": {"deploymentName": "five"},
                "o1": True,
            },
        },
        {
            "group": "My Llama",
            "apiKey": "${AZURE_GROUP_MY_LLAMA_KEY}",
            "version": "2024-05-01-preview",
            "serverless": True,
            "baseURL": "http://llama.internal:8080/v1",
            "models": {"llama": True},
        },
    ]
    assert made.config["endpoints"]["azureOpenAI"]["assistants"] is True
    assert made.secrets == {
        "AZURE_GROUP_SWEDEN_KEY": KEY,
        "AZURE_GROUP_SWEDEN_HEADER_AUTHORIZATION": "Bearer hidden",
        "AZURE_GROUP_SWEDEN_HEADER_X_OTHER": REFERENCE,
        "AZURE_GROUP_MY_LLAMA_KEY": REFERENCE,
    }
    assert made.servers == [RESOURCE["base_url"], SERVERLESS["base_url"]]
    assert_sound(made)


def test_models_keep_their_order():
    assert list(model_names(check(AzureOpenAIArgs, EVERYTHING, owner="it"))) == ["gpt-4o", "gpt-5", "o1", "llama"]


def test_a_resource_may_have_another_host():
    made = told({"groups": [{**SMALL, "instance_name": "my-resource.cognitiveservices.azure.com"}]})
    assert groups(made)[0]["instanceName"] == "my-resource.cognitiveservices.azure.com"


def test_what_is_off_tells_nothing():
    assert told({**EVERYTHING, "enabled": False}) == Settings()


def test_every_argument_has_a_test():
    assert forgotten(AzureOpenAIArgs, {**EVERYTHING, "groups": {}}) == {("groups",)}
    assert forgotten(AzureGroupArgs, {**RESOURCE, "models": {"a": 1}}, SERVERLESS | {"models": {"a": 1}}) == set()
    assert forgotten(AzureModelArgs, RESOURCE["models"][0]) == set()


@pytest.mark.parametrize("path", sorted(set(given(ENDPOINT))))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    assert settings(without(EVERYTHING, path)) != settings(EVERYTHING)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", sorted(set(given({**RESOURCE, "models": 1})) - {("models",), ("name",)}))
def test_every_argument_of_a_group_changes_the_outcome(path: tuple[str, ...]):
    changed: Any = {"groups": [without(RESOURCE, path)]}
    everything: Any = {"groups": [RESOURCE]}
    assert settings(changed) != settings(everything)


@st.composite
def some_group(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from([{**SMALL, "deployment_name": "d"}, RESOURCE, SERVERLESS]))
    name = draw(st.sampled_from(["a", "b c", "D", "4"]))
    own = {} if kind is SERVERLESS else {"deployment": st.just("own"), "version": st.just("2024-10-21")}
    model = st.fixed_dictionaries({"name": st.sampled_from([f"{name} gpt-4o", f"{name}.5"])}, optional=own)
    models = draw(st.lists(model, min_size=1, max_size=2, unique_by=lambda each: each["name"]))
    return {**kind, "name": name, "models": models}


@whatever_is(st.lists(some_group(), min_size=1, max_size=3, unique_by=lambda group: group["name"]))
def test_whatever_is_given_is_sound(of_groups: list[dict[str, Any]]):
    assert_sound_whatever_is_given(AzureOpenAIArgs, settings, {"groups": of_groups})


def changed(**group: Any) -> dict[str, Any]:
    return {"groups": [{**copy.deepcopy(SMALL), **group}]}


def less(*names: str) -> dict[str, Any]:
    return {"groups": [{name: value for name, value in SMALL.items() if name not in names}]}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument groups"),
        ({"groups": []}, "groups: expected a list that is not empty"),
        ({"groups": SMALL}, "groups: expected a list, got a value of type dict"),
        (
            {"groups": [SMALL, {**SMALL, "models": [{"name": "x"}], "version": "2024-10-21", "deployment_name": "d"}]},
            "groups: expected a list that is not empty, of groups that differ in the letters and digits of name",
        ),
        ({"groups": [SMALL, {**SMALL, "name": "norway"}]}, "2 models are called gpt-4o: their names are unique"),
        (less("api_key"), "groups.0: missing argument: one of api_key, api_key_secret"),
        (changed(api_key_secret=REFERENCE), "groups.0: api_key and api_key_secret are mutually exclusive"),
        (less("instance_name"), "groups.0: missing argument instance_name: only a serverless group has none"),
        (less("models"), "missing argument groups.0.models"),
        (less("name"), "missing argument groups.0.name"),
        (changed(models=[]), "groups.0.models: expected a list that is not empty"),
        (
            changed(models=[{"name": "m"}]),
            "groups.0: model m has no deployment: give deployment_name, or deployment of",
        ),
        (changed(models=[{"name": "m"}]), "groups.0: model m has no version: give version, or version of the model"),
        (changed(models=[{"deployment": "m"}]), "missing argument groups.0.models.0.name"),
        (changed(models={"gpt-4o": True}), "groups.0.models: expected a list"),
        (changed(models=[{"name": "m", "deployment": "", "version": "2024-10-21"}]), "deployment: expected a name"),
        (changed(version="1.0"), "groups.0.version: expected a version of Azure's API such as '2024-10-21'"),
        (changed(models=[{"name": "m", "version": "24-10-21"}]), "groups.0.models.0.version: expected a version"),
        (changed(instance_name="https://my-resource.openai.azure.com"), "without https://, got 'https://my-resource"),
        (
            changed(instance_name="my-resource.example.com"),
            "instance_name: expected the name of an Azure OpenAI resource",
        ),
        (changed(serverless=True), "groups.0: missing argument base_url: a serverless group needs it"),
        (
            changed(serverless=True, base_url="https://a.b"),
            "groups.0: instance_name has no effect with serverless: true",
        ),
        (changed(serverless=True, deployment_name="d"), "deployment_name has no effect with serverless: true"),
        (changed(serverless=True), "deployment of model gpt-4o has no effect with serverless: true"),
        (changed(serverless=True), "version of model gpt-4o has no effect with serverless: true"),
        (changed(base_url="a.b"), "groups.0.base_url: expected a URL such as"),
        (changed(name="--"), "groups.0.name: expected a name with letters or digits such as 'sweden'"),
        (changed(add_params={"web_search": 1}), "groups.0.add_params: expected a map of parameters"),
        (changed(drop_params=[]), "groups.0.drop_params: expected a list that is not empty"),
        (changed(headers={"a b": "c"}), "groups.0.headers: expected a map of header names"),
        (changed(instanceName="a"), "unknown argument groups.0.instanceName (did you mean groups.0.instance_name?)"),
        ({"groups": [SMALL], "title_endpoint": "openAI"}, "unknown argument title_endpoint"),
        ({"groups": [SMALL], "api_key": KEY}, "unknown argument api_key"),
        ({"groups": [SMALL], "title_convo": False, "title_model": "m"}, "title_model has no effect with title_convo"),
    ],
)
def test_what_librechat_would_not_start_with_or_ignore_is_an_error(args: dict[str, Any], message: str):
    text = problems(AzureOpenAIArgs, args)
    assert message in text
    assert "hidden" not in text
