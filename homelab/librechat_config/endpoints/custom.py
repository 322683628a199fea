"""Custom endpoints: vLLM, LiteLLM, LM Studio, hosted services, and whatever else has OpenAI's API."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NotRequired

import pulumi

from homelab.arguments import constrain, rules
from homelab.arguments.constraints import ENDPOINT_NAME, NAME, url
from homelab.librechat_config.endpoints.base import MODELS
from homelab.librechat_config.endpoints.compatible import CompatibleEndpointArgs, compatible_settings, variable_prefix
from homelab.librechat_config.endpoints.keys import ProviderArgs, is_enabled, key_reference, one_key
from homelab.librechat_config.endpoints.rendering import renamed
from homelab.librechat_config.settings import Section, Settings, given, secret_of, together

_NO_KEY = "keyless"
"""LibreChat leaves out endpoints without a key; servers that want none ignore it."""


class CustomEndpointProvider(StrEnum):
    """Whose API a server has."""

    OPENAI = "openai"
    """OpenAI's, under ``/chat/completions``."""
    ANTHROPIC = "anthropic"
    """Anthropic's, under ``/v1/messages``."""


@rules(one_key("keyless"))
@constrain(
    name=ENDPOINT_NAME,
    base_url=url("http", "https", example="http://vllm.ai.svc.cluster.local:8000/v1"),
    models=MODELS,
    model_display_label=NAME,
)
class CustomEndpointArgs(ProviderArgs, CompatibleEndpointArgs):
    """A server with OpenAI's API: vLLM, Ollama, LiteLLM, or a hosted one."""

    name: str
    """What people see; unique among the custom endpoints."""
    base_url: str
    """Address of the API, with ``/v1`` where the server has it."""
    models: list[str]
    """Models on offer, the preferred one first, where the server is not asked or does not answer."""
    keyless: NotRequired[bool]
    """Whether the server wants no key, as one in the same cluster. Default: false."""
    provider: NotRequired[CustomEndpointProvider]
    """Whose API the server has. Default: openai."""
    direct_endpoint: NotRequired[bool]
    """Whether ``base_url`` is the whole address of chat completions. Default: false."""
    model_display_label: NotRequired[pulumi.Input[str]]
    """Whose answers they are, as people see it. Default: the name."""


def settings(args: Sequence[CustomEndpointArgs]) -> Settings:
    """The keys, and the entries of ``endpoints.custom`` in their order."""
    return together(_endpoint(endpoint) for endpoint in args if is_enabled(endpoint))


def custom_endpoint_key(name: str) -> str:
    """The variable that holds the key of the custom endpoint called ``name``."""
    return f"{variable_prefix(name)}_KEY"


def _endpoint(args: CustomEndpointArgs) -> Settings:
    variable = custom_endpoint_key(args["name"])
    endpoint = compatible_settings(
        args,
        name=args["name"],
        api_key=_NO_KEY if args.get("keyless") else key_reference(args, variable),
        base_url=args["base_url"],
        models=args["models"],
        further=_own_keys(args),
    )
    own = Settings(secrets=given({variable: secret_of(args, "api_key")}), servers=[args["base_url"]])
    return together([endpoint, own])


def _own_keys(args: CustomEndpointArgs) -> Section:
    anthropic = args.get("provider") == CustomEndpointProvider.ANTHROPIC
    return {
        **renamed(args, {"direct_endpoint": "directEndpoint", "model_display_label": "modelDisplayLabel"}),
        **({"provider": CustomEndpointProvider.ANTHROPIC.value} if anthropic else {}),
    }
