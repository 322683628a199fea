"""Google Gemini, by its own API or Vertex AI."""

from typing import NotRequired

import pulumi

from homelab.arguments import constrain, no_effect_with, rules
from homelab.arguments.constraints import url
from homelab.librechat_config.configuration import Configuration, combine, secret_argument
from homelab.librechat_config.providers.keys import MODELS, ProviderArgs, exactly_one_key, is_enabled, key_configuration
from homelab.librechat_config.providers.titles import TITLES
from homelab.librechat_config.providers.vertex import LOCATION, ServiceAccountKeyArgs

SERVICE_KEY_FILE = "GOOGLE_SERVICE_KEY_FILE"


@constrain(location=LOCATION)
class GoogleVertexArgs(ServiceAccountKeyArgs):
    """Google's models on Vertex AI, in the service account's project."""

    location: NotRequired[pulumi.Input[str]]
    """Location; new models are available in ``global``, ``us`` and ``eu`` first. Default: LibreChat's, us-central1."""


@rules(exactly_one_key("vertex"), no_effect_with("vertex", "base_url"))
@constrain(models=MODELS, base_url=url("http", "https", example="https://gateway.example.com"))
class GoogleArgs(ProviderArgs):
    """Google's Gemini API."""

    models: NotRequired[list[str]]
    """Models, in order of preference. Default: LibreChat's own list."""
    base_url: NotRequired[pulumi.Input[str]]
    """Base URL of a gateway or proxy for the API. Default: Google's own."""
    vertex: NotRequired[GoogleVertexArgs]
    """Vertex AI, instead of the Gemini API and a key. Default: none."""


def configuration(args: GoogleArgs) -> Configuration:
    """Derive key, models and base URL, and the section ``endpoints.google``."""
    if not is_enabled(args):
        return Configuration()
    vertex = args.get("vertex", {})
    own = Configuration.of(
        {"endpoints": {"google": TITLES}},
        env={
            "GOOGLE_MODELS": ",".join(args["models"]) if "models" in args else None,
            "GOOGLE_REVERSE_PROXY": args.get("base_url"),
            "GOOGLE_LOC": vertex.get("location"),
        },
        secret_files={SERVICE_KEY_FILE: secret_argument(vertex, "service_account_key")},
    )
    return combine([key_configuration(args, "GOOGLE_KEY"), own])
