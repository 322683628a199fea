"""Entries of ``endpoints.custom``, for OpenAI-compatible servers."""

import re
from collections.abc import Sequence

import pulumi

from homelab.librechat_config.configuration import Section
from homelab.librechat_config.providers.titles import TITLES


def custom_endpoint(*, name: str, api_key: str, base_url: pulumi.Input[str], models: Sequence[str]) -> Section:
    """Create an entry of ``endpoints.custom``, with titles of conversations enabled.

    :param models: Models if the server does not list any; at least one.
    """
    return {
        "name": name,
        "apiKey": api_key,
        "baseURL": base_url,
        "models": {"default": list(models), "fetch": True},
        **TITLES,
        "modelDisplayLabel": name,
    }


def key_variable(name: str) -> str:
    """Variable of a custom endpoint's API key: ``VLLM_ENDPOINT_KEY``."""
    words = re.sub(r"[^A-Z0-9]+", "_", name.upper())
    # Variables must not begin with a digit.
    return f"_{words}_ENDPOINT_KEY" if words[0].isdigit() else f"{words}_ENDPOINT_KEY"
