"""Assistants of OpenAI: the section ``endpoints.assistants`` of librechat.yaml, and what LibreChat reads beside it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import NOT_EMPTY, secret, whole_number
from homelab.kubernetes import SecretReference
from homelab.librechat_config.private_addresses import beyond_https, server_url
from homelab.librechat_config.settings import Settings, given, secret_of

USER_PROVIDED = "user_provided"
"""LibreChat's word, in place of a key, for a key that each user enters."""


class AssistantCapability(StrEnum):
    """What assistants can have."""

    ACTIONS = "actions"
    """Calls of HTTP APIs by their OpenAPI description."""
    CODE_INTERPRETER = "code_interpreter"
    """Code that runs at OpenAI."""
    IMAGE_VISION = "image_vision"
    """Images."""
    RETRIEVAL = "retrieval"
    """Search in files."""
    TOOLS = "tools"
    """Tools of LibreChat."""


def _key_of_somebody(group: Mapping[str, Any]) -> Iterable[str]:
    keys = [name for name in ("api_key", "api_key_secret") if name in group]
    if keys and group.get("user_provided"):
        yield f"{keys[0]} and user_provided are mutually exclusive: remove one"
    if not keys and not group.get("user_provided"):
        yield "missing argument: one of api_key, api_key_secret, or user_provided: true"


@constrain(
    api_key=secret(),
    base_url=server_url("https", "http"),
    models=NOT_EMPTY,
    supported_ids=NOT_EMPTY,
    excluded_ids=NOT_EMPTY,
    retrieval_models=NOT_EMPTY,
    poll_interval_milliseconds=whole_number(100, 60_000),
    timeout_seconds=whole_number(1, 3600),
)
@rules(
    mutually_exclusive("api_key", "api_key_secret"),
    Rule(("api_key", "api_key_secret", "user_provided"), _key_of_somebody),
    no_effect_with("supported_ids", "excluded_ids"),
)
class AssistantsArgs(TypedDict):
    """Assistants that run at OpenAI. Those of Azure are switched on with the groups of Azure OpenAI."""

    enabled: NotRequired[bool]
    """Whether LibreChat offers them. Default: true, where the group is given."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key that everyone's requests are made with. Either this or ``user_provided``."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
    user_provided: NotRequired[bool]
    """Whether each user enters a key of their own. Default: false."""
    base_url: NotRequired[str]
    """Another address for the same API. Default: OpenAI's own."""
    models: NotRequired[list[str]]
    """Models that assistants can have. Default: what the API says."""
    capabilities: NotRequired[list[AssistantCapability]]
    """What assistants can have. Default: all of it."""
    disable_builder: NotRequired[bool]
    """Whether the page where people build assistants is hidden. Default: false."""
    supported_ids: NotRequired[list[str]]
    """The only assistants that people see. Default: all."""
    excluded_ids: NotRequired[list[str]]
    """Assistants that people do not see. Default: none."""
    private_assistants: NotRequired[bool]
    """Whether people see only assistants that they made. Default: false."""
    retrieval_models: NotRequired[list[str]]
    """Models that can search in files. Default: LibreChat's own list."""
    poll_interval_milliseconds: NotRequired[int]
    """Milliseconds between two looks at an answer. Default: LibreChat's own."""
    timeout_seconds: NotRequired[int]
    """Seconds that an answer may take. Default: LibreChat's own."""


def settings(args: AssistantsArgs) -> Settings:
    """What LibreChat is told of assistants."""
    if not args.get("enabled", True):
        return Settings()
    capabilities, timeout = args.get("capabilities"), args.get("timeout_seconds")
    section = {
        "disableBuilder": args.get("disable_builder"),
        "capabilities": None if capabilities is None else [AssistantCapability(name).value for name in capabilities],
        "supportedIds": args.get("supported_ids"),
        "excludedIds": args.get("excluded_ids"),
        "privateAssistants": args.get("private_assistants"),
        "retrievalModels": args.get("retrieval_models"),
        "pollIntervalMs": args.get("poll_interval_milliseconds"),
        "timeoutMs": None if timeout is None else timeout * 1000,
    }
    return Settings(
        config=given({"endpoints": given({"assistants": given(section)})}),
        environment=given(
            {
                "ASSISTANTS_API_KEY": USER_PROVIDED if args.get("user_provided") else None,
                "ASSISTANTS_BASE_URL": args.get("base_url"),
                "ASSISTANTS_MODELS": ",".join(args["models"]) if "models" in args else None,
            }
        ),
        secrets=given({"ASSISTANTS_API_KEY": secret_of(args, "api_key")}),
        servers=beyond_https([args["base_url"]] if "base_url" in args else []),
    )
