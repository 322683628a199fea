"""Azure OpenAI, from groups of deployments."""

import re
from collections.abc import Sequence

from homelab.librechat_config.endpoints.azure_openai_args import AzureGroupArgs, AzureModelArgs, AzureOpenAIArgs
from homelab.librechat_config.endpoints.base import endpoint_section
from homelab.librechat_config.endpoints.headers import header_secrets, header_section
from homelab.librechat_config.endpoints.keys import is_enabled
from homelab.librechat_config.endpoints.rendering import renamed
from homelab.librechat_config.settings import SecretValue, Section, Settings, given, secret_of

_KEYS = {
    "instance_name": "instanceName",
    "deployment_name": "deploymentName",
    "version": "version",
    "serverless": "serverless",
    "base_url": "baseURL",
    "add_params": "addParams",
    "drop_params": "dropParams",
    "assistants": "assistants",
}


def settings(args: AzureOpenAIArgs) -> Settings:
    """The groups' keys, and the section ``endpoints.azureOpenAI``."""
    if not is_enabled(args):
        return Settings()
    groups = args["groups"]
    section: Section = {**endpoint_section(args), "groups": [_group(group) for group in groups]}
    if any(group.get("assistants") for group in groups):
        section["assistants"] = True
    return Settings(
        config={"endpoints": {"azureOpenAI": section}},
        secrets={variable: value for group in groups for variable, value in _secrets(group).items()},
        servers=[group["base_url"] for group in groups if "base_url" in group],
    )


def model_names(args: AzureOpenAIArgs) -> Sequence[str]:
    """The models of all groups, in their order."""
    return [model["name"] for group in args["groups"] for model in group["models"]]


def _group(group: AzureGroupArgs) -> Section:
    return {
        "group": group["name"],
        "apiKey": f"${{{_prefix(group)}_KEY}}",
        **renamed(group, _KEYS),
        **given({"additionalHeaders": header_section(group, _prefix(group))}),
        "models": {model["name"]: _model(model) for model in group["models"]},
    }


def _model(model: AzureModelArgs) -> Section | bool:
    # LibreChat takes true for a model that is as its group says.
    return renamed(model, {"deployment": "deploymentName", "version": "version"}) or True


def _secrets(group: AzureGroupArgs) -> dict[str, SecretValue]:
    return {**given({f"{_prefix(group)}_KEY": secret_of(group, "api_key")}), **header_secrets(group, _prefix(group))}


def _prefix(group: AzureGroupArgs) -> str:
    """What the group's variables begin with: not as those with which LibreChat would look for Azure itself."""
    return f"AZURE_GROUP_{re.sub(r'[^A-Z0-9]+', '_', group['name'].upper())}"
