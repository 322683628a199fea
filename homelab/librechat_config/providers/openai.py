"""OpenAI."""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain, rules
from homelab.arguments.constraints import NAME, url
from homelab.librechat_config.configuration import Configuration, combine
from homelab.librechat_config.providers.keys import MODELS, ProviderArgs, exactly_one_key, is_enabled, key_configuration
from homelab.librechat_config.providers.titles import TITLES


@constrain(model=NAME)
class OpenAISpeechToTextArgs(TypedDict):
    """OpenAI's speech-to-text."""

    model: NotRequired[str]
    """Model. Default: whisper-1."""


@constrain(model=NAME, voice=NAME)
class OpenAITextToSpeechArgs(TypedDict):
    """OpenAI's text-to-speech."""

    model: NotRequired[str]
    """Model. Default: tts-1."""
    voice: NotRequired[str]
    """Voice. Default: alloy."""


@rules(exactly_one_key())
@constrain(models=MODELS, base_url=url("http", "https", example="https://gateway.example.com/v1"))
class OpenAIArgs(ProviderArgs):
    """OpenAI."""

    models: NotRequired[list[str]]
    """Models, in order of preference. Default: OpenAI's list."""
    base_url: NotRequired[pulumi.Input[str]]
    """Base URL of a gateway or proxy for the API. Default: OpenAI's own."""
    stt: NotRequired[OpenAISpeechToTextArgs]
    """Speech-to-text if ``librechat.stt.implementation`` is openai."""
    tts: NotRequired[OpenAITextToSpeechArgs]
    """Text-to-speech if ``librechat.tts.implementation`` is openai."""


def configuration(args: OpenAIArgs) -> Configuration:
    """Derive key, models and base URL, and the section ``endpoints.openAI``."""
    if not is_enabled(args):
        return Configuration()
    own = Configuration.of(
        {"endpoints": {"openAI": TITLES}},
        env={
            "OPENAI_MODELS": ",".join(args["models"]) if "models" in args else None,
            "OPENAI_REVERSE_PROXY": args.get("base_url"),
        },
    )
    return combine([key_configuration(args, "OPENAI_API_KEY"), own])
