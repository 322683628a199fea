"""Text in scans and images: who reads it."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict
from urllib.parse import urlsplit

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url
from homelab.kubernetes import SecretReference
from homelab.kubernetes.private_hosts import is_private
from homelab.librechat_config.settings import Settings, given, secret_of

API_KEY = "OCR_API_KEY"
BASE_URL = "OCR_BASEURL"
SERVICE_KEY_FILE = "GOOGLE_SERVICE_KEY_FILE"


class OCRStrategy(StrEnum):
    """Who reads scans and images."""

    MISTRAL_OCR = "mistral_ocr"
    """Mistral's own service."""
    CUSTOM_OCR = "custom_ocr"
    """A server at ``base_url`` with the API of Mistral's."""
    AZURE_MISTRAL_OCR = "azure_mistral_ocr"
    """Mistral's model in Azure, at ``base_url``."""
    VERTEXAI_MISTRAL_OCR = "vertexai_mistral_ocr"
    """Mistral's model in Google's Vertex AI."""
    DOCUMENT_PARSER = "document_parser"
    """LibreChat itself: the text that documents already have, without any service."""


_NEEDED: Mapping[OCRStrategy, tuple[str, ...]] = {
    OCRStrategy.MISTRAL_OCR: ("api_key",),
    OCRStrategy.CUSTOM_OCR: ("api_key", "base_url", "model"),
    OCRStrategy.AZURE_MISTRAL_OCR: ("api_key", "base_url", "model"),
    OCRStrategy.VERTEXAI_MISTRAL_OCR: ("model",),
    OCRStrategy.DOCUMENT_PARSER: (),
}
_ALLOWED: Mapping[OCRStrategy, tuple[str, ...]] = {
    OCRStrategy.MISTRAL_OCR: ("model",),
    OCRStrategy.CUSTOM_OCR: ("allowed_addresses",),
    OCRStrategy.AZURE_MISTRAL_OCR: ("allowed_addresses",),
    OCRStrategy.VERTEXAI_MISTRAL_OCR: ("service_key", "location"),
    OCRStrategy.DOCUMENT_PARSER: (),
}
_ARGUMENTS = ("api_key", "base_url", "model", "allowed_addresses", "service_key", "location")


def _strategy_has_what_it_needs(group: Mapping[str, Any]) -> Iterable[str]:
    chosen = OCRStrategy(group["strategy"])
    given_names = {name for name in _ARGUMENTS if name in group or f"{name}_secret" in group}
    for name in _NEEDED[chosen]:
        if name not in given_names:
            yield f"strategy {chosen} needs {name}"
    for name in sorted(given_names - {*_NEEDED[chosen], *_ALLOWED[chosen]}):
        yield f"{name} has no effect with strategy {chosen}: remove it"


def _base_url_is_the_base(group: Mapping[str, Any]) -> Iterable[str]:
    if group["strategy"] == OCRStrategy.CUSTOM_OCR and group.get("base_url", "").rstrip("/").endswith("/ocr"):
        yield f"base_url {group['base_url']} ends with /ocr: LibreChat appends /files and /ocr itself"


def _is_private_with_port(address: str) -> bool:
    try:
        parts = urlsplit(f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or port is None or parts.netloc != address or re.search(r"[@\s]", address):
        return False
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return True


@rules(
    mutually_exclusive("api_key", "api_key_secret"),
    mutually_exclusive("service_key", "service_key_secret"),
    Rule(("strategy", "base_url"), _base_url_is_the_base),
    Rule(("strategy", *_ARGUMENTS, "api_key_secret", "service_key_secret"), _strategy_has_what_it_needs),
)
@constrain(
    api_key=secret(),
    base_url=url("http", "https", example="https://ocr.example.com/v1"),
    model=NAME,
    service_key=secret(),
    location=NAME,
    allowed_addresses=Constraint(
        "a list of hosts, or private addresses, with ports such as 'ocr.example.com:8000'",
        lambda value: len(value) > 0 and all(_is_private_with_port(address) for address in value),
        {"minItems": 1},
    ),
)
class OCRArgs(TypedDict):
    """Who reads scans and images. What it fails to read goes to LibreChat's own document parser."""

    strategy: OCRStrategy
    """Who reads."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key for the service, for all but vertexai_mistral_ocr and document_parser."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
    base_url: NotRequired[str]
    """Address of the service, to which LibreChat appends ``/ocr``; for custom_ocr and azure_mistral_ocr."""
    model: NotRequired[pulumi.Input[str]]
    """Name of the model; in Azure of the deployment. Default: for mistral_ocr LibreChat's own, mistral-ocr-latest."""
    allowed_addresses: NotRequired[list[str]]
    """Hosts with ports that LibreChat may ask although their addresses are private. Default: that of ``base_url`` where
    it is seen to be private."""
    service_key: NotRequired[pulumi.Input[str]]
    """JSON key of a Google service account, for vertexai_mistral_ocr. Default: that of the chat's own Vertex AI."""
    service_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``service_key``. Default: none."""
    location: NotRequired[pulumi.Input[str]]
    """Google's region, for vertexai_mistral_ocr. Default: LibreChat's own, us-central1."""


def settings(args: OCRArgs) -> Settings:
    """What LibreChat is told of OCR. It fills in no defaults: what is not said here it does not have."""
    chosen = args["strategy"]
    api_key, service_key = secret_of(args, "api_key"), secret_of(args, "service_key")
    ocr = given(
        {
            # LibreChat's schema knows custom_ocr, and its server does not: it would parse documents itself.
            "strategy": (OCRStrategy.MISTRAL_OCR if chosen == OCRStrategy.CUSTOM_OCR else chosen).value,
            "apiKey": f"${{{API_KEY}}}" if api_key else None,
            "baseURL": f"${{{BASE_URL}}}" if "base_url" in args else None,
            "mistralModel": args.get("model"),
            "allowedAddresses": _allowed_addresses(args) or None,
        }
    )
    base_url = args["base_url"].rstrip("/") if "base_url" in args else None
    return Settings(
        {"ocr": ocr},
        environment=given({BASE_URL: base_url, "GOOGLE_LOC": args.get("location")}),
        secrets=given({API_KEY: api_key}),
        secret_files=given({SERVICE_KEY_FILE: service_key}),
        servers=(base_url,) if base_url else (),
    )


def _allowed_addresses(args: OCRArgs) -> list[str]:
    addresses = list(args.get("allowed_addresses", []))
    if "base_url" in args:
        parts = urlsplit(args["base_url"])
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        own = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        if is_private(host) and own not in addresses:
            addresses.append(own)
    return addresses
