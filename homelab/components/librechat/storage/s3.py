"""File storage in Amazon S3, or a compatible server."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import BUCKET, NAME, secret, url
from homelab.kubernetes import SecretReference, is_plain
from homelab.librechat_config.configuration import Configuration, secret_argument


def _key_is_complete(group: Mapping[str, Any]) -> Iterable[str]:
    has_secret = "secret_key" in group or "secret_key_secret" in group
    if "access_key" in group and not has_secret:
        yield "access_key needs secret_key or secret_key_secret"
    if has_secret and "access_key" not in group:
        yield "secret_key needs access_key"


def _role_and_endpoint(group: Mapping[str, Any]) -> Iterable[str]:
    # The AWS SDK uses AWS_ENDPOINT_URL for all services, and would request credentials from the bucket's server.
    if "endpoint" in group and uses_role(group):
        yield "endpoint needs access_key and secret_key: a role only works with Amazon's own endpoint"


def _region_is_known(group: Mapping[str, Any]) -> Iterable[str]:
    if "region" not in group and "endpoint" not in group:
        yield "missing argument: region, such as eu-central-1, unless endpoint names a compatible server"


@rules(
    mutually_exclusive("secret_key", "secret_key_secret"),
    Rule(("region", "endpoint"), _region_is_known),
    Rule(("access_key", "secret_key", "secret_key_secret"), _key_is_complete),
    Rule(("endpoint", "access_key"), _role_and_endpoint),
)
@constrain(
    bucket=BUCKET,
    region=NAME,
    endpoint=url("http", "https", example="https://s3.example.com"),
    access_key=NAME,
    secret_key=secret(),
)
class S3Args(TypedDict):
    """A bucket. Browsers fetch files from it, so users must be able to reach its endpoint.

    The AWS SDK in LibreChat uses this key, and ``endpoint``, for other services too: Bedrock by role requires S3 by
    role, or a key of its own.
    """

    bucket: pulumi.Input[str]
    """Name of the bucket."""
    access_key: NotRequired[pulumi.Input[str]]
    """Access key id with permission to list, read, write and delete; only secret if it is an Output.
    Default: none; the role of the group ``service_account`` is used."""
    secret_key: NotRequired[pulumi.Input[str]]
    """Secret access key. Default: none; the role of the group ``service_account`` is used."""
    secret_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``secret_key``. Default: none."""
    region: NotRequired[pulumi.Input[str]]
    """Region of the bucket; required unless ``endpoint`` is set. Default: with ``endpoint``, us-east-1, which
    compatible servers ignore."""
    endpoint: NotRequired[pulumi.Input[str]]
    """URL of a compatible server. Default: Amazon's endpoint."""


def uses_role(args: Mapping[str, Any]) -> bool:
    """Whether the bucket is accessed by a role instead of a key."""
    return "access_key" not in args


def configuration(args: S3Args) -> Configuration:
    """Derive the bucket's variables."""
    access_key = args.get("access_key")
    return Configuration.of(
        env={
            "AWS_REGION": args.get("region", "us-east-1"),
            "AWS_BUCKET_NAME": args["bucket"],
            # By default, images in conversations break after 120 seconds (danny-avila/LibreChat#13751).
            "S3_URL_EXPIRY_SECONDS": "3600",
            "AWS_ACCESS_KEY_ID": access_key if is_plain(access_key) else None,
            "AWS_ENDPOINT_URL": args.get("endpoint"),
            "AWS_FORCE_PATH_STYLE": "true" if "endpoint" in args else None,
        },
        secret_env={
            "AWS_ACCESS_KEY_ID": None if is_plain(access_key) else access_key,
            "AWS_SECRET_ACCESS_KEY": secret_argument(args, "secret_key"),
        },
    )
