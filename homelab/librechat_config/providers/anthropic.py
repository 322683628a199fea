"""Anthropic, by its own API or Google's Vertex AI."""

from typing import NotRequired

import pulumi

from homelab.arguments import constrain, rules
from homelab.arguments.constraints import url
from homelab.librechat_config.configuration import Configuration, Section, combine, secret_argument
from homelab.librechat_config.providers.keys import MODELS, ProviderArgs, exactly_one_key, is_enabled, key_configuration
from homelab.librechat_config.providers.titles import TITLES
from homelab.librechat_config.providers.vertex import LOCATION, ServiceAccountKeyArgs

SERVICE_KEY_FILE = "ANTHROPIC_VERTEX_SERVICE_KEY_FILE"
"""Variable of the key file; GOOGLE_SERVICE_KEY_FILE would also enable Google's models."""


@constrain(region=LOCATION)
class AnthropicVertexArgs(ServiceAccountKeyArgs):
    """Anthropic's models, served by Google's Vertex AI."""

    region: pulumi.Input[str]
    """Location: ``global``, ``us`` or ``eu``; single regions such as ``us-east5`` only have older models."""


@rules(exactly_one_key("vertex"))
@constrain(models=MODELS, base_url=url("http", "https", example="https://gateway.example.com"))
class AnthropicArgs(ProviderArgs):
    """Anthropic."""

    models: NotRequired[list[str]]
    """Models, in order of preference. Default: Anthropic's list, or with ``vertex`` LibreChat's."""
    base_url: NotRequired[pulumi.Input[str]]
    """Base URL of a gateway or proxy for the API. Default: Anthropic's own."""
    vertex: NotRequired[AnthropicVertexArgs]
    """Vertex AI, instead of Anthropic's API and a key. Default: none."""


def configuration(args: AnthropicArgs) -> Configuration:
    """Derive key, models and base URL, and the section ``endpoints.anthropic``."""
    if not is_enabled(args):
        return Configuration()
    own = Configuration.of({"endpoints": {"anthropic": TITLES}}, env={"ANTHROPIC_REVERSE_PROXY": args.get("base_url")})
    return combine([own, _vertex(args) if "vertex" in args else _direct(args)])


def _direct(args: AnthropicArgs) -> Configuration:
    # LibreChat only reads endpoints.anthropic.vertex.models for Vertex AI.
    models = Configuration.of(env={"ANTHROPIC_MODELS": ",".join(args["models"]) if "models" in args else None})
    return combine([key_configuration(args, "ANTHROPIC_API_KEY"), models])


def _vertex(args: AnthropicArgs) -> Configuration:
    vertex = args.get("vertex", {})
    section: Section = {"region": vertex.get("region"), "serviceKeyFile": f"${{{SERVICE_KEY_FILE}}}"}
    if "models" in args:
        section["models"] = dict.fromkeys(args["models"], True)
    return Configuration.of(
        {"endpoints": {"anthropic": {"vertex": section}}},
        secret_files={SERVICE_KEY_FILE: secret_argument(vertex, "service_account_key")},
    )
