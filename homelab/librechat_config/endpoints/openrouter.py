"""OpenRouter, which passes requests on to many providers."""

from typing import NotRequired

from homelab.arguments import constrain, rules
from homelab.librechat_config.endpoints.base import MODELS
from homelab.librechat_config.endpoints.compatible import CompatibleEndpointArgs, compatible_settings
from homelab.librechat_config.endpoints.keys import ProviderArgs, is_enabled, key_reference, one_key
from homelab.librechat_config.settings import Settings, given, secret_of, together

OPENROUTER_KEY = "OPENROUTER_KEY"
"""Not OPENROUTER_API_KEY, which used to hijack the OpenAI endpoint."""
_NAME = "OpenRouter"
_BASE_URL = "https://openrouter.ai/api/v1"
_AUTO = "openrouter/auto"
"""OpenRouter's own choice among all of its models. State of 2026-11-21."""


@rules(one_key())
@constrain(models=MODELS)
class OpenRouterArgs(ProviderArgs, CompatibleEndpointArgs):
    """OpenRouter, which passes requests on to many providers."""

    models: NotRequired[list[str]]
    """Models on offer, the preferred one first, where OpenRouter is not asked or does not answer.
    Default: OpenRouter's own choice."""


def settings(args: OpenRouterArgs) -> Settings:
    """The key, and an entry of ``endpoints.custom``."""
    if not is_enabled(args):
        return Settings()
    endpoint = compatible_settings(
        args,
        name=_NAME,
        api_key=key_reference(args, OPENROUTER_KEY),
        base_url=_BASE_URL,
        models=args.get("models", [_AUTO]),
    )
    return together([Settings(secrets=given({OPENROUTER_KEY: secret_of(args, "api_key")})), endpoint])
