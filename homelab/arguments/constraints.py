"""Constraints on plain values of arguments."""

import ipaddress
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from homelab.arguments.declarations import Constraint
from homelab.urls import parse_address_range, parse_servers

_DNS_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_LABEL_VALUE = r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?"
_LABEL_KEY = r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"


def matching(pattern: str, expected: str, *, max_length: int = 65536) -> Constraint:
    """A string that fully matches ``pattern``."""
    compiled = re.compile(pattern)
    return Constraint(
        expected,
        lambda value: len(value) <= max_length and compiled.fullmatch(value) is not None,
        {"pattern": f"^(?:{pattern})$", "maxLength": max_length},
    )


def secret(
    expected: str = "a secret that is not empty, on one line",
    pattern: str = r"[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*",
) -> Constraint:
    """A secret, which is never shown and may be encrypted in the stack's config."""
    compiled = re.compile(pattern)
    return Constraint(expected, lambda value: compiled.fullmatch(value) is not None, {}, secret=True)


def hexadecimal_secret(digits: int) -> Constraint:
    """A secret of hexadecimal digits."""
    return secret(f"a secret of {digits} hexadecimal digits", rf"[0-9A-Fa-f]{{{digits}}}")


def password(minimum: int) -> Constraint:
    """A secret that needs no escaping in a connection URI."""
    return secret(f"a secret of at least {minimum} letters and digits", rf"[A-Za-z0-9]{{{minimum},}}")


def whole_number(minimum: int, maximum: int) -> Constraint:
    """A whole number in an inclusive range."""
    return Constraint(
        f"a whole number from {minimum} to {maximum}",
        lambda value: minimum <= value <= maximum,
        {"minimum": minimum, "maximum": maximum},
    )


def _count_servers(uri: str, *schemes: str) -> int:
    """Number of servers in a URL or connection string; 0 if it is malformed."""
    found = parse_servers(uri, dict.fromkeys(schemes, 1)) or ()
    return len(found) if all(server.port > 0 for server in found) else 0


def _is_destination(address: str) -> bool:
    try:
        if (found := parse_address_range(address)) is not None:
            return is_network(str(found.network))
    except ValueError:
        return False
    scheme = address.partition("://")[0].lower()
    # URLs with other schemes require a port; port 0 marks those without one.
    servers = parse_servers(address, {scheme: {"http": 80, "https": 443}.get(scheme, 0)}) or ()
    return len(servers) == 1 and servers[0].port > 0


def is_network(text: str) -> bool:
    """Whether a text is an address or a network that policies may name.

    Not with a zone or as IPv4 within IPv6, which the API server refuses; nor 0.0.0.0 and ::, which are nobody's.
    """
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        return False
    first = network.network_address
    is_nobody = first.is_unspecified and network.num_addresses == 1
    return "%" not in text and getattr(first, "ipv4_mapped", None) is None and not is_nobody


def unique(field_name: str) -> Constraint:
    """A list of groups whose ``field_name`` differs in letters and digits, ignoring case."""

    def accepts(groups: Sequence[Mapping[str, Any]]) -> bool:
        plain = [name for group in groups if isinstance(name := group[field_name], str)]
        names = [re.sub(r"[^a-z0-9]+", "_", name.lower()) for name in plain]
        return len(names) == len(set(names))

    return Constraint(f"groups that differ in the letters and digits of {field_name}", accepts)


def url(*schemes: str, example: str) -> Constraint:
    """An absolute URL without credentials."""
    return Constraint(f"a URL such as {example!r}", lambda value: _count_servers(value, *schemes) == 1)


def uris(*schemes: str, example: str) -> Constraint:
    """A URI without credentials, or several, each with its scheme, separated by commas."""

    def accepts(value: str) -> bool:
        return value.count("://") == _count_servers(value, *schemes) > 0

    return Constraint(f"a URL such as {example!r}, or several, separated by commas", accepts)


def secret_uri(*schemes: str, example: str, reserved: Collection[str] = ()) -> Constraint:
    """A URI of one or more servers, with credentials and the name of a database.

    :param reserved: Databases that the server keeps for itself.
    """

    def accepts(value: str) -> bool:
        if value.count("://") != 1 or _count_servers(value, *schemes) == 0:
            return False
        database = value.partition("://")[2].partition("?")[0].partition("/")[2]
        return re.fullmatch(r"[-A-Za-z0-9_%]{1,63}", database) is not None and database not in reserved

    own = f" with a database other than {', '.join(sorted(reserved))}" if reserved else " with a database"
    return Constraint(f"a URL such as {example!r},{own}", accepts, secret=True)


def one_of(*values: str) -> Constraint:
    """One of a few words."""
    return Constraint(f"one of {', '.join(values)}", lambda value: value in values, {"enum": [*values]})


