"""Anthropic, by its own API or by Google's Vertex AI."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import NAME, url
from homelab.librechat_config.endpoints.base import MODELS, AgentEndpointArgs, endpoint_section
from homelab.librechat_config.endpoints.headers import HeadersArgs, header_secrets, header_section
from homelab.librechat_config.endpoints.keys import ProviderArgs, is_enabled, key_settings, one_key
from homelab.librechat_config.endpoints.rendering import renamed
from homelab.librechat_config.endpoints.service_account import LOCATION, ServiceAccountArgs
from homelab.librechat_config.settings import Section, Settings, given, secret_of, together

SERVICE_KEY_FILE = "ANTHROPIC_VERTEX_SERVICE_KEY_FILE"
"""Not GOOGLE_SERVICE_KEY_FILE, with which LibreChat would offer Google's models, too."""
_DEPLOYMENTS = Constraint(
    "a map of models to what Vertex AI calls them, such as 'claude-3-5-haiku@20241022'",
    lambda value: len(value) > 0 and "" not in value.values(),
)


@constrain(region=LOCATION, project=NAME, deployments=_DEPLOYMENTS)
class AnthropicVertexArgs(ServiceAccountArgs):
    """Anthropic's models, served and charged by Google."""

    region: pulumi.Input[str]
    """Location: ``global``, ``us`` or ``eu``; single regions such as ``us-east5`` have older models only."""
    project: NotRequired[pulumi.Input[str]]
    """Project of Google Cloud. Default: the service account's own."""
    deployments: NotRequired[dict[str, pulumi.Input[str]]]
    """What Vertex AI calls models of ``models``. Default: the same."""


def _deployments_are_offered(group: Mapping[str, Any]) -> Iterable[str]:
    for model in group.get("vertex", {}).get("deployments", {}):
        if model not in group.get("models", []):
            yield f"vertex.deployments has {model}, which is not among models"


@rules(one_key("vertex"), Rule(("vertex.deployments", "models"), _deployments_are_offered))
@constrain(models=MODELS, base_url=url("http", "https", example="https://gateway.example.com"))
class AnthropicArgs(ProviderArgs, AgentEndpointArgs, HeadersArgs):
    """Anthropic."""

    models: NotRequired[list[str]]
    """Models on offer, the preferred one first. Default: what Anthropic says; for ``vertex`` LibreChat's own list."""
    base_url: NotRequired[str]
    """Another address for the same API: a gateway or proxy. Default: Anthropic's own."""
    vertex: NotRequired[AnthropicVertexArgs]
    """Vertex AI instead of Anthropic's API, and of a key. Default: none."""


def settings(args: AnthropicArgs) -> Settings:
    """Anthropic's key, models and address, and the section ``endpoints.anthropic``."""
    if not is_enabled(args):
        return Settings()
    section = {**endpoint_section(args), **given({"headers": header_section(args, "ANTHROPIC")})}
    own = Settings(
        config={"endpoints": {"anthropic": section}},
        environment=given({"ANTHROPIC_REVERSE_PROXY": args.get("base_url")}),
        secrets=header_secrets(args, "ANTHROPIC"),
        servers=[args["base_url"]] if "base_url" in args else [],
    )
    return together([own, _vertex(args) if "vertex" in args else _direct(args)])


def _direct(args: AnthropicArgs) -> Settings:
    # LibreChat reads endpoints.anthropic.models only for Vertex AI.
    models = Settings(environment={"ANTHROPIC_MODELS": ",".join(args["models"])} if "models" in args else {})
    return together([key_settings(args, "ANTHROPIC_API_KEY"), models])


def _vertex(args: AnthropicArgs) -> Settings:
    vertex = args.get("vertex", {})
    section: Section = {
        **renamed(vertex, {"region": "region", "project": "projectId"}),
        "serviceKeyFile": f"${{{SERVICE_KEY_FILE}}}",
    }
    if "models" in args:
        deployments = vertex.get("deployments", {})
        section["models"] = {
            model: {"deploymentName": deployments[model]} if model in deployments else True for model in args["models"]
        }
    return Settings(
        config={"endpoints": {"anthropic": {"vertex": section}}},
        secret_files=given({SERVICE_KEY_FILE: secret_of(vertex, "service_account_key")}),
    )
