"""OpenAI."""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain, rules
from homelab.arguments.constraints import NAME, url
from homelab.librechat_config.endpoints.base import MODELS, AgentEndpointArgs, endpoint_section
from homelab.librechat_config.endpoints.headers import HeadersArgs, header_secrets, header_section
from homelab.librechat_config.endpoints.keys import ProviderArgs, is_enabled, key_settings, one_key
from homelab.librechat_config.settings import Settings, given, together


@constrain(model=NAME)
class OpenAISpeechToTextArgs(TypedDict):
    """OpenAI's transcription."""

    model: NotRequired[str]
    """Default: whisper-1."""


@constrain(model=NAME, voice=NAME)
class OpenAITextToSpeechArgs(TypedDict):
    """OpenAI's speech."""

    model: NotRequired[str]
    """Default: tts-1."""
    voice: NotRequired[str]
    """Default: alloy."""


@rules(one_key())
@constrain(models=MODELS, base_url=url("http", "https", example="https://gateway.example.com/v1"), organization=NAME)
class OpenAIArgs(ProviderArgs, AgentEndpointArgs, HeadersArgs):
    """OpenAI."""

    models: NotRequired[list[str]]
    """Models on offer, the preferred one first. Default: what OpenAI says."""
    base_url: NotRequired[str]
    """Another address for the same API: a gateway or proxy. Default: OpenAI's own."""
    organization: NotRequired[pulumi.Input[str]]
    """Organization that pays; LibreChat names it to custom endpoints, too. Default: the key's own."""
    stt: NotRequired[OpenAISpeechToTextArgs]
    """Used when ``librechat.stt.implementation`` is openai."""
    tts: NotRequired[OpenAITextToSpeechArgs]
    """Used when ``librechat.tts.implementation`` is openai."""


def settings(args: OpenAIArgs) -> Settings:
    """OpenAI's key, models and address, and the section ``endpoints.openAI``."""
    if not is_enabled(args):
        return Settings()
    section = {**endpoint_section(args), **given({"headers": header_section(args, "OPENAI")})}
    variables = {
        "OPENAI_MODELS": ",".join(args["models"]) if "models" in args else None,
        "OPENAI_REVERSE_PROXY": args.get("base_url"),
        "OPENAI_ORGANIZATION": args.get("organization"),
    }
    own = Settings(
        config={"endpoints": {"openAI": section}},
        environment=given(variables),
        secrets=header_secrets(args, "OPENAI"),
        servers=[args["base_url"]] if "base_url" in args else [],
    )
    return together([key_settings(args, "OPENAI_API_KEY"), own])
