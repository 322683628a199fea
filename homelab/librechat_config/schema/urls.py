"""URLs as JavaScript's ``URL`` reads them, as far as LibreChat's schema depends on it."""

import ipaddress
import re
from dataclasses import dataclass

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_FORBIDDEN_IN_HOST = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443, "ftp": 21}


@dataclass(frozen=True)
class ParsedUrl:
    """The parts that decide where a connection goes."""

    scheme: str
    host: str
    """In lower case, an IPv6 address without its brackets."""
    port: int
    """That of the scheme unless the URL names one."""


def is_url(text: str) -> bool:
    """Whether ``new URL(text)`` would take it. Schemes that are not the web's may be followed by anything."""
    match = _URL.fullmatch(text.strip())
    if match is None:
        return False
    if match[1].lower() in _DEFAULT_PORTS:
        return parsed(text) is not None
    host, port = _host_and_port(_authority(match[2].removeprefix("//"))) if match[2].startswith("//") else ("", "")
    return _is_port(port) and (port == "" or host != "")


def parsed(text: str) -> ParsedUrl | None:
    """The parts of a URL of the web; None for everything else."""
    match = _URL.fullmatch(text.strip())
    if match is None or (scheme := match[1].lower()) not in _DEFAULT_PORTS:
        return None
    host, port = _host_and_port(_authority(match[2].lstrip("/\\")))
    if not _is_host(host) or not _is_port(port):
        return None
    return ParsedUrl(scheme, host.strip("[]").lower(), int(port or _DEFAULT_PORTS[scheme]))


def _authority(after_slashes: str) -> str:
    """Host and port, without the user before them."""
    return re.split(r"[/\\?#]", after_slashes, maxsplit=1)[0].rpartition("@")[2]


def _is_port(text: str) -> bool:
    return text == "" or (text.isascii() and text.isdigit() and int(text) <= 65535)


def _host_and_port(authority: str) -> tuple[str, str]:
    # In brackets stands an IPv6 address, which has colons of its own.
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
