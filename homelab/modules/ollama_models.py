"""Models of the workspace's Ollama that something names, but that nobody pulls."""

from collections.abc import Collection, Iterator, Mapping
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
    names = {ollama.NAME, *_endpoints_at(final.config, url)}
    for path, model in _named(final.config, names):
        if ".models.default." in path and model in group.get("chat_models", []):
            continue
        yield from _unpulled(f"librechat.config.{path}", model, pulled)


def _pulled(args: Mapping[str, Any], group: Mapping[str, Any]) -> Collection[Any]:
    chosen = workspace_embeddings(args)
    own = [embeddings.model(chosen)] if chosen is not None and uses_workspace_ollama(args, chosen) else []
    return [*group.get("models", []), *own]


def _unpulled(path: str, model: object, pulled: Collection[str]) -> Iterator[str]:
    if isinstance(model, str) and model != _CURRENT and _with_tag(model) not in {*map(_with_tag, pulled)}:
        there = ", ".join(map(str, pulled)) or "none"
        yield f"{path} {model}: Ollama does not pull it{did_you_mean(model, pulled)}; ollama.models has {there}: add it"


def _with_tag(model: object) -> str:
    """Ollama's full name of a model."""
    name = str(model)
    return name if ":" in name else f"{name}:latest"


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
            yield from _own_models(content, ".".join(map(str, keys)))


def _own_models(endpoint: Mapping[str, Any], path: str) -> Iterator[tuple[str, object]]:
    default = as_section(endpoint.get("models")).get("default")
    for index, model in enumerate(default if isinstance(default, list) else []):
        yield f"{path}.models.default.{index}", as_section(model).get("name", model)
    for key in _OWN_MODELS:
        other = endpoint.get(f"{key.removesuffix('Model')}Endpoint", endpoint.get("name"))
        if key in endpoint and other == endpoint.get("name"):
            yield f"{path}.{key}", endpoint[key]


def _path(*keys: object) -> str:
    return ".".join(map(str, keys))
