"""Refinements of file storage and file types."""

from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.opaque import is_set
from homelab.librechat_config.schema.refinements.faults import Fault, Refinements
from homelab.librechat_config.schema.refinements.patterns import is_regex


def _cloudfront_is_complete(cloudfront: Mapping[str, Any]) -> Iterator[Fault]:
    signing = cloudfront.get("imageSigning", "none")
    if cloudfront.get("invalidateOnDelete") is True and not is_set(cloudfront.get("distributionId")):
        yield ("distributionId",), "missing: invalidateOnDelete needs it"
    if signing == "cookies" and not is_set(cloudfront.get("cookieDomain")):
        yield ("cookieDomain",), "missing: imageSigning cookies needs it, such as .example.com"
    if cloudfront.get("requireSignedAccess") is True and signing in ("none", "url"):
        yield ("imageSigning",), f"expected cookies, which requireSignedAccess needs, got {signing}"


def _covers_subdomains(domain: str) -> Iterator[Fault]:
    if not domain.startswith("."):
        yield (), f"expected a domain with a dot in front, such as .example.com, got {domain!r}"


REFINEMENTS: Refinements = {
    "cloudfront": _cloudfront_is_complete,
    "cloudfront.cookieDomain": _covers_subdomains,
    "fileConfig.endpoints.*.supportedMimeTypes.*": is_regex,
    "fileConfig.ocr.supportedMimeTypes.*": is_regex,
    "fileConfig.text.supportedMimeTypes.*": is_regex,
}
