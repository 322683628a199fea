"""Amazon Bedrock."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import secret, url
from homelab.kubernetes import SecretReference, apply
from homelab.librechat_config.configuration import Configuration, secret_argument
from homelab.librechat_config.providers.keys import MODELS, USER_PROVIDED, is_enabled
from homelab.librechat_config.providers.titles import TITLES

_SECRETS = {
    "access_key_id": "BEDROCK_AWS_ACCESS_KEY_ID",
    "secret_access_key": "BEDROCK_AWS_SECRET_ACCESS_KEY",
    "session_token": "BEDROCK_AWS_SESSION_TOKEN",
    "bearer_token": "BEDROCK_AWS_BEARER_TOKEN",
}
CREDENTIAL_VARIABLES = (*_SECRETS.values(), "BEDROCK_AWS_PROFILE")
"""Variables with credentials for Bedrock; without any, LibreChat uses the pod's role."""
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")


def _has(group: Mapping[str, Any], name: str) -> bool:
    return secret_argument(group, name) is not None


def _credentials_are_complete(group: Mapping[str, Any]) -> Iterable[str]:
    if not is_enabled(group):
        return
    pair = ("access_key_id", "secret_access_key")
    if sum(_has(group, name) for name in pair) == 1:
        missing = next(name for name in pair if not _has(group, name))
        yield f"missing argument {missing}: access_key_id and secret_access_key belong together"
    if _has(group, "session_token") and not _has(group, "access_key_id"):
        yield "session_token has no effect without access_key_id and secret_access_key"
    ways = [name for name in ("access_key_id", "bearer_token") if _has(group, name)]
    ways += ["user_provided"] if group.get("user_provided") else []
    if len(ways) > 1:
        yield f"{' and '.join(ways)} are mutually exclusive: remove one"


_CREDENTIAL_ARGUMENTS = (*_SECRETS, *(f"{name}_secret" for name in _SECRETS))


@rules(
    *(mutually_exclusive(name, f"{name}_secret") for name in _SECRETS),
    Rule(("enabled", "user_provided", *_CREDENTIAL_ARGUMENTS), _credentials_are_complete),
)
@constrain(
    region=Constraint("a region of AWS such as 'eu-central-1'", lambda value: _REGION.fullmatch(value) is not None),
    models=MODELS,
    base_url=url("https", example="https://vpce-1234-abcd.bedrock-runtime.eu-central-1.vpce.amazonaws.com"),
    **{name: secret() for name in _SECRETS},
)
class BedrockArgs(TypedDict):
    """Amazon Bedrock. Without keys, LibreChat uses the role of its ServiceAccount (IRSA, Pod Identity) or its node."""

    enabled: NotRequired[bool]
    """Whether to enable it. Default: true if the group is set."""
    region: pulumi.Input[str]
    """Default region."""
    models: NotRequired[list[str]]
    """Models, in order of preference: ids of inference profiles such as ``global.anthropic.claude-sonnet-4-6``, or of
    models that require none. Default: LibreChat's own list."""
    base_url: NotRequired[pulumi.Input[str]]
    """Base URL of a VPC endpoint or proxy for the API. Default: the region's own."""
    access_key_id: NotRequired[pulumi.Input[str]]
    """Access key id; requires ``secret_access_key``. Default: none."""
    access_key_id_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``access_key_id``. Default: none."""
    secret_access_key: NotRequired[pulumi.Input[str]]
    """Secret access key. Default: none."""
    secret_access_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``secret_access_key``. Default: none."""
    session_token: NotRequired[pulumi.Input[str]]
    """Session token of a temporary access key. Default: none."""
    session_token_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``session_token``. Default: none."""
    bearer_token: NotRequired[pulumi.Input[str]]
    """Bedrock API key. Default: none."""
    bearer_token_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``bearer_token``. Default: none."""
    user_provided: NotRequired[bool]
    """Whether users enter their own keys. Default: false."""


def configuration(args: BedrockArgs) -> Configuration:
    """Derive region, credentials and base URL, and the section ``endpoints.bedrock``."""
    if not is_enabled(args):
        return Configuration()
    user_provided = USER_PROVIDED if args.get("user_provided") else None
    return Configuration.of(
        {"endpoints": {"bedrock": {**TITLES, **({"models": list(args["models"])} if "models" in args else {})}}},
        env={
            "BEDROCK_AWS_DEFAULT_REGION": args["region"],
            # LibreChat prepends https://.
            "BEDROCK_REVERSE_PROXY": apply(lambda url: url.removeprefix("https://").rstrip("/"), args["base_url"])
            if "base_url" in args
            else None,
            **dict.fromkeys(_SECRETS.values(), user_provided),
        },
        secret_env={variable: secret_argument(args, name) for name, variable in _SECRETS.items()},
    )
