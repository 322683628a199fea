"""Who pays a provider: the workspace with one key, or each user with a key of their own."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain
from homelab.arguments.constraints import secret
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import Settings, given, secret_of

USER_PROVIDED = "user_provided"
"""LibreChat's word, in place of a key, for a key that each user enters."""


def one_key(*instead: str) -> Rule:
    """Refuse a provider that is switched on and has no key, or two.

    :param instead: Fields that take a key's place.
    """
    ways = ("api_key", "api_key_secret", "user_provided", *instead)

    def find(group: Mapping[str, Any]) -> Iterable[str]:
        if not is_enabled(group):
            return
        given_ways = [name for name in ways if name in group and group[name] is not False]
        if len(given_ways) > 1:
            yield f"{' and '.join(given_ways)} are mutually exclusive: remove one"
        if not given_ways:
            others = "".join(f", or {name}" for name in instead)
            yield f"missing argument api_key: give one{others}, or set user_provided to true"

    return Rule(("enabled", *ways), find)


@constrain(api_key=secret())
class ProviderArgs(TypedDict):
    """A service that answers with models, and whose key it is paid by."""

    enabled: NotRequired[bool]
    """Whether LibreChat offers it. Default: true, where the group is given."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key that everyone's requests are made with. Either this, ``api_key_secret`` or ``user_provided``."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
    user_provided: NotRequired[bool]
    """Whether each user enters a key of their own. Default: false."""


def is_enabled(group: Mapping[str, Any]) -> bool:
    """A group is on where it does not say otherwise."""
    return group.get("enabled", True)


def key_settings(args: ProviderArgs, variable: str) -> Settings:
    """The key in the variable that LibreChat reads it from, or its word for a user's own."""
    environment = {variable: USER_PROVIDED} if args.get("user_provided") else {}
    return Settings(environment=environment, secrets=given({variable: secret_of(args, "api_key")}))


def key_reference(args: ProviderArgs, variable: str) -> str:
    """The key as librechat.yaml says it."""
    return USER_PROVIDED if args.get("user_provided") else f"${{{variable}}}"
