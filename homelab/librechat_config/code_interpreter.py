"""The code interpreter: a server that runs code for agents and for the button at code in answers."""

from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, whole_number
from homelab.kubernetes import SecretReference
from homelab.librechat_config.private_addresses import beyond_https, server_url
from homelab.librechat_config.settings import Settings, given, secret_of

_URL = server_url("https", "http")


class CodeInterpreterAlgorithm(StrEnum):
    """How tokens are signed."""

    EDDSA = "EdDSA"
    """With an Ed25519 key."""
    RS256 = "RS256"
    """With an RSA key."""


@constrain(private_key=secret(), key_id=NAME, issuer=NAME, audience=NAME, ttl_seconds=whole_number(1, 300))
@rules(mutually_exclusive("private_key", "private_key_secret", required=True))
class CodeInterpreterJWTArgs(TypedDict):
    """Tokens that say for whom code runs. LibreChat has no API key for code interpreters since v0.8.8."""

    private_key: NotRequired[pulumi.Input[str]]
    """Key that signs them, as PEM or JWK. Default: none; it or ``private_key_secret`` is needed."""
    private_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``private_key``. Default: none."""
    algorithm: NotRequired[CodeInterpreterAlgorithm]
    """How they are signed. Default: EdDSA."""
    key_id: NotRequired[pulumi.Input[str]]
    """What the server calls the key. Default: lc-codeapi-2026-05."""
    issuer: NotRequired[pulumi.Input[str]]
    """Who signs them. Default: librechat."""
    audience: NotRequired[pulumi.Input[str]]
    """Whom they are for. Default: codeapi."""
    ttl_seconds: NotRequired[int]
    """Seconds that a token is valid. Default: 300."""


@constrain(base_url=_URL, stateful_base_url=_URL)
class CodeInterpreterArgs(TypedDict):
    """A code interpreter that runs elsewhere, such as ClickHouse/code-interpreter."""

    enabled: NotRequired[bool]
    """Whether LibreChat uses it. Default: true, where the group is given."""
    base_url: str
    """Its address."""
    stateful_base_url: NotRequired[str]
    """Address of one for agents whose code keeps its files. Default: that of all."""
    jwt: NotRequired[CodeInterpreterJWTArgs]
    """Tokens that say for whom code runs. Default: none."""
    prewarm: NotRequired[bool]
    """Whether the latter gets ready while the model still thinks. Default: true."""


def settings(args: CodeInterpreterArgs) -> Settings:
    """What LibreChat reads of the code interpreter."""
    if not args.get("enabled", True):
        return Settings()
    jwt = args.get("jwt", {})
    urls = [args["base_url"], *([args["stateful_base_url"]] if "stateful_base_url" in args else [])]
    return Settings(
        environment=given(
            {
                "LIBRECHAT_CODE_BASEURL": args["base_url"],
                "LIBRECHAT_CODE_BASEURL_STATEFUL": args.get("stateful_base_url"),
                "CODE_SANDBOX_PREWARM": None if args.get("prewarm", True) else "false",
                "CODEAPI_JWT_ENABLED": "true" if jwt else None,
                "CODEAPI_JWT_ALGORITHM": CodeInterpreterAlgorithm(jwt["algorithm"]).value
                if "algorithm" in jwt
                else None,
                "CODEAPI_JWT_KID": jwt.get("key_id"),
                "CODEAPI_JWT_ISSUER": jwt.get("issuer"),
                "CODEAPI_JWT_AUDIENCE": jwt.get("audience"),
                "CODEAPI_JWT_TTL_SECONDS": str(jwt["ttl_seconds"]) if "ttl_seconds" in jwt else None,
            }
        ),
        secrets=given({"CODEAPI_JWT_PRIVATE_KEY": secret_of(jwt, "private_key")}),
        servers=beyond_https(urls),
    )
