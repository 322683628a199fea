"""Turnstile: Cloudflare's challenge on the pages where people sign in and register."""

import re
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import NAME
from homelab.librechat_config.settings import Settings


class TurnstileSize(StrEnum):
    """How large the challenge is."""

    NORMAL = "normal"
    COMPACT = "compact"
    FLEXIBLE = "flexible"
    INVISIBLE = "invisible"


_LANGUAGE = Constraint(
    "'auto' or a language such as 'de' or 'pt-br'",
    lambda value: re.fullmatch(r"auto|[A-Za-z]{2,3}(-[A-Za-z]{2,4})?", value) is not None,
)


@constrain(site_key=NAME, language=_LANGUAGE)
class TurnstileArgs(TypedDict):
    """A challenge before the button is active. LibreChat's server checks no answer: it stops no script."""

    site_key: pulumi.Input[str]
    """Site key of the widget at Cloudflare, which is no secret."""
    language: NotRequired[pulumi.Input[str]]
    """Language of the challenge. Default: auto."""
    size: NotRequired[TurnstileSize]
    """Size of the challenge. Default: normal."""


def settings(args: TurnstileArgs) -> Settings:
    """The section ``turnstile``."""
    options = {
        "language": args.get("language", "auto"),
        "size": TurnstileSize(args.get("size", TurnstileSize.NORMAL)).value,
    }
    return Settings(config={"turnstile": {"siteKey": args["site_key"], "options": options}})
