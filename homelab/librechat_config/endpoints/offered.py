"""What the providers of a workspace offer together, and what of them does not fit together."""

from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.endpoints import azure_openai, bedrock, ollama
from homelab.librechat_config.endpoints.keys import is_enabled
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.unknown_names import unknown_endpoint

_NAMED = {
    "openai": ("openAI", "OpenAI"),
    "anthropic": ("anthropic", "Anthropic"),
    "google": ("google", "Google"),
    "azure_openai": ("azureOpenAI", "Azure OpenAI"),
    "bedrock": ("bedrock", "Amazon Bedrock"),
    "openrouter": ("OpenRouter", "OpenRouter"),
}
"""Endpoint and label, by the group of arguments."""


def offered_models(workspace: Mapping[str, Any]) -> list[OfferedModels]:
    """The endpoints that are switched on among a workspace's groups, with the models that the groups name."""
    return [offered for _, _, offered in _offered(workspace)]


def contradictions(workspace: Mapping[str, Any]) -> Iterator[str]:
    """Names of endpoints that lead to none, two endpoints of one name, and an Ollama without models."""
    offered = offered_models(workspace)
    for path, group, _ in _offered(workspace):
        for argument, endpoint in _referred(group):
            yield from unknown_endpoint(f"{path}.{argument}", endpoint, offered)
    if "ollama" in workspace and is_enabled(workspace["ollama"]):
        yield from _ollama_contradictions(workspace)


def _ollama_contradictions(workspace: Mapping[str, Any]) -> Iterator[str]:
    group = workspace["ollama"]
    if "chat_models" not in group and not group.get("models"):
        yield "ollama.models: missing: name at least one, or set chat_models to [] for a server without chats"
    # LibreChat takes the name of Ollama, alone among all, in whatever case.
    for index, endpoint in enumerate(workspace.get("custom_endpoints", [])):
        if is_enabled(endpoint) and endpoint["name"].lower() == "ollama":
            yield f"custom_endpoints.{index}.name {endpoint['name']}: taken by ollama: choose another name"


def _offered(workspace: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], OfferedModels]]:
    """Path and group of each endpoint as well."""
    for name, (endpoint, label) in _NAMED.items():
        if name in workspace and is_enabled(workspace[name]):
            group = workspace[name]
            yield name, group, OfferedModels(endpoint, label, _models(name, group))
    for index, group in enumerate(workspace.get("custom_endpoints", [])):
        if is_enabled(group):
            yield f"custom_endpoints.{index}", group, OfferedModels(group["name"], group["name"], group["models"])
    group = workspace.get("ollama")
    if group is not None and is_enabled(group) and (models := ollama.chat_models(group, group.get("models", []))):
        yield "ollama", group, OfferedModels(ollama.NAME, ollama.NAME, models)


def _models(name: str, group: Any) -> list[str]:
    if name == "azure_openai":
        return list(azure_openai.model_names(group))
    if name == "bedrock":
        return list(bedrock.model_names(group))
    return list(group.get("models", []))


def _referred(group: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Names of endpoints in a group, with their paths."""
    activity = group.get("activity_label", {})
    named = {
        "title_endpoint": group.get("title_endpoint"),
        "activity_label.endpoint": activity.get("endpoint"),
        "activity_label.phase.endpoint": activity.get("phase", {}).get("endpoint"),
        "reasoning_label.endpoint": group.get("reasoning_label", {}).get("endpoint"),
    }
    yield from ((argument, endpoint) for argument, endpoint in named.items() if endpoint is not None)
