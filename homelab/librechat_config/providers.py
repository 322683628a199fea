"""Arguments of the model providers."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Contradiction, constrain, refuse
from homelab.constraints import ENDPOINT_NAME, NAME, NOT_EMPTY, secret, url


def _key_of_somebody(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("enabled", True):
        if "api_key" in group and group.get("user_provided"):
            yield "api_key and user_provided exclude each other: take one away"
        if "api_key" not in group and not group.get("user_provided"):
            yield "missing argument api_key: give one, or set user_provided to true"


KEY_OF_SOMEBODY = Contradiction(("enabled", "api_key", "user_provided"), _key_of_somebody)


@refuse(KEY_OF_SOMEBODY)
@constrain(api_key=secret())
class ProviderArgs(TypedDict):
    """A service that answers with models, and whose key it is paid by."""

    enabled: NotRequired[bool]
    """Whether LibreChat offers it. Default: true, where the group is given."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key that everyone's requests are made with. Either this or ``user_provided``."""
    user_provided: NotRequired[bool]
    """Whether each user enters a key of their own. Default: false."""


@constrain(models=NOT_EMPTY, title_model=NAME)
class ChatProviderArgs(ProviderArgs):
    """A provider of chat models."""

    models: NotRequired[list[str]]
    """Models on offer. Default: LibreChat's own list, or what the provider says."""
    title_model: NotRequired[str]
    """Model that names conversations. Default: the conversation's own."""


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


@constrain(base_url=url("http", "https", example="https://gateway.example.com/v1"))
class OpenAIArgs(ChatProviderArgs):
    """OpenAI."""

    base_url: NotRequired[str]
    """Another address for the same API: a gateway or proxy. Default: OpenAI's own."""
    stt: NotRequired[OpenAISpeechToTextArgs]
    """Used when ``librechat.stt.implementation`` is openai."""
    tts: NotRequired[OpenAITextToSpeechArgs]
    """Used when ``librechat.tts.implementation`` is openai."""


class AnthropicArgs(ChatProviderArgs):
    """Anthropic."""


class GoogleArgs(ChatProviderArgs):
    """Google's Gemini API."""


class OpenRouterArgs(ChatProviderArgs):
    """OpenRouter, which passes requests on to many providers."""


class JinaAIArgs(ProviderArgs):
    """Jina AI, which orders the results of a web search."""


@constrain(
    name=ENDPOINT_NAME,
    base_url=url("http", "https", example="http://vllm.ai.svc.cluster.local:8000/v1"),
    models=NOT_EMPTY,
)
class CustomEndpointArgs(ChatProviderArgs):
    """A server with OpenAI's API: vLLM, Ollama, LiteLLM, or a hosted one."""

    name: str
    """What people see; unique among the custom endpoints."""
    base_url: str
    """Address of the API, with ``/v1`` where the server has it."""
    fetch_models: NotRequired[bool]
    """Whether LibreChat asks the server for its models, and takes ``models`` without an answer. Default: true."""
