"""URLs as parsed by JavaScript's ``URL``, on which LibreChat's schema depends."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_FORBIDDEN_IN_HOST = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_DEFAULT_PORTS: Mapping[str, int] = {"http": 80, "ws": 80, "https": 443, "wss": 443, "ftp": 21}


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


def is_url(text: str) -> bool:
    """Whether ``new URL(text)`` would accept a text, which checks hosts only for some schemes."""
    match = _URL.fullmatch(text.strip())
    if match is None:
        return False
    if match[1].lower() in _DEFAULT_PORTS:
        return parse_url(text) is not None
    host, port = _host_and_port(_authority(match[2].removeprefix("//"))) if match[2].startswith("//") else ("", "")
    return _is_port(port) and (port == "" or host != "")


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


def _is_address(text: str, *, version: int) -> bool:
    try:
        return ipaddress.ip_address(text).version == version
    except ValueError:
        return False
