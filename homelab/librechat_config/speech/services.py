"""Arguments of the services that speech can come from and go to."""

import re
from typing import NotRequired, TypedDict
from urllib.parse import urlsplit

import pulumi

from homelab.arguments import Constraint, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url
from homelab.kubernetes import SecretReference

_URL = url("http", "https", example="")


def _is_endpoint(value: str) -> bool:
    if not _URL.accepts(value) or "$" in value or "@" in value:
        return False
    path = urlsplit(value).path.rstrip("/")
    return path != "" and not path.endswith("/v1")


def number(minimum: float, maximum: float) -> Constraint:
    """A number between two bounds, both allowed."""
    return Constraint(
        f"a number from {minimum:g} to {maximum:g}",
        lambda value: minimum <= value <= maximum,
        {"minimum": minimum, "maximum": maximum},
    )


ENDPOINT = Constraint(
    "the full URL of an endpoint such as 'http://10.0.0.5:8000/v1/audio/speech' or '.../v1/audio/transcriptions', "
    "without variables and credentials",
    _is_endpoint,
)
AZURE_INSTANCE = Constraint(
    "an Azure OpenAI instance such as 'contoso' or 'contoso.cognitiveservices.azure.com'",
    lambda value: re.fullmatch(r"[a-zA-Z0-9][-a-zA-Z0-9]*(\.[-a-zA-Z0-9.]+\.azure\.com)?", value) is not None,
)
AZURE_DEPLOYMENT = Constraint(
    "the name of a deployment such as 'whisper'", lambda value: re.fullmatch(r"[-\w.]+", value) is not None
)
AZURE_API_VERSION = Constraint(
    "a version of Azure's API such as '2025-03-01-preview'",
    lambda value: re.fullmatch(r"\d{4}-\d{2}-\d{2}(-preview)?", value) is not None,
)


@rules(mutually_exclusive("api_key", "api_key_secret"))
@constrain(url=ENDPOINT, api_key=secret())
class OpenAISpeechArgs(TypedDict):
    """OpenAI, or another server with its API."""

    url: NotRequired[str]
    """Full URL of the endpoint. Default: OpenAI's own."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key. Default: with ``url`` none, without it that of the group ``openai``."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""


@rules(mutually_exclusive("api_key", "api_key_secret", required=True))
@constrain(
    instance_name=AZURE_INSTANCE, deployment_name=AZURE_DEPLOYMENT, api_version=AZURE_API_VERSION, api_key=secret()
)
class AzureSpeechArgs(TypedDict):
    """A deployment of Azure OpenAI."""

    instance_name: pulumi.Input[str]
    """Name of the resource, or its whole host name."""
    deployment_name: pulumi.Input[str]
    """Name of the deployment."""
    api_version: pulumi.Input[str]
    """Version of the API."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key. Either this or ``api_key_secret``."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""


@constrain(similarity_boost=number(0, 1), stability=number(0, 1), style=number(0, 1))
class ElevenLabsVoiceSettingsArgs(TypedDict):
    """How ElevenLabs' voices speak."""

    similarity_boost: NotRequired[float]
    """How close to the original, from 0 to 1. Default: the voice's own."""
    stability: NotRequired[float]
    """How even, from 0 to 1. Default: the voice's own."""
    style: NotRequired[float]
    """How exaggerated, from 0 to 1. Default: the voice's own."""
    use_speaker_boost: NotRequired[bool]
    """Whether it comes closer to the original still, more slowly. Default: the voice's own."""


@rules(mutually_exclusive("api_key", "api_key_secret", required=True))
@constrain(url=ENDPOINT, api_key=secret())
class ElevenLabsArgs(TypedDict):
    """ElevenLabs."""

    api_key: NotRequired[pulumi.Input[str]]
    """Key. Either this or ``api_key_secret``."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
    url: NotRequired[str]
    """Full URL of the one voice's endpoint, for example in another region. Default: ElevenLabs' own."""
    voice_settings: NotRequired[ElevenLabsVoiceSettingsArgs]
    """How the voices speak. Default: their own."""


@rules(mutually_exclusive("api_key", "api_key_secret"))
@constrain(url=ENDPOINT, backend=NAME, api_key=secret())
class LocalAISpeechArgs(TypedDict):
    """A LocalAI server, whose models are the voices."""

    url: str
    """Full URL of the endpoint."""
    backend: pulumi.Input[str]
    """What speaks in LocalAI, for example ``piper``."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key. Default: none."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
