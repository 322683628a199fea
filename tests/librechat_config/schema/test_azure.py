import pytest

from tests.librechat_config.schema.checked import found

WHOLE = {"group": "a", "apiKey": "k", "instanceName": "i", "deploymentName": "d", "version": "v", "models": {"m": True}}
PATH = "endpoints.azureOpenAI.groups"


def groups(*items: object) -> list[str]:
    return list(found(f"endpoints: {{azureOpenAI: {{groups: {list(items)}}}}}".replace("True", "true")))


def test_a_whole_group_is_fine():
    assert not groups(WHOLE)


@pytest.mark.parametrize("key", ["deploymentName", "version"])
def test_a_model_needs_a_deployment_and_a_version(key: str):
    without = {name: value for name, value in WHOLE.items() if name != key}
    assert groups(without) == [f"{PATH}.0.models.m.{key}: missing, both here and in the group"]
    assert not groups({**without, "models": {"m": {key: "own"}}})


def test_a_group_needs_an_instance_or_a_url():
    without = {name: value for name, value in WHOLE.items() if name != "instanceName"}
    assert groups(without) == [f"{PATH}.0.instanceName: missing: the group needs it"]
    assert groups({**without, "serverless": True}) == [f"{PATH}.0.baseURL: missing: the group needs it"]
    assert not groups(
        {"group": "a", "apiKey": "k", "serverless": True, "baseURL": "https://a.example.com", "models": {"m": True}}
    )


def test_names_are_used_once():
    assert groups(WHOLE, WHOLE) == [f"{PATH}: two groups have the name 'a'", f"{PATH}: two groups have the model 'm'"]
