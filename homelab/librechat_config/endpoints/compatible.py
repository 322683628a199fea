"""Servers with OpenAI's API, all of which are custom endpoints in librechat.yaml."""

import re
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import NAME, NOT_EMPTY
from homelab.librechat_config.endpoints.base import AgentEndpointArgs, endpoint_section
from homelab.librechat_config.endpoints.custom_params import CustomParamsArgs, custom_params_section
from homelab.librechat_config.endpoints.headers import HeadersArgs, header_secrets, header_section
from homelab.librechat_config.endpoints.rendering import renamed
from homelab.librechat_config.settings import Section, Settings, given

_COST = Constraint("a number that is not negative", lambda value: value >= 0, {"minimum": 0})


@constrain(
    prompt=_COST,
    completion=_COST,
    cache_read=_COST,
    cache_write=_COST,
    context=Constraint("a number above 0", lambda value: value > 0, {"exclusiveMinimum": 0}),
)
class TokenConfigArgs(TypedDict):
    """What LibreChat knows of a model's tokens. Prices are US dollars for a million of them."""

    prompt: float
    """Price of what a model reads."""
    completion: float
    """Price of what it writes."""
    context: float
    """Tokens that it can have in view."""
    cache_read: NotRequired[float]
    """Price of what it has read before. Default: that of ``prompt``."""
    cache_write: NotRequired[float]
    """Price of what is kept for that. Default: that of ``prompt``."""


_TOKEN_CONFIG = Constraint("a map of models that is not empty", lambda value: len(value) > 0)
ADD_PARAMS = Constraint(
    "a map of parameters that is not empty, with web_search true or false if it has that",
    lambda value: len(value) > 0 and isinstance(value.get("web_search", False), bool),
)


@constrain(add_params=ADD_PARAMS, drop_params=NOT_EMPTY, icon_url=NAME, token_config=_TOKEN_CONFIG)
class CompatibleEndpointArgs(AgentEndpointArgs, HeadersArgs):
    """A server with OpenAI's API."""

    fetch_models: NotRequired[bool]
    """Whether LibreChat asks the server for its models, and takes its own list without an answer. Default: true."""
    user_id_query: NotRequired[bool]
    """Whether it names the user when it asks. Default: false."""
    add_params: NotRequired[dict[str, Any]]
    """Parameters that every request has. Default: none."""
    drop_params: NotRequired[list[str]]
    """Parameters that no request has. Default: none."""
    custom_params: NotRequired[CustomParamsArgs]
    """Parameters that people see, and how reasoning is asked for. Default: those of OpenAI's API."""
    icon_url: NotRequired[pulumi.Input[str]]
    """URL of an image, or the name of an endpoint whose icon to use. Default: LibreChat's own, by the name."""
    token_config: NotRequired[dict[str, TokenConfigArgs]]
    """What LibreChat knows of tokens, by model. Default: what it knows of models of these names."""


_KEYS = {
    "icon_url": "iconURL",
    "add_params": "addParams",
    "drop_params": "dropParams",
}
_TOKEN_KEYS = {
    "prompt": "prompt",
    "completion": "completion",
    "context": "context",
    "cache_read": "cacheRead",
    "cache_write": "cacheWrite",
}


def compatible_settings(
    args: CompatibleEndpointArgs,
    *,
    name: str,
    api_key: str,
    base_url: pulumi.Input[str],
    models: Sequence[str],
    further: Section | None = None,
) -> Settings:
    """One entry of ``endpoints.custom``.

    :param models: What is on offer where the server does not answer; at least one.
    :param further: Keys that not all such servers have.
    """
    owner = variable_prefix(name)
    fetched = {"fetch": args.get("fetch_models", True), **renamed(args, {"user_id_query": "userIdQuery"})}
    tokens = {model: renamed(config, _TOKEN_KEYS) for model, config in args.get("token_config", {}).items()}
    section: Section = {
        "name": name,
        "apiKey": api_key,
        "baseURL": base_url,
        "models": {"default": list(models), **fetched},
        **endpoint_section(args),
        "modelDisplayLabel": name,
        **renamed(args, _KEYS),
        **given(
            {
                "headers": header_section(args, owner),
                "customParams": custom_params_section(args.get("custom_params", {})),
                "tokenConfig": tokens,
            }
        ),
        **(further or {}),
    }
    return Settings(config={"endpoints": {"custom": [section]}}, secrets=header_secrets(args, owner))


def variable_prefix(name: str) -> str:
    """What the variables of the custom endpoint called ``name`` begin with."""
    words = re.sub(r"[^A-Z0-9]+", "_", name.upper())
    # No variable begins with a digit.
    return f"_{words}_ENDPOINT" if words[0].isdigit() else f"{words}_ENDPOINT"
