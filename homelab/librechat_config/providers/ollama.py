"""Ollama as a provider of chat models."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.kubernetes import apply
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.compatible import custom_endpoint
from homelab.librechat_config.providers.keys import MODELS

NAME = "Ollama"
_NO_KEY = "ollama"
"""API key, which Ollama ignores, as LibreChat skips endpoints without a key."""


@constrain(
    chat_models=Constraint(
        f"{MODELS.expected}, or an empty one to offer none", lambda value: value == [] or MODELS.accepts(value)
    )
)
class OllamaEndpointArgs(TypedDict):
    """Ollama's chat models. Set other options by the name Ollama in ``librechat.config.endpoints.custom``."""

    chat_models: NotRequired[list[str]]
    """Chat models, in order of preference, instead of the server's list; an empty list offers none, for a server that
    only computes embeddings. Default: ``models``, and the server's list, which includes the embedding model."""


def chat_models(args: OllamaEndpointArgs, models: Sequence[str]) -> Sequence[str]:
    """Chat models of a server that has ``models``."""
    return args.get("chat_models", models)


def full_name(model: str) -> str:
    """Name by which Ollama lists a model: with its tag."""
    return model if ":" in model else f"{model}:latest"


def configuration(args: OllamaEndpointArgs, url: pulumi.Input[str], models: Sequence[str]) -> Configuration:
    """Derive an entry of ``endpoints.custom``; empty for a server without chat models.

    :param models: Models that the server pulls.
    """
    offered = chat_models(args, models)
    if not offered:
        return Configuration()
    endpoint = custom_endpoint(
        name=NAME,
        api_key=_NO_KEY,
        base_url=apply(lambda address: f"{address.rstrip('/')}/v1/", url),
        # LibreChat compares models with this list, or with the server's.
        models=[full_name(model) for model in offered],
    )
    endpoint["models"]["fetch"] = "chat_models" not in args
    return Configuration.of({"endpoints": {"custom": [endpoint]}})
