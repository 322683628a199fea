"""References to unknown endpoints, models and MCP servers."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.offered import AGENTS, Endpoint, offered_endpoints
from homelab.librechat_config.schema import Problem
from homelab.librechat_config.schema.problem import Keys, did_you_mean
from homelab.librechat_config.schema.values import select
from homelab.librechat_config.sections import as_section, section

_ENDPOINT_PATHS = (
    *(
        f"endpoints.{owner}.{key}"
        for owner in ("*", "custom.*")
        for key in ("titleEndpoint", "activityEndpoint", "activityPhaseEndpoint", "reasoningLabelEndpoint")
    ),
    "endpoints.agents.allowedProviders.*",
    "memory.agent.provider",
    "modelSpecs.addedEndpoints.*",
    "modelSpecs.list.*.preset.endpoint",
    "summarization.provider",
)
_MODEL_PATHS = (
    ("memory.agent", "provider", "model"),
    ("modelSpecs.list.*.preset", "endpoint", "model"),
    ("summarization", "provider", "model"),
)
"""Maps that refer to a model of an endpoint, with the keys of endpoint and model."""


def unknown_names(configuration: Configuration) -> Iterator[Problem]:
    """Problems with references to unknown names, duplicate specs, and endpoints that cannot be used."""
    config = configuration.config
    offered = offered_endpoints(configuration)
    endpoints = {each.name: each for each in (*offered, Endpoint(AGENTS, "Agents"))}
    for pattern in _ENDPOINT_PATHS:
        for keys, name in select(config, pattern):
            yield from _unknown(keys, name, endpoints, "endpoint")
    for pattern, endpoint_key, model_key in _MODEL_PATHS:
        for keys, content in select(config, pattern):
            names = as_section(content)
            endpoint = endpoints.get(str(names.get(endpoint_key)))
            yield from _unknown_model((*keys, model_key), names.get(model_key), endpoint)
    servers = section(config, "mcpServers")
    for keys, name in select(config, "modelSpecs.list.*.mcpServers.*"):
        yield from _unknown(keys, name, servers, "MCP server")
    yield from _duplicate_specs(config)
    yield from _endpoints_without_spec(config, endpoints)


def _unknown(keys: Keys, name: object, known: Collection[str], kind: str) -> Iterator[Problem]:
    if isinstance(name, str) and name not in known:
        names = ", ".join(known) or "none"
        yield Problem(keys, f"there is no {kind} {name!r}{did_you_mean(name, known)}; there are: {names}")


def _unknown_model(keys: Keys, model: object, endpoint: Endpoint | None) -> Iterator[Problem]:
    if endpoint is not None and endpoint.models and not endpoint.lists_models:
        yield from _unknown(keys, model, endpoint.models, f"model of {endpoint.name} called")


def _duplicate_specs(config: Mapping[str, Any]) -> Iterator[Problem]:
    seen: list[object] = []
    for keys, name in select(config, "modelSpecs.list.*.name"):
        if name in seen:
            yield Problem(keys, f"there is another spec {name!r}: choose another name")
        seen.append(name)


def _endpoints_without_spec(config: Mapping[str, Any], endpoints: Collection[str]) -> Iterator[Problem]:
    if section(config, "modelSpecs").get("enforce") is True:
        with_specs = {str(name) for _, name in select(config, "modelSpecs.list.*.preset.endpoint")}
        for name in sorted({*endpoints} - with_specs - {AGENTS}):
            yield Problem(("modelSpecs", "enforce"), f"endpoint {name} has no spec, so users could not use it")
