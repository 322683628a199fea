"""Files in a bucket of Amazon S3, or of a server with its API."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import BUCKET, NAME, secret, url, whole_number
from homelab.components.librechat.storage.store_secret import StoreSecret
from homelab.kubernetes import EnvironmentValue, Peer, SecretReference, internet, is_known, server_at


def _key_is_complete(group: Mapping[str, Any]) -> Iterable[str]:
    has_secret = "secret_key" in group or "secret_key_secret" in group
    if "access_key" in group and not has_secret:
        yield "access_key needs secret_key or secret_key_secret"
    if has_secret and "access_key" not in group:
        yield "secret_key needs access_key"


def _role_and_endpoint(group: Mapping[str, Any]) -> Iterable[str]:
    # Amazon's SDK takes AWS_ENDPOINT_URL for all its services: it would ask the bucket's server for credentials.
    if "endpoint" in group and uses_role(group):
        yield "endpoint needs access_key and secret_key: a role works with Amazon's own address alone"


def _links_are_renewed_in_time(group: Mapping[str, Any]) -> Iterable[str]:
    expiry, refresh = group.get("url_expiry_seconds", 3600), group.get("url_refresh_seconds", 0)
    if refresh >= expiry:
        yield f"url_refresh_seconds {refresh} is not below url_expiry_seconds {expiry}: links would expire first"


@rules(
    mutually_exclusive("secret_key", "secret_key_secret"),
    Rule(("access_key", "secret_key", "secret_key_secret"), _key_is_complete),
    Rule(("endpoint", "access_key"), _role_and_endpoint),
    Rule(("url_expiry_seconds", "url_refresh_seconds"), _links_are_renewed_in_time),
)
@constrain(
    bucket=BUCKET,
    region=NAME,
    endpoint=url("http", "https", example="https://s3.example.com"),
    access_key=NAME,
    secret_key=secret(),
    url_expiry_seconds=whole_number(60, 604_800),
    url_refresh_seconds=whole_number(1, 604_800),
)
class S3Args(TypedDict):
    """A bucket. Browsers fetch files from it, so its address has to be reachable for people too.

    Amazon's SDK in LibreChat finds this key, and ``endpoint``, for its other services too: Bedrock by role needs S3 by
    role, or a key of its own.
    """

    bucket: pulumi.Input[str]
    """Name of the bucket."""
    access_key: NotRequired[pulumi.Input[str]]
    """Access key id that may list, read, write and delete; a name, no secret, unless it is given as an Output.
    Default: none, the role of the group ``service_account``."""
    secret_key: NotRequired[pulumi.Input[str]]
    """Secret access key. Default: none, the role of the group ``service_account``."""
    secret_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the secret access key, instead of ``secret_key``. Default: none."""
    region: NotRequired[pulumi.Input[str]]
    """Region; without one LibreChat would not use S3 at all. Default: us-east-1, which other servers ignore."""
    endpoint: NotRequired[str]
    """Address of a server with S3's API. Default: Amazon's."""
    force_path_style: NotRequired[bool]
    """Address the bucket by path, not by host name. Default: true with ``endpoint``, else false."""
    url_expiry_seconds: NotRequired[int]
    """Life of the links in conversations, until LibreChat renews them; links that a role has signed end with the role's
    session, at the latest. Default: 3600."""
    url_refresh_seconds: NotRequired[int]
    """Age at which LibreChat renews a link. Default: shortly before it expires."""


def uses_role(args: Mapping[str, Any]) -> bool:
    """Whether the bucket is reached by a role, not by a key."""
    return "access_key" not in args


def server(args: S3Args) -> Peer:
    """Where the bucket is."""
    return server_at(args["endpoint"]) if "endpoint" in args else internet(443)


def environment(args: S3Args, store: StoreSecret) -> dict[str, EnvironmentValue]:
    """The variables that LibreChat reads; what is not said is left out, as the SDK would take it for a key."""
    variables: dict[str, EnvironmentValue] = {
        "AWS_REGION": args.get("region", "us-east-1"),
        "AWS_BUCKET_NAME": args["bucket"],
        # 120 by default: images in conversations break after two minutes (danny-avila/LibreChat#13751).
        "S3_URL_EXPIRY_SECONDS": str(args.get("url_expiry_seconds", 3600)),
    }
    if "access_key" in args:
        access_key = args["access_key"]
        variables["AWS_ACCESS_KEY_ID"] = access_key if is_known(access_key) else store("s3-access-key", access_key)
    if "secret_key_secret" in args:
        variables["AWS_SECRET_ACCESS_KEY"] = args["secret_key_secret"]
    elif "secret_key" in args:
        variables["AWS_SECRET_ACCESS_KEY"] = store("s3-secret-key", args["secret_key"])
    if "endpoint" in args:
        variables["AWS_ENDPOINT_URL"] = args["endpoint"]
    if args.get("force_path_style", "endpoint" in args):
        variables["AWS_FORCE_PATH_STYLE"] = "true"
    if "url_refresh_seconds" in args:
        variables["S3_REFRESH_EXPIRY_MS"] = str(args["url_refresh_seconds"] * 1000)
    return variables
