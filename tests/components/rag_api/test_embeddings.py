import re
from pathlib import Path
from typing import Any

import pytest

from homelab.components.rag_api.embeddings import (
    EmbeddingsArgs,
    in_process,
    model,
    needs_full_image,
    variables,
    violations,
)
from homelab.components.rag_api.embeddings_providers import DEFAULT_MODELS, PROVIDERS, EmbeddingsProvider
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.librechat_config.sound import checked, refusal

NEED_A_MODEL = (EmbeddingsProvider.AZURE, EmbeddingsProvider.HUGGINGFACE_TEI)


def embeddings(provider: EmbeddingsProvider, **args: Any) -> EmbeddingsArgs:
    return checked(EmbeddingsArgs, {"provider": provider.value, **args})


def whole(provider: EmbeddingsProvider) -> tuple[EmbeddingsArgs, list[str]]:
    """A provider with everything that it needs: arguments and variables."""
    args = embeddings(provider, **({"model": "m"} if provider in NEED_A_MODEL else {}))
    key = PROVIDERS[provider].key
    return args, [*PROVIDERS[provider].needed, *([key] if key else [])]


@pytest.mark.parametrize("provider", EmbeddingsProvider)
def test_a_provider_with_what_it_needs_lacks_nothing(provider: EmbeddingsProvider):
    args, names = whole(provider)
    assert list(violations(args, names)) == []


@pytest.mark.parametrize(
    ("provider", "name"), [(provider, name) for provider in EmbeddingsProvider for name in PROVIDERS[provider].needed]
)
def test_a_variable_that_a_provider_lacks_is_named(provider: EmbeddingsProvider, name: str):
    args, names = whole(provider)
    found = list(violations(args, [each for each in names if each != name]))
    assert found == [f"embeddings.provider {provider.value} needs {name}"]


def test_a_server_of_the_workspace_takes_the_place_of_an_address():
    assert list(violations(embeddings(EmbeddingsProvider.OLLAMA), [], server=True)) == []
    assert list(violations(embeddings(EmbeddingsProvider.OPENAI), [], server=True)) == [
        "embeddings.provider openai needs RAG_OPENAI_API_KEY"
    ]


@pytest.mark.parametrize("provider", [EmbeddingsProvider.BEDROCK, EmbeddingsProvider.VERTEXAI])
def test_a_role_replaces_a_key(provider: EmbeddingsProvider):
    args, name, key = embeddings(provider), provider.value, PROVIDERS[provider].key
    needed = PROVIDERS[provider].needed
    assert list(violations(args, needed, role=True)) == []
    assert list(violations(args, needed)) == [f"embeddings.provider {name} needs {key}, or service_account with a role"]
    assert list(violations(args, whole(provider)[1], role=True)) == [
        f"service_account has no effect with {key} of embeddings.provider {name}: remove it"
    ]


def test_a_role_has_no_effect_for_providers_with_keys_only():
    args = embeddings(EmbeddingsProvider.GOOGLE)
    assert list(violations(args, ["RAG_GOOGLE_API_KEY"], role=True)) == [
        "service_account has no effect with embeddings.provider google: remove it"
    ]


@pytest.mark.parametrize("provider", NEED_A_MODEL)
def test_only_its_owner_knows_the_name_of_some_models(provider: EmbeddingsProvider):
    assert refusal(EmbeddingsArgs, {"provider": provider.value}) == f"it: provider {provider.value} needs model"


@pytest.mark.parametrize("provider", EmbeddingsProvider)
def test_only_openai_s_models_have_a_choice_of_dimensions(provider: EmbeddingsProvider):
    args = {"provider": provider.value, "model": "m", "dimensions": 3}
    if provider in (EmbeddingsProvider.OPENAI, EmbeddingsProvider.AZURE):
        assert checked(EmbeddingsArgs, args)
    else:
        expected = f"it: dimensions has no effect with provider {provider.value}: remove it"
        assert refusal(EmbeddingsArgs, args) == expected


@pytest.mark.parametrize("provider", EmbeddingsProvider)
def test_the_model_defaults_to_that_of_the_provider(provider: EmbeddingsProvider):
    assert model(embeddings(provider, model="other")) == "other"
    if provider not in NEED_A_MODEL:
        assert model(embeddings(provider)) == DEFAULT_MODELS[provider]


@pytest.mark.parametrize("provider", EmbeddingsProvider)
def test_rag_api_reads_every_variable(provider: EmbeddingsProvider):
    args, names = whole(provider)
    own = variables(args).plain
    assert own["EMBEDDINGS_PROVIDER"] == PROVIDERS[provider].name
    # A server of text-embeddings-inference has its address where others have the model.
    assert own.get("EMBEDDINGS_MODEL") == (None if provider == EmbeddingsProvider.HUGGINGFACE_TEI else model(args))
    assert unknown_variables([*own, *names], reader=Reader.RAG_API) == []


def test_hugging_face_needs_the_full_image_and_an_in_process_model_a_folder():
    full = [provider for provider in EmbeddingsProvider if needs_full_image(whole(provider)[0])]
    assert full == [EmbeddingsProvider.HUGGINGFACE, EmbeddingsProvider.HUGGINGFACE_TEI]
    assert [provider for provider in full if in_process(whole(provider)[0])] == [EmbeddingsProvider.HUGGINGFACE]
    assert variables(whole(EmbeddingsProvider.HUGGINGFACE)[0]).plain["HF_HOME"] == "/tmp/huggingface"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument provider"),
        ({"provider": "titan"}, "provider: expected one of openai, azure, bedrock, ollama, google, vertexai, hugging"),
        ({"provider": "openai", "modell": "a"}, "unknown argument modell (did you mean model?)"),
        ({"provider": "openai", "model": ""}, "model: expected a name that is not empty"),
        ({"provider": "openai", "dimensions": 0}, "dimensions: expected a whole number from 1 to 16000, got 0"),
        ({"provider": "openai", "dimensions": "3"}, "dimensions: expected a whole number"),
        ({"provider": "openai", "api_key": "hidden"}, "unknown argument api_key"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(EmbeddingsArgs, args)


def test_the_guide_says_what_each_provider_needs():
    guide = (Path(__file__).parents[3] / "docs" / "files.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", guide, re.MULTILINE))
    needed = {
        name.value: {*provider.needed, *([provider.key] if provider.key else [])}
        for name, provider in PROVIDERS.items()
    }
    assert {name: {*re.findall(r"`([A-Z_]+)`", text)} for name, text in rows.items()} == needed
    assert {name for name, text in rows.items() if text.startswith("no key")} == {
        name for name, variables in needed.items() if not any("KEY" in each or "CRED" in each for each in variables)
    }