def values_as_text(value: object) -> object:
    """Convert numbers and booleans in a map to text, as unquoted YAML values are not text: ``PORT: 3080``."""
    if not isinstance(value, Mapping):
        return value
    return {name: _as_text(each) for name, each in cast(Mapping[object, object], value).items()}


def _as_text(value: object) -> object:
    match value:
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case _:
            return value


DNS_LABEL = matching(
    _DNS_LABEL, "a DNS label of at most 63 small letters, digits and dashes such as 'ai'", max_length=63
)
NAMESPACE = matching(
    rf"(?!kube-|openshift(-|$)){_DNS_LABEL}",
    "a DNS label of at most 63 small letters, digits and dashes such as 'ai', not of the cluster's own (kube-*)",
    max_length=63,
)
OBJECT_NAME = matching(
    rf"{_DNS_LABEL}(\.{_DNS_LABEL})*", "the name of a Kubernetes object such as 'my-secret'", max_length=253
)
OBJECT_NAMES = Constraint(
    "a list of names of Kubernetes objects such as 'my-secret'",
    lambda value: all(not isinstance(name, str) or OBJECT_NAME.accepts(name) for name in value),
)
DOMAIN = matching(
    rf"localhost|({_DNS_LABEL}\.)+{_DNS_LABEL}",
    "a domain name without scheme, port and path such as 'chat.example.com', or 'localhost'",
    max_length=253,
)
HOST = matching(
    rf"{_DNS_LABEL}(\.{_DNS_LABEL})*", "a host name or IPv4 address such as 'db.example.com'", max_length=253
)
POSTGRES_NAME = matching(r"[a-z_][a-z0-9_]*", "a Postgres name such as 'rag'", max_length=63)
PORT = whole_number(1, 65535)
IMAGE = matching(
    r"[a-z0-9][-a-z0-9._/]*(:[0-9]+/[-a-z0-9._/]+)?(:(?!latest$)[A-Za-z0-9_][-A-Za-z0-9._]{0,127}|@sha256:[0-9a-f]{64}"
    r"|:[A-Za-z0-9_][-A-Za-z0-9._]{0,127}@sha256:[0-9a-f]{64})",
    "an image with a pinned tag or digest such as 'ghcr.io/owner/name:v1.2.3' (not latest)",
)
REGISTRY = matching(
    rf"{_DNS_LABEL}(\.{_DNS_LABEL})*(:[0-9]+)?(/[-a-z0-9._]+)*", "a registry such as 'registry.example.com/mirror'"
)
VARIABLE_NAMES = Constraint(
    "a map of environment variables whose names are letters, digits and underscores",
    lambda value: all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in value),
)
ENVIRONMENT = replace(
    VARIABLE_NAMES,
    normalise=values_as_text,
    json_schema={"additionalProperties": {"type": ["string", "number", "boolean"]}},
)
SECRET_ENVIRONMENT = replace(VARIABLE_NAMES, secret=True)
LABELS = Constraint(
    "a map of Kubernetes labels",
    lambda value: all(
        re.fullmatch(_LABEL_KEY, key) and (not isinstance(text, str) or re.fullmatch(_LABEL_VALUE, text))
        for key, text in value.items()
    ),
)
SSL_MODE = one_of("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
ABSOLUTE_PATH = matching(r"(/(?!\.\.?(/|$))[^/\s:]+)+", "an absolute path without . and .. such as '/etc/app'")
RELATIVE_PATH = matching(r"(?!\.\.(/|$))[^/\s]+(/(?!\.\.(/|$))[^/\s]+)*", "a relative path such as 'folder/file'")
NAME = matching(r"\S(.*\S)?", "a name that is not empty")
DOMAINS = Constraint(
    "a list of domain names such as 'example.com'",
    lambda value: len(value) > 0 and all(re.fullmatch(rf"({_DNS_LABEL}\.)+{_DNS_LABEL}", domain) for domain in value),
)
DESTINATIONS = Constraint(
    "a list of URLs such as 'http://mcp.tools.svc.cluster.local:8080', with a port unless it is http or https, "
    "and ranges such as '10.0.0.0/8'",
    lambda value: all(not isinstance(address, str) or _is_destination(address) for address in value),
)
NETWORKS = Constraint(
    "a list of networks such as '10.0.0.0/8'",
    lambda value: len(value) > 0 and all(map(is_network, value)),
)
BUCKET = matching(r"[a-z0-9][-a-z0-9.]{1,61}[a-z0-9]", "the name of a bucket, 3 to 63 characters such as 'chat-files'")
COUNTER = whole_number(0, 1_000_000)
PEM = Constraint(
    "one or more certificates in PEM form", lambda value: value.lstrip().startswith("-----BEGIN CERTIFICATE-----")
)
