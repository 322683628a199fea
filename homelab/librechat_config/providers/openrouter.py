"""OpenRouter, a gateway to many providers."""

from typing import NotRequired

from homelab.arguments import constrain, rules
from homelab.librechat_config.configuration import Configuration, secret_argument
from homelab.librechat_config.providers.compatible import custom_endpoint
from homelab.librechat_config.providers.keys import MODELS, ProviderArgs, exactly_one_key, is_enabled, key_reference

NAME = "OpenRouter"
OPENROUTER_KEY = "OPENROUTER_KEY"
"""Variable of the key; OPENROUTER_API_KEY used to redirect the OpenAI endpoint."""
BASE_URL = "https://openrouter.ai/api/v1"
"""Base URL of the API, a public address."""
_AUTO = "openrouter/auto"
"""Model id by which OpenRouter selects a model. As of 2026-11-21."""


@rules(exactly_one_key())
@constrain(models=MODELS)
class OpenRouterArgs(ProviderArgs):
    """OpenRouter, a gateway to many providers."""

    models: NotRequired[list[str]]
    """Models, in order of preference, if OpenRouter's list is unavailable. Default: OpenRouter's automatic choice."""


def configuration(args: OpenRouterArgs) -> Configuration:
    """Derive the key, and an entry of ``endpoints.custom``."""
    if not is_enabled(args):
        return Configuration()
    endpoint = custom_endpoint(
        name=NAME,
        api_key=key_reference(args, OPENROUTER_KEY),
        base_url=BASE_URL,
        models=args.get("models", [_AUTO]),
    )
    return Configuration.of(
        {"endpoints": {"custom": [endpoint]}}, secret_env={OPENROUTER_KEY: secret_argument(args, "api_key")}
    )
