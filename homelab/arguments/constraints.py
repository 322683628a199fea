"""What plain values of arguments must look like, in the words of an error message."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from homelab.arguments.declarations import Constraint

_DNS_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_LABEL_VALUE = r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?"
_LABEL_KEY = r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"


def _matching(pattern: str, expected: str, *, max_length: int = 65536) -> Constraint:
    compiled = re.compile(pattern)
    return Constraint(
        expected,
        lambda value: len(value) <= max_length and compiled.fullmatch(value) is not None,
        {"pattern": f"^(?:{pattern})$", "maxLength": max_length},
    )


def secret(expected: str = "a secret that is not empty", pattern: str = r"[\s\S]+") -> Constraint:
    """A leaf whose value is never shown, and for which the stack's config has a key of its own."""
    compiled = re.compile(pattern)
    return Constraint(expected, lambda value: compiled.fullmatch(value) is not None, {}, secret=True)


def hexadecimal_secret(digits: int) -> Constraint:
    """A key that its reader decodes from hex."""
    return secret(f"a secret of {digits} hexadecimal digits", rf"[0-9A-Fa-f]{{{digits}}}")


def password(minimum: int) -> Constraint:
    """A secret that can stand in a connection URI as it is."""
    return secret(f"a secret of at least {minimum} letters and digits", rf"[A-Za-z0-9]{{{minimum},}}")


def whole_number(minimum: int, maximum: int) -> Constraint:
    """A whole number between two bounds, both allowed."""
    return Constraint(
        f"a whole number from {minimum} to {maximum}",
        lambda value: minimum <= value <= maximum,
        {"minimum": minimum, "maximum": maximum},
    )


def _is_url(schemes: tuple[str, ...], value: str) -> bool:
    try:
        url = urlsplit(value)
        return url.scheme in schemes and bool(url.hostname) and (url.port is None or url.port > 0)
    except ValueError:
        return False


def _leads_to_a_port(address: str) -> bool:
    scheme, _, rest = address.partition("://")
    return _is_url((scheme,), address) and (scheme in ("http", "https") or urlsplit(f"//{rest}").port is not None)


def unique(field_name: str) -> Constraint:
    """A list of groups whose names for something differ, also after what is no letter or digit is left out."""

    def accepts(groups: Sequence[Mapping[str, Any]]) -> bool:
        names = [re.sub(r"[^a-z0-9]+", "_", str(group[field_name]).lower()) for group in groups]
        return len(names) == len(set(names))

    return Constraint(f"groups that differ in the letters and digits of {field_name}", accepts)


def url(*schemes: str, example: str, is_secret: bool = False) -> Constraint:
    """An absolute URL."""
    return Constraint(f"a URL such as {example!r}", lambda value: _is_url(schemes, value), secret=is_secret)


DNS_LABEL = _matching(
    _DNS_LABEL, "a DNS label of at most 63 small letters, digits and dashes such as 'ai'", max_length=63
)
OBJECT_NAME = _matching(
    rf"{_DNS_LABEL}(\.{_DNS_LABEL})*", "the name of a Kubernetes object such as 'my-secret'", max_length=253
)
DOMAIN = _matching(
    rf"localhost|({_DNS_LABEL}\.)+{_DNS_LABEL}",
    "a domain name without scheme, port and path such as 'chat.example.com', or 'localhost'",
    max_length=253,
)
HOST = _matching(
    rf"{_DNS_LABEL}(\.{_DNS_LABEL})*", "a host name or IPv4 address such as 'db.example.com'", max_length=253
)
POSTGRES_NAME = _matching(r"[a-z_][a-z0-9_]*", "a Postgres name such as 'rag'", max_length=63)
PORT = whole_number(1, 65535)
IMAGE = _matching(
    r"[a-z0-9][-a-z0-9._/]*(:[0-9]+/[-a-z0-9._/]+)?(:(?!latest$)[A-Za-z0-9_][-A-Za-z0-9._]{0,127}|@sha256:[0-9a-f]{64}"
    r"|:[A-Za-z0-9_][-A-Za-z0-9._]{0,127}@sha256:[0-9a-f]{64})",
    "an image with a pinned tag or digest such as 'ghcr.io/owner/name:v1.2.3' (not latest)",
)
REGISTRY = _matching(
    rf"{_DNS_LABEL}(\.{_DNS_LABEL})*(:[0-9]+)?(/[-a-z0-9._]+)*", "a registry such as 'registry.example.com/mirror'"
)
ENVIRONMENT = Constraint(
    "a map of environment variables whose names are letters, digits and underscores",
    lambda value: all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in value),
)
SECRET_ENVIRONMENT = replace(ENVIRONMENT, secret=True)
LABELS = Constraint(
    "a map of Kubernetes labels",
    lambda value: all(
        re.fullmatch(_LABEL_KEY, key) and (not isinstance(text, str) or re.fullmatch(_LABEL_VALUE, text))
        for key, text in value.items()
    ),
)
ABSOLUTE_PATH = _matching(r"(/[^/\s]+)+", "an absolute path such as '/etc/app'")
RELATIVE_PATH = _matching(r"(?!\.\.(/|$))[^/\s]+(/(?!\.\.(/|$))[^/\s]+)*", "a relative path such as 'folder/file'")
NAME = _matching(r"\S(.*\S)?", "a name that is not empty")
DOMAINS = Constraint(
    "a list of domain names such as 'example.com'",
    lambda value: len(value) > 0 and all(re.fullmatch(rf"({_DNS_LABEL}\.)+{_DNS_LABEL}", domain) for domain in value),
)
_RESERVED_ENDPOINTS = [
    "openAI",
    "google",
    "anthropic",
    "azureOpenAI",
    "assistants",
    "azureAssistants",
    "agents",
    "custom",
    "bedrock",
    "OpenRouter",
]
ENDPOINT_NAME = Constraint(
    f"a name with a letter or digit that is none of {', '.join(_RESERVED_ENDPOINTS)}",
    lambda value: value not in _RESERVED_ENDPOINTS and re.search(r"[A-Za-z0-9]", value) is not None,
)
URLS = Constraint(
    "a list of URLs such as 'http://mcp.tools.svc.cluster.local:8080', with a port unless it is http or https",
    lambda value: all(_leads_to_a_port(address) for address in value),
)
BUCKET = _matching(r"[a-z0-9][-a-z0-9.]{1,61}[a-z0-9]", "the name of a bucket, 3 to 63 characters such as 'chat-files'")
NOT_EMPTY = Constraint("a list that is not empty", lambda value: len(value) > 0, {"minItems": 1})
COUNTER = whole_number(0, 1_000_000)
PEM = Constraint(
    "one or more certificates in PEM form", lambda value: value.lstrip().startswith("-----BEGIN CERTIFICATE-----")
)
