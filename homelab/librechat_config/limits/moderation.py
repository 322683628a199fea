"""Moderation: messages that OpenAI's moderation finds harmful are refused."""

from typing import NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.arguments.constraints import secret, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import SecretValue, Settings, secret_of


@constrain(api_key=secret(), url=url("http", "https", example="https://api.openai.com/v1/moderations"))
@rules(mutually_exclusive("api_key", "api_key_secret", required=True))
class ModerationArgs(TypedDict):
    """Messages are checked by OpenAI's moderation. Where it does not answer, messages are refused, too."""

    enabled: NotRequired[bool]
    """Whether messages are checked. Default: true, where the group is given."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key for OpenAI. Default: none; it or ``api_key_secret`` is needed."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
    url: NotRequired[str]
    """Another server's endpoint with the same API. Default: https://api.openai.com/v1/moderations."""


def settings(args: ModerationArgs) -> Settings:
    """What LibreChat reads of moderation."""
    if not args.get("enabled", True):
        return Settings()
    environment = {"OPENAI_MODERATION": "true"}
    if "url" in args:
        environment["OPENAI_MODERATION_REVERSE_PROXY"] = args["url"]
    return Settings(
        environment=environment,
        secrets={"OPENAI_MODERATION_API_KEY": cast(SecretValue, secret_of(args, "api_key"))},
        servers=[args["url"]] if "url" in args else [],
    )
