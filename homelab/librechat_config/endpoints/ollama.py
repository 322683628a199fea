"""Ollama as a provider of chat models, in the cluster or elsewhere."""

from collections.abc import Sequence
from typing import NotRequired

from homelab.arguments import Constraint, constrain
from homelab.connections import HttpConnection
from homelab.kubernetes import combine
from homelab.librechat_config.endpoints.base import MODELS
from homelab.librechat_config.endpoints.compatible import CompatibleEndpointArgs, compatible_settings
from homelab.librechat_config.settings import Settings, together

NAME = "Ollama"
_NO_KEY = "ollama"
"""LibreChat leaves out endpoints without a key; Ollama ignores it."""


@constrain(
    chat_models=Constraint(
        f"{MODELS.expected}, or an empty one to offer none", lambda value: value == [] or MODELS.accepts(value)
    )
)
class OllamaEndpointArgs(CompatibleEndpointArgs):
    """Ollama's models in chats."""

    chat_models: NotRequired[list[str]]
    """Models on offer, the preferred one first; an empty list offers none, for a server that makes embeddings alone.
    LibreChat does not ask the server then, unless ``fetch_models`` says so. Default: ``models``."""


def chat_models(args: OllamaEndpointArgs, models: Sequence[str]) -> Sequence[str]:
    """What people choose from, of a server that has ``models``."""
    return args.get("chat_models", models)


def settings(args: OllamaEndpointArgs, connection: HttpConnection, models: Sequence[str]) -> Settings:
    """An entry of ``endpoints.custom``; nothing for a server without models for chats.

    :param models: What the server has.
    """
    offered = chat_models(args, models)
    if not offered:
        return Settings()
    endpoint = compatible_settings(
        {"fetch_models": "chat_models" not in args, **args},
        name=NAME,
        api_key=_NO_KEY,
        base_url=combine(lambda url: f"{url.rstrip('/')}/v1/", connection["url"]),
        models=offered,
    )
    return together([endpoint, _reached(connection)])


def _reached(connection: HttpConnection) -> Settings:
    if "workload" in connection:
        return Settings(connections=[connection])
    # A server outside of the cluster has an address that is known.
    return Settings(servers=[str(connection["url"])])
