"""Files in a bucket of Amazon S3, which people fetch through CloudFront."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url, whole_number
from homelab.components.librechat.storage.store_secret import StoreSecret
from homelab.kubernetes import EnvironmentValue, SecretReference

_COOKIE_DOMAIN = Constraint(
    "a domain that begins with a dot such as '.example.com'", lambda value: value.startswith(".") and len(value) > 1
)


class ImageSigning(StrEnum):
    """How CloudFront knows who may see images. LibreChat has signed URLs for downloads alone."""

    NONE = "none"
    """Not at all: everybody may who knows the address."""
    COOKIES = "cookies"
    """By cookies that LibreChat sets at login, for a domain that it shares with CloudFront."""


def _signing_has_what_it_needs(group: Mapping[str, Any]) -> Iterable[str]:
    signing = group.get("image_signing", ImageSigning.NONE)
    if signing == ImageSigning.COOKIES:
        missing = [name for name in ("key_pair_id", "cookie_domain") if name not in group]
        yield from (f"image_signing cookies needs {name}" for name in missing)
    else:
        idle = [name for name in ("cookie_domain", "cookie_expiry_seconds") if name in group]
        yield from (f"{name} has no effect with image_signing {signing}: remove it" for name in idle)
        if group.get("require_signed_access"):
            yield f"require_signed_access needs image_signing cookies, not {signing}"


def _key_is_complete(group: Mapping[str, Any]) -> Iterable[str]:
    has_private_key = "private_key" in group or "private_key_secret" in group
    if "key_pair_id" in group and not has_private_key:
        yield "key_pair_id needs private_key or private_key_secret"
    if has_private_key and "key_pair_id" not in group:
        yield "private_key needs key_pair_id"
    if "url_expiry_seconds" in group and "key_pair_id" not in group:
        yield "url_expiry_seconds has no effect without key_pair_id: remove it"


def _invalidation_knows_the_distribution(group: Mapping[str, Any]) -> Iterable[str]:
    invalidates = group.get("invalidate_on_delete", False)
    if invalidates and "distribution_id" not in group:
        yield "invalidate_on_delete needs distribution_id"
    if not invalidates and "distribution_id" in group:
        yield "distribution_id has no effect without invalidate_on_delete: remove it"


@rules(
    mutually_exclusive("private_key", "private_key_secret"),
    Rule(
        ("image_signing", "key_pair_id", "cookie_domain", "cookie_expiry_seconds", "require_signed_access"),
        _signing_has_what_it_needs,
    ),
    Rule(("key_pair_id", "private_key", "private_key_secret", "url_expiry_seconds"), _key_is_complete),
    Rule(("invalidate_on_delete", "distribution_id"), _invalidation_knows_the_distribution),
)
@constrain(
    domain=url("https", example="https://files.example.com"),
    key_pair_id=NAME,
    private_key=secret("a private key in PEM form", r"\s*-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+"),
    url_expiry_seconds=whole_number(1, 604_800),
    cookie_domain=_COOKIE_DOMAIN,
    cookie_expiry_seconds=whole_number(1, 604_800),
    distribution_id=NAME,
    storage_region=NAME,
)
class CloudFrontArgs(TypedDict):
    """A distribution in front of the bucket of the group ``s3``."""

    domain: pulumi.Input[str]
    """Address of the distribution, with ``https://``."""
    key_pair_id: NotRequired[pulumi.Input[str]]
    """Id of the public key with which CloudFront verifies signatures. Default: none, nothing is signed."""
    private_key: NotRequired[pulumi.Input[str]]
    """The private key of that pair, in PEM form. Default: none."""
    private_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the private key, instead of ``private_key``. Default: none."""
    url_expiry_seconds: NotRequired[int]
    """Life of signed links. Default: 3600."""
    image_signing: NotRequired[ImageSigning]
    """How CloudFront knows who may see images. Default: none."""
    require_signed_access: NotRequired[bool]
    """Whether LibreChat refuses to start when it cannot sign. Default: false."""
    cookie_domain: NotRequired[pulumi.Input[str]]
    """Domain of the cookies, above both LibreChat's and CloudFront's, with a dot before it. Default: none."""
    cookie_expiry_seconds: NotRequired[int]
    """Life of the cookies. Default: 1800."""
    invalidate_on_delete: NotRequired[bool]
    """Whether CloudFront forgets a file that is deleted; needs ``cloudfront:CreateInvalidation``. Default: false."""
    distribution_id: NotRequired[pulumi.Input[str]]
    """Id of the distribution, for ``invalidate_on_delete``. Default: none."""
    storage_region: NotRequired[pulumi.Input[str]]
    """Region that is noted with each file. Default: the bucket's."""
    include_region_in_path: NotRequired[bool]
    """Whether paths in the bucket begin with the region. Default: false."""


def environment(args: CloudFrontArgs, store: StoreSecret) -> dict[str, EnvironmentValue]:
    """The variables that LibreChat reads; the rest of it stands in librechat.yaml."""
    variables: dict[str, EnvironmentValue] = {}
    if "key_pair_id" in args:
        variables["CLOUDFRONT_KEY_PAIR_ID"] = args["key_pair_id"]
    if "private_key_secret" in args:
        variables["CLOUDFRONT_PRIVATE_KEY"] = args["private_key_secret"]
    elif "private_key" in args:
        variables["CLOUDFRONT_PRIVATE_KEY"] = store("cloudfront-private-key", args["private_key"])
    return variables


def config(args: CloudFrontArgs) -> dict[str, Any]:
    """librechat.yaml's ``cloudfront``."""
    names = {
        "domain": "domain",
        "distribution_id": "distributionId",
        "invalidate_on_delete": "invalidateOnDelete",
        "image_signing": "imageSigning",
        "url_expiry_seconds": "urlExpiry",
        "cookie_expiry_seconds": "cookieExpiry",
        "cookie_domain": "cookieDomain",
        "storage_region": "storageRegion",
        "include_region_in_path": "includeRegionInPath",
        "require_signed_access": "requireSignedAccess",
    }
    given: Mapping[str, Any] = {**args}
    plain = {name: value.value if isinstance(value, ImageSigning) else value for name, value in given.items()}
    return {key: plain[name] for name, key in names.items() if name in plain}
