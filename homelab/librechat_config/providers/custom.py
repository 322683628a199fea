"""Custom endpoints: OpenAI-compatible servers such as vLLM, LiteLLM and LM Studio, and hosted services."""

import re
from collections.abc import Sequence
from typing import NotRequired

import pulumi

from homelab.arguments import Constraint, constrain, rules
from homelab.arguments.constraints import url
from homelab.librechat_config.configuration import Configuration, combine, secret_argument
from homelab.librechat_config.providers import openrouter
from homelab.librechat_config.providers.compatible import custom_endpoint, key_variable
from homelab.librechat_config.providers.keys import MODELS, ProviderArgs, exactly_one_key, is_enabled, key_reference
from homelab.librechat_config.schema.published import reserved_endpoint_names

_RESERVED_NAMES = (*reserved_endpoint_names(), openrouter.NAME)
ENDPOINT_NAME = Constraint(
    f"a name with a letter or digit that is none of {', '.join(_RESERVED_NAMES)}",
    lambda value: value not in _RESERVED_NAMES and re.search(r"[A-Za-z0-9]", value) is not None,
)
_NO_KEY = "keyless"
"""API key for servers that require none, as LibreChat skips endpoints without a key."""


@rules(exactly_one_key("keyless"))
@constrain(
    name=ENDPOINT_NAME,
    base_url=url("http", "https", example="http://vllm.ai.svc.cluster.local:8000/v1"),
    models=MODELS,
)
class CustomEndpointArgs(ProviderArgs):
    """An OpenAI-compatible server. Set its other options by its name in ``librechat.config.endpoints.custom``."""

    name: str
    """Display name; unique among the custom endpoints."""
    base_url: pulumi.Input[str]
    """Base URL of the API, including ``/v1`` if the server has it."""
    models: list[str]
    """Models, in order of preference, if the server does not list any."""
    keyless: NotRequired[bool]
    """Whether the server requires no key, as is usual within a cluster. Default: false."""


def configuration(args: Sequence[CustomEndpointArgs]) -> Configuration:
    """Derive the keys, and entries of ``endpoints.custom`` in the same order."""
    return combine(_endpoint(endpoint) for endpoint in args if is_enabled(endpoint))


def _endpoint(args: CustomEndpointArgs) -> Configuration:
    variable = key_variable(args["name"])
    endpoint = custom_endpoint(
        name=args["name"],
        api_key=_NO_KEY if args.get("keyless") else key_reference(args, variable),
        base_url=args["base_url"],
        models=args["models"],
    )
    return Configuration.of(
        {"endpoints": {"custom": [endpoint]}}, secret_env={variable: secret_argument(args, "api_key")}
    )
