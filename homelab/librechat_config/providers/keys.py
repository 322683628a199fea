"""API keys of model providers: one for all users, or users' own."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain
from homelab.arguments.constraints import secret
from homelab.kubernetes import SecretReference
from homelab.librechat_config.configuration import Configuration, secret_argument

USER_PROVIDED = "user_provided"
"""LibreChat's value for keys that users enter themselves."""
MODELS = Constraint(
    "a list of different models that is not empty, without commas in their names",
    lambda value: (
        len(value) > 0
        and len(set(value)) == len(value)
        and all(name.strip() == name != "" and "," not in name and name.isprintable() for name in value)
    ),
    {"minItems": 1},
)


def exactly_one_key(*alternatives: str) -> Rule:
    """Rule that an enabled provider has exactly one source of credentials.

    :param alternatives: Fields that replace a key.
    """
    fields = ("api_key", "api_key_secret", "user_provided", *alternatives)

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        if not is_enabled(group):
            return
        present = [name for name in fields if name in group and group[name] is not False]
        if len(present) > 1:
            yield f"{' and '.join(present)} are mutually exclusive: remove one"
        if not present:
            others = "".join(f" or {name}" for name in alternatives)
            yield f"missing argument api_key: set it{others}, or user_provided to true"

    return Rule(("enabled", *fields), violations)


@constrain(api_key=secret())
class ProviderArgs(TypedDict):
    """A model provider and its API key."""

    enabled: NotRequired[bool]
    """Whether to enable it. Default: true if the group is set."""
    api_key: NotRequired[pulumi.Input[str]]
    """API key for all users. One of this, ``api_key_secret`` and ``user_provided``."""
    api_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``api_key``. Default: none."""
    user_provided: NotRequired[bool]
    """Whether users enter their own keys. Default: false."""


def is_enabled(group: Mapping[str, Any]) -> bool:
    """Whether a group is not disabled."""
    return group.get("enabled", True)


def key_configuration(args: ProviderArgs, variable: str) -> Configuration:
    """Derive LibreChat's variable of the key."""
    return Configuration.of(
        env={variable: USER_PROVIDED if args.get("user_provided") else None},
        secret_env={variable: secret_argument(args, "api_key")},
    )


def key_reference(args: ProviderArgs, variable: str) -> str:
    """Reference to the key in librechat.yaml."""
    return USER_PROVIDED if args.get("user_provided") else f"${{{variable}}}"
