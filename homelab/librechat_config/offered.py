"""Endpoints and models that a final configuration offers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.bedrock import CREDENTIAL_VARIABLES
from homelab.librechat_config.sections import as_section, items, section

AGENTS = "agents"
"""Endpoint whose models are agents in the database; it is always enabled."""


@dataclass(frozen=True)
class Endpoint:
    """An endpoint of LibreChat."""

    name: str
    """Name in librechat.yaml: ``openAI``, or that of a custom endpoint."""
    label: str
    """Display name: ``OpenAI``."""
    models: Sequence[str] = ()
    """Models in order of preference; empty if LibreChat or the server lists them."""
    lists_models: bool = False
    """Whether LibreChat also fetches the server's list of models."""


_BUILT_IN: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "openAI": ("OpenAI", ("OPENAI_API_KEY",), "OPENAI_MODELS"),
    "anthropic": ("Anthropic", ("ANTHROPIC_API_KEY", "ANTHROPIC_USE_VERTEX"), "ANTHROPIC_MODELS"),
    "google": ("Google", ("GOOGLE_KEY", "GOOGLE_SERVICE_KEY_FILE"), "GOOGLE_MODELS"),
    "azureOpenAI": ("Azure OpenAI", (), ""),
    "bedrock": ("Amazon Bedrock", (*CREDENTIAL_VARIABLES, "BEDROCK_AWS_DEFAULT_REGION"), "BEDROCK_AWS_MODELS"),
    "assistants": ("Assistants", ("ASSISTANTS_API_KEY",), "ASSISTANTS_MODELS"),
    "azureAssistants": ("Azure Assistants", ("AZURE_ASSISTANTS_API_KEY",), ""),
}
"""Label, variables that enable the endpoint, and the variable that lists its models."""


def offered_endpoints(configuration: Configuration) -> list[Endpoint]:
    """Endpoints in order of preference, without `AGENTS`."""
    built_in = [_built_in(name, configuration) for name in _BUILT_IN if _is_enabled(name, configuration)]
    return [*built_in, *_custom_endpoints(configuration.config)]


def _is_enabled(name: str, configuration: Configuration) -> bool:
    own = section(configuration.config, "endpoints", name)
    if name == "azureOpenAI":
        return bool(own)
    if name == "azureAssistants" and _azure_assistants(configuration.config):
        return True
    return configuration.variables.may_have(*_BUILT_IN[name][1]) or (name == "anthropic" and "vertex" in own)


def _built_in(name: str, configuration: Configuration) -> Endpoint:
    label, _, variable = _BUILT_IN[name]
    return Endpoint(name, label, _models(name, configuration.config) or _models_in_variable(variable, configuration))


def _models(name: str, config: Mapping[str, Any]) -> list[str]:
    own = section(config, "endpoints", name)
    if name == "azureOpenAI":
        groups = [group for group in items(own.get("groups")) if isinstance(group.get("models"), Mapping)]
        return [model for group in groups for model in group["models"]]
    if name == "anthropic":
        models = section(own, "vertex").get("models", [])
    elif name == "bedrock":
        models = own.get("models", [])
    else:
        models = []
    return [str(model) for model in models] if isinstance(models, list | Mapping) else []


def _models_in_variable(variable: str, configuration: Configuration) -> list[str]:
    value = configuration.variables.plain.get(variable)
    return [model.strip() for model in value.split(",") if model.strip()] if isinstance(value, str) else []


def _azure_assistants(config: Mapping[str, Any]) -> bool:
    azure = section(config, "endpoints", "azureOpenAI")
    return bool(azure.get("assistants")) or any(group.get("assistants") for group in items(azure.get("groups")))


def _custom_endpoints(config: Mapping[str, Any]) -> Iterator[Endpoint]:
    for endpoint in items(section(config, "endpoints").get("custom")):
        name, models = endpoint.get("name"), section(endpoint, "models")
        if isinstance(name, str):
            names = list(_model_names(models.get("default")))
            yield Endpoint(name, name, names, lists_models=models.get("fetch") is True)


def _model_names(models: object) -> Iterator[str]:
    for model in cast(list[object], models) if isinstance(models, list) else []:
        name = as_section(model).get("name", model)
        if isinstance(name, str):
            yield name
