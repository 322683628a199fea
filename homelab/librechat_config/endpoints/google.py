"""Google's Gemini, by its own API or by Vertex AI."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, no_effect_with, rules
from homelab.arguments.constraints import url
from homelab.librechat_config.endpoints.base import MODELS, AgentEndpointArgs, endpoint_section
from homelab.librechat_config.endpoints.headers import HeadersArgs, header_secrets, header_section
from homelab.librechat_config.endpoints.keys import ProviderArgs, is_enabled, key_settings, one_key
from homelab.librechat_config.endpoints.rendering import plain, switch
from homelab.librechat_config.endpoints.service_account import LOCATION, ServiceAccountArgs
from homelab.librechat_config.settings import Settings, given, secret_of, together

SERVICE_KEY_FILE = "GOOGLE_SERVICE_KEY_FILE"


class HarmBlockThreshold(StrEnum):
    """What Google's filter blocks."""

    UNSPECIFIED = "HARM_BLOCK_THRESHOLD_UNSPECIFIED"
    """What Google blocks by itself, which depends on the model."""
    LOW_AND_ABOVE = "BLOCK_LOW_AND_ABOVE"
    """Whatever may be harmful."""
    MEDIUM_AND_ABOVE = "BLOCK_MEDIUM_AND_ABOVE"
    """What is harmful with some likelihood."""
    ONLY_HIGH = "BLOCK_ONLY_HIGH"
    """What is very likely harmful."""
    NONE = "BLOCK_NONE"
    """Nothing; what is harmful is said to be so."""
    OFF = "OFF"
    """Nothing: the filter is off."""


_FILTERS = {
    "sexually_explicit": "GOOGLE_SAFETY_SEXUALLY_EXPLICIT",
    "hate_speech": "GOOGLE_SAFETY_HATE_SPEECH",
    "harassment": "GOOGLE_SAFETY_HARASSMENT",
    "dangerous_content": "GOOGLE_SAFETY_DANGEROUS_CONTENT",
    "civic_integrity": "GOOGLE_SAFETY_CIVIC_INTEGRITY",
}


def _filters_or_none(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("enabled") is False:
        yield from (f"{name} has no effect with enabled: false" for name in _FILTERS if name in group)


@rules(Rule(("enabled", *_FILTERS), _filters_or_none))
class SafetySettingsArgs(TypedDict):
    """What Google's filters block."""

    enabled: NotRequired[bool]
    """Whether Google is told anything of it. Default: true."""
    sexually_explicit: NotRequired[HarmBlockThreshold]
    """Default: HARM_BLOCK_THRESHOLD_UNSPECIFIED."""
    hate_speech: NotRequired[HarmBlockThreshold]
    """Default: HARM_BLOCK_THRESHOLD_UNSPECIFIED."""
    harassment: NotRequired[HarmBlockThreshold]
    """Default: HARM_BLOCK_THRESHOLD_UNSPECIFIED."""
    dangerous_content: NotRequired[HarmBlockThreshold]
    """Default: HARM_BLOCK_THRESHOLD_UNSPECIFIED."""
    civic_integrity: NotRequired[HarmBlockThreshold]
    """Default: BLOCK_NONE."""


@constrain(location=LOCATION)
class GoogleVertexArgs(ServiceAccountArgs):
    """Google's models by Vertex AI, in the service account's project."""

    location: NotRequired[pulumi.Input[str]]
    """Location; the newest models are in ``global``, ``us`` and ``eu`` first. Default: LibreChat's own, us-central1."""


@rules(one_key("vertex"), no_effect_with("vertex", "base_url", "authorization_header"))
@constrain(models=MODELS, base_url=url("http", "https", example="https://gateway.example.com"))
class GoogleArgs(ProviderArgs, AgentEndpointArgs, HeadersArgs):
    """Google's Gemini API."""

    models: NotRequired[list[str]]
    """Models on offer, the preferred one first. Default: LibreChat's own list."""
    base_url: NotRequired[str]
    """Another address for the same API: a gateway or proxy. Default: Google's own."""
    authorization_header: NotRequired[bool]
    """Whether the key stands in the header Authorization, too, as some proxies want. Default: false."""
    safety_settings: NotRequired[SafetySettingsArgs]
    """What Google's filters block. Default: LibreChat's own, see there."""
    vertex: NotRequired[GoogleVertexArgs]
    """Vertex AI instead of the Gemini API, and of a key. Default: none."""


def settings(args: GoogleArgs) -> Settings:
    """Google's key, models and address, and the section ``endpoints.google``."""
    if not is_enabled(args):
        return Settings()
    vertex = args.get("vertex", {})
    variables = {
        "GOOGLE_MODELS": ",".join(args["models"]) if "models" in args else None,
        "GOOGLE_REVERSE_PROXY": args.get("base_url"),
        "GOOGLE_AUTH_HEADER": switch(args["authorization_header"]) if "authorization_header" in args else None,
        "GOOGLE_LOC": vertex.get("location"),
        **_safety_environment(args.get("safety_settings", {})),
    }
    own = Settings(
        config={
            "endpoints": {
                "google": {**endpoint_section(args), **given({"headers": header_section(args, "GOOGLE")})},
            }
        },
        environment=given(variables),
        secrets=header_secrets(args, "GOOGLE"),
        secret_files=given({SERVICE_KEY_FILE: secret_of(vertex, "service_account_key")}),
        servers=[args["base_url"]] if "base_url" in args else [],
    )
    return together([key_settings(args, "GOOGLE_KEY"), own])


def _safety_environment(args: SafetySettingsArgs) -> dict[str, str]:
    if not args.get("enabled", True):
        return {"GOOGLE_EXCLUDE_SAFETY_SETTINGS": "true"}
    return {_FILTERS[name]: plain(threshold) for name, threshold in args.items() if name in _FILTERS}
