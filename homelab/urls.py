"""URLs as parsed by JavaScript's ``URL``, connection strings, and ranges of addresses."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_FORBIDDEN_IN_HOST = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_FORBIDDEN_IN_OPAQUE_HOST = re.compile(r"[\x00 #/:<>?@\[\\\]^|]")
"""In a host of a scheme that browsers do not know."""
_DEFAULT_PORTS: Mapping[str, int] = {"http": 80, "ws": 80, "https": 443, "wss": 443, "ftp": 21}
_CREDENTIALS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):[/\\]+([^\s/\\?#@:\"'<>]*)(?::([^\s/\\?#@\"'<>]*))?@")
_AFTER_SCHEME = re.compile(r"(:[/\\]+)([^\s\"'<>]+)")
_REFERENCES = re.compile(r"(\$\{\w+\}|\$\(\w+\)|\{\{\w+\}\})*")
_SCHEMES_WITH_TOKENS = frozenset({"http", "https", "ws", "wss"})

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class ParsedUrl:
    """Scheme, host and port of a URL."""

    scheme: str
    host: str
    """Host in lower case; an IPv6 address without brackets."""
    port: int
    """Port of the URL, or the scheme's default."""

    @property
    def address(self) -> str:
        """``host:port``, with an IPv6 address in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def percent_encoded(text: str) -> str:
    """``text`` as a user, a password or another part of a URL or connection string."""
    return quote(text, safe="")


def is_url(text: str) -> bool:
    """Whether ``new URL(text)`` would accept a text, which checks hosts only for some schemes."""
    match = _URL.fullmatch(text.strip())
    if match is None:
        return False
    if match[1].lower() in _DEFAULT_PORTS:
        return parse_url(text) is not None
    if not match[2].startswith("//"):
        return True
    authority = re.split("[/?#]", match[2].removeprefix("//"), maxsplit=1)[0]
    host, port = _host_and_port(authority.rpartition("@")[2])
    return _is_port(port) and (_is_opaque_host(host) if host else not authority)


def parse_url(text: str, default_ports: Mapping[str, int] = _DEFAULT_PORTS) -> ParsedUrl | None:
    """Parse a URL; None if the text is not a URL with an allowed scheme.

    :param default_ports: Allowed schemes and their ports.
    """
    match = _URL.fullmatch(text.strip())
    if match is None or (scheme := match[1].lower()) not in default_ports:
        return None
    host, port = _host_and_port(_authority(match[2].lstrip("/\\")))
    if not _is_host(host) or not _is_port(port):
        return None
    return ParsedUrl(scheme, host.strip("[]").lower(), int(port or default_ports[scheme]))


def has_credentials(text: str, *, user_alone: bool = True) -> bool:
    """Whether a URL in ``text`` contains a password, or a token in place of the user.

    References to variables do not count: ``${NAME}``, and Kubernetes' ``$(NAME)``.

    :param user_alone: Whether a user without a password counts in HTTP and WebSocket URLs, where it is often a token.
    """
    if "@" not in text:
        return False
    return any(
        not _REFERENCES.fullmatch(password)
        or (user_alone and not password and scheme.lower() in _SCHEMES_WITH_TOKENS and not _REFERENCES.fullmatch(user))
        for scheme, user, password in _CREDENTIALS.findall(text)
    )


def without_credentials(text: str) -> str:
    """``text`` without users and passwords in URLs, for messages."""

    def shorten(match: re.Match[str]) -> str:
        _, at, rest = match[2].rpartition("@")
        return f"{match[1]}...@{rest}" if at else match[0]

    return _AFTER_SCHEME.sub(shorten, text) if "@" in text else text


def parse_servers(uri: str, default_ports: Mapping[str, int]) -> Sequence[ParsedUrl] | None:
    """Parse the servers in a connection string; None if it is malformed.

    Several servers are several URIs, as for Redis, or several hosts in one URI, as for MongoDB.

    :param default_ports: Allowed schemes and their ports.
    """
    found: list[ParsedUrl | None] = []
    for each in re.split(r",(?=[A-Za-z][A-Za-z0-9+.-]*://)", uri.strip()):
        scheme, _, rest = each.partition("://")
        hosts = _authority(rest).split(",")
        found += [parse_url(f"{scheme}://{host}", default_ports) for host in hosts]
    complete = [server for server in found if server is not None]
    return complete if len(complete) == len(found) and len({server.scheme for server in complete}) == 1 else None


@dataclass(frozen=True)
class AddressRange:
    """Addresses of a network, with one port or all of them."""

    network: IPNetwork
    port: int | None = None


def parse_address_range(text: str) -> AddressRange | None:
    """Parse a range such as ``10.0.0.0/8``, or ``tcp://10.0.0.0:5432/8`` for one port; None for everything else.

    :raises ValueError: A malformed range, such as ``10.0.0.1/8``, which has host bits set.
    """
    if "://" not in text:
        address, slash, _ = text.strip().partition("/")
        looks_like_range = bool(slash) and (":" in address or _looks_like_ipv4(address))
        return AddressRange(ipaddress.ip_network(text.strip())) if looks_like_range or _is_ip(text.strip()) else None
    match = re.fullmatch(
        r"([a-z][a-z0-9+.-]*)://(\[[^\]]*\]|[0-9.]+)(?::([0-9]+))?/([0-9]+)", text.strip(), re.IGNORECASE
    )
    if match is None:
        return None
    scheme, address, port, bits = match.groups()
    if port is None and scheme.lower() not in _DEFAULT_PORTS:
        raise ValueError(f"{text} needs a port")
    return AddressRange(
        ipaddress.ip_network(f"{address.strip('[]')}/{bits}"), int(port or _DEFAULT_PORTS[scheme.lower()])
    )


def _looks_like_ipv4(text: str) -> bool:
    return re.fullmatch(r"[0-9.]+", text) is not None


def _is_ip(text: str) -> bool:
    return _looks_like_ipv4(text) or re.fullmatch(r"[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*", text) is not None


def _authority(after_slashes: str) -> str:
    """Host and port, without credentials."""
    return re.split(r"[/\\?#]", after_slashes, maxsplit=1)[0].rpartition("@")[2]


def _is_port(text: str) -> bool:
    return text == "" or (text.isascii() and text.isdigit() and int(text) <= 65535)


def _host_and_port(authority: str) -> tuple[str, str]:
    # An IPv6 address, which contains colons, is in brackets.
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(.*))?", authority, re.DOTALL)
    return (match[1], match[2] or "") if match else ("", "")


def _is_host(host: str) -> bool:
    if host.startswith("[") and host.endswith("]"):
        return _is_address(host[1:-1], version=6)
    labels = host.removesuffix(".").split(".")
    if labels[-1].isascii() and labels[-1].isdigit():
        return _is_address(host, version=4)
    return bool(host) and _FORBIDDEN_IN_HOST.search(host) is None


def _is_opaque_host(host: str) -> bool:
    if host.startswith("[") and host.endswith("]"):
        return _is_address(host[1:-1], version=6)
    return _FORBIDDEN_IN_OPAQUE_HOST.search(host) is None


def _is_address(text: str, *, version: int) -> bool:
    try:
        return ipaddress.ip_address(text).version == version
    except ValueError:
        return False
