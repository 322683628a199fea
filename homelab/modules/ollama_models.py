"""Models of the workspace's Ollama that something names, but that nobody pulls, or by a name that it does not list."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from homelab.components.rag_api import embeddings
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers import ollama
from homelab.librechat_config.schema.problem import did_you_mean
from homelab.librechat_config.schema.values import select
from homelab.librechat_config.sections import as_section
from homelab.modules.embeddings import uses_workspace_ollama, workspace_embeddings
from homelab.modules.groups import enabled_group

_CURRENT = "current_model"
"""LibreChat's word for the model of the conversation."""
_REFERENCES = (
    ("modelSpecs.list.*.preset", "endpoint", "model"),
    ("memory.agent", "provider", "model"),
    ("summarization", "provider", "model"),
    ("endpoints.*", "titleEndpoint", "titleModel"),
    ("endpoints.custom.*", "titleEndpoint", "titleModel"),
)
"""Maps that name a model of an endpoint, with the keys of endpoint and model."""
_OWN_MODELS = ("titleModel", "summaryModel", "activityModel", "activityPhaseModel", "reasoningLabelModel")
"""Models of an endpoint that are its own unless it names another one for them."""


def unpulled_models(args: Mapping[str, Any], final: Configuration, url: object) -> Iterator[str]:
    """One message per model that would fail at its first use.

    :param final: LibreChat's final configuration.
    :param url: URL of the workspace's Ollama.
    """
    group = enabled_group(args, "ollama")
    if group is None or "external" in group:
        return
    pulled = _pulled(args, group)
    for index, model in enumerate(group.get("chat_models", [])):
        yield from _unpulled(f"ollama.chat_models.{index}", model, pulled)
    chosen = [ollama.full_name(model) for model in group.get("chat_models", [])]
    for path, model in _named(final.config, {ollama.NAME, *_endpoints_at(final.config, url)}):
        if not (".models.default." in path and model in chosen):
            yield from _unpulled(path, model, pulled)


def unlisted_models(args: Mapping[str, Any], final: Configuration, url: object) -> Iterator[str]:
    """One message per preset whose model LibreChat would not find in Ollama's list, as it compares whole names.

    Parameters are those of `unpulled_models`.
    """
    if enabled_group(args, "ollama") is None:
        return
    endpoints = [*_listing(final.config, {ollama.NAME, *_endpoints_at(final.config, url)})]
    for keys, found in select(final.config, "modelSpecs.list.*.preset"):
        model, endpoint = as_section(found).get("model"), as_section(found).get("endpoint")
        if endpoint in endpoints and isinstance(model, str) and (listed := ollama.full_name(model)) != model:
            yield f"{_path(*keys, 'model')} {model}: Ollama lists it with its tag (did you mean {listed}?)"


def _pulled(args: Mapping[str, Any], group: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Models that Ollama pulls, by the argument that asks for them."""
    chosen = workspace_embeddings(args)
    own = [str(embeddings.model(chosen))] if chosen is not None and uses_workspace_ollama(args, chosen) else []
    return {"ollama.models": group.get("models", []), "rag.embeddings": own}


def _unpulled(path: str, model: object, pulled: Mapping[str, Sequence[str]]) -> Iterator[str]:
    models = [each for of_argument in pulled.values() for each in of_argument]
    if isinstance(model, str) and model != _CURRENT and ollama.full_name(model) not in map(ollama.full_name, models):
        there = " and ".join(f"{', '.join(names)} ({argument})" for argument, names in pulled.items() if names)
        hint = did_you_mean(model, models)
        yield f"{path} {model}: Ollama does not pull it{hint}; it pulls {there or 'none'}: add it to ollama.models"


def _listing(config: Mapping[str, Any], endpoints: Collection[str]) -> Iterator[str]:
    """Those of ``endpoints`` whose list LibreChat fetches from the server."""
    for _, found in select(config, "endpoints.custom.*"):
        endpoint = as_section(found)
        name = str(endpoint.get("name"))
        if name in endpoints and as_section(endpoint.get("models")).get("fetch") is True:
            yield name


def _endpoints_at(config: Mapping[str, Any], url: object) -> Iterator[str]:
    """Names of custom endpoints whose server is the workspace's Ollama."""
    for _, endpoint in select(config, "endpoints.custom.*"):
        base, name = as_section(endpoint).get("baseURL"), as_section(endpoint).get("name")
        if isinstance(base, str) and isinstance(url, str) and base.startswith(url) and isinstance(name, str):
            yield name


def _named(config: Mapping[str, Any], endpoints: Collection[str]) -> Iterator[tuple[str, object]]:
    """Models of ``endpoints``, and where they are named."""
    for pattern, endpoint_key, model_key in _REFERENCES:
        for keys, found in select(config, pattern):
            content = as_section(found)
            if content.get(endpoint_key) in endpoints and model_key in content:
                yield _path(*keys, model_key), content[model_key]
    for keys, found in select(config, "endpoints.custom.*"):
        content = as_section(found)
        if content.get("name") in endpoints:
            yield from _own_models(content, _path(*keys))


def _own_models(endpoint: Mapping[str, Any], path: str) -> Iterator[tuple[str, object]]:
    default = as_section(endpoint.get("models")).get("default")
    for index, model in enumerate(default if isinstance(default, list) else []):
        yield f"{path}.models.default.{index}", as_section(model).get("name", model)
    for key in _OWN_MODELS:
        other = endpoint.get(f"{key.removesuffix('Model')}Endpoint", endpoint.get("name"))
        if key in endpoint and other == endpoint.get("name"):
            yield f"{path}.{key}", endpoint[key]


def _path(*keys: object) -> str:
    return ".".join(map(str, ("librechat.config", *keys)))
