"""The variables that tell LibreChat about model providers and people, from what is switched on.

Variables that have nothing to say are left out: LibreChat takes some empty ones for false.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from homelab.librechat_config.arguments import RegistrationArgs, SessionArgs, STTImplementation, TTSImplementation
from homelab.librechat_config.providers import (
    AnthropicArgs,
    ChatProviderArgs,
    CustomEndpointArgs,
    GoogleArgs,
    JinaAIArgs,
    OpenAIArgs,
    OpenRouterArgs,
    ProviderArgs,
)

USER_PROVIDED = "user_provided"
"""LibreChat's word, in place of a key, for a key that each user enters."""
OPENROUTER_KEY = "OPENROUTER_KEY"
"""Not OPENROUTER_API_KEY, which used to hijack the OpenAI endpoint."""
JINA_API_KEY = "JINA_API_KEY"
STT_API_KEY = "STT_API_KEY"
TTS_API_KEY = "TTS_API_KEY"


@dataclass(frozen=True)
class Providers:
    """The providers that are switched on; None for the others."""

    openai: OpenAIArgs | None = None
    anthropic: AnthropicArgs | None = None
    google: GoogleArgs | None = None
    openrouter: OpenRouterArgs | None = None
    jinaai: JinaAIArgs | None = None
    custom_endpoints: Sequence[CustomEndpointArgs] = ()


def custom_endpoint_key(name: str) -> str:
    """The variable that holds the key of the custom endpoint called ``name``."""
    return f"{re.sub(r'[^A-Z0-9]+', '_', name.upper())}_ENDPOINT_KEY"


def people_environment(registration: RegistrationArgs, session: SessionArgs) -> dict[str, str]:
    """Who may log in, and for how long."""
    return {
        "ALLOW_EMAIL_LOGIN": "true",
        "ALLOW_REGISTRATION": "true" if registration.get("enabled", False) else "false",
        "ALLOW_SOCIAL_LOGIN": "false",
        "SESSION_EXPIRY": str(session.get("expiry_minutes", 15) * 60 * 1000),
        "REFRESH_TOKEN_EXPIRY": str(session.get("refresh_days", 7) * 24 * 60 * 60 * 1000),
    }


def provider_environment(providers: Providers) -> dict[str, str]:
    """Models on offer, for which librechat.yaml has no place, and whose keys the users enter."""
    environment: dict[str, str] = {}
    for prefix, key, args in _endpoints_of_the_environment(providers):
        if args.get("user_provided"):
            environment[key] = USER_PROVIDED
        if "models" in args:
            environment[f"{prefix}_MODELS"] = ",".join(args["models"])
    if providers.openai is not None and "base_url" in providers.openai:
        environment["OPENAI_REVERSE_PROXY"] = providers.openai["base_url"]
    return environment


def provider_secrets(
    providers: Providers, stt: STTImplementation, tts: TTSImplementation
) -> dict[str, pulumi.Input[str]]:
    """The keys of providers, by the variable that LibreChat or librechat.yaml reads them from."""
    keys: dict[str, ProviderArgs | None] = {
        **{key: args for _, key, args in _endpoints_of_the_environment(providers)},
        OPENROUTER_KEY: providers.openrouter,
        JINA_API_KEY: providers.jinaai,
        **{custom_endpoint_key(args["name"]): args for args in providers.custom_endpoints},
        STT_API_KEY: providers.openai if stt is STTImplementation.OPENAI else None,
        TTS_API_KEY: providers.openai if tts is TTSImplementation.OPENAI else None,
    }
    return {variable: args["api_key"] for variable, args in keys.items() if args is not None and "api_key" in args}


def _endpoints_of_the_environment(providers: Providers) -> Sequence[tuple[str, str, ChatProviderArgs]]:
    endpoints: Mapping[tuple[str, str], ChatProviderArgs | None] = {
        ("OPENAI", "OPENAI_API_KEY"): providers.openai,
        ("ANTHROPIC", "ANTHROPIC_API_KEY"): providers.anthropic,
        ("GOOGLE", "GOOGLE_KEY"): providers.google,
    }
    return [(prefix, key, args) for (prefix, key), args in endpoints.items() if args is not None]
