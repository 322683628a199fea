"""File storage in Amazon S3, served through CloudFront."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.configuration import Configuration, secret_argument


def _key_is_complete(group: Mapping[str, Any]) -> Iterable[str]:
    has_private_key = secret_argument(group, "private_key") is not None
    if "key_pair_id" in group and not has_private_key:
        yield "key_pair_id needs private_key or private_key_secret"
    if has_private_key and "key_pair_id" not in group:
        yield "private_key needs key_pair_id"


@rules(
    mutually_exclusive("private_key", "private_key_secret"),
    Rule(("key_pair_id", "private_key", "private_key_secret"), _key_is_complete),
)
@constrain(
    domain=url("https", example="https://files.example.com"),
    key_pair_id=NAME,
    private_key=secret("a private key in PEM form", r"\s*-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+"),
)
class CloudFrontArgs(TypedDict):
    """A distribution of the bucket in ``s3``. Set other options in ``librechat.config.cloudfront``."""

    domain: pulumi.Input[str]
    """URL of the distribution, with ``https://``."""
    key_pair_id: NotRequired[pulumi.Input[str]]
    """Id of the public key with which CloudFront verifies signatures. Default: none; URLs are not signed."""
    private_key: NotRequired[pulumi.Input[str]]
    """Private key of that pair, in PEM form. Default: none."""
    private_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``private_key``. Default: none."""


def configuration(args: CloudFrontArgs) -> Configuration:
    """Derive the section ``cloudfront``, and the variables of signing."""
    return Configuration.of(
        {"cloudfront": {"domain": args["domain"]}},
        env={"CLOUDFRONT_KEY_PAIR_ID": args.get("key_pair_id")},
        secret_env={"CLOUDFRONT_PRIVATE_KEY": secret_argument(args, "private_key")},
    )
