"""Variables with addresses of servers that LibreChat or the RAG API connects to.

``addresses.json`` is maintained by hand, from upstream's sources. Every known variable whose name matches
`LOOKS_LIKE_AN_ADDRESS` is either in `CALLED` or in `NOT_CALLED`, which a test enforces for each new release.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from homelab.librechat_config.tables import by_name, load
from homelab.librechat_config.variables.reader import Reader
from homelab.urls import parse_servers, parse_url

LOOKS_LIKE_AN_ADDRESS = re.compile(
    r"(_|^)((BASE_?)?UR[IL]|HOST(NAME)?|ENDPOINT|ENTRY_POINT|ISSUER|PROXY|DOMAIN|ORIGINS|TARGETS|BASEURL)(_\*)?$|"
    r"^CSP_\w+_SRC_EXTRA$",
    re.IGNORECASE,
)


class Form(StrEnum):
    """Form of an address."""

    URL = "a URL such as https://server.example.com:8443/path"
    PROXY = "a URL such as http://proxy.example.com:3128, or host and port alone"
    HTTPS_HOST = "a host, with or without a port, to which LibreChat prepends https://"
    HOST = "a host"
    DATABASE = "a URI such as mongodb://one.example.com:27017,other.example.com:27017/database"


@dataclass(frozen=True)
class AddressVariable:
    """Variable that holds addresses of servers."""

    form: Form = Form.URL
    port_variable: str = ""
    """Variable with the port of a `Form.HOST`."""
    default_port: int = 443
    """Port of a host without one."""
    allowed_in: str = ""
    """Section of librechat.yaml whose ``allowedAddresses`` must list the server if it is private."""
    only_with: tuple[str, str] | None = None
    """Another variable, and the value without which the server is not called."""
    not_with: str = ""
    """Another variable that overrides this one."""
    or_path: bool = False
    """Whether the value may be the path of a file instead."""
    public: bool = False
    """Whether a name that everybody resolves has public addresses alone."""


@dataclass(frozen=True)
class Destination:
    """Server that a program connects to."""

    variable: str
    """Variable that holds its address."""
    host: str
    """Host in lower case; an IPv6 address without brackets."""
    port: int


PROXY_PORTS = {"http": 80, "https": 443, **dict.fromkeys(("socks", "socks4", "socks4a", "socks5", "socks5h"), 1080)}
"""Schemes of proxies and their ports."""
_PORTS = {**PROXY_PORTS, "ws": 80, "wss": 443, "ldap": 389, "ldaps": 636, "grpc": 4317}
_NO_ADDRESS = frozenset({"", "user_provided"})

_TABLES = load(Path(__file__).with_suffix(".json"))


def _address_variables(groups: Sequence[Mapping[str, Any]]) -> Mapping[str, AddressVariable]:
    described = [
        (
            group["variables"],
            AddressVariable(Form[group.get("form", "url").upper()], **_without(group, "variables", "form")),
        )
        for group in groups
    ]
    return {name: how for names, how in described for name in names}


def _without(group: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in group.items() if name not in names
    }


CALLED: Mapping[Reader, Mapping[str, AddressVariable]] = {
    reader: _address_variables(_TABLES[reader.name.lower()]["called"]) for reader in Reader
}
"""Variables with addresses of servers that are called, by name; ``*`` matches any part of a name."""
NOT_CALLED: Mapping[Reader, Mapping[str, str]] = {
    reader: by_name(_TABLES[reader.name.lower()]["not_called"]) for reader in Reader
}
"""Reason why no server at the address in a variable is called, by name."""


@functools.lru_cache(maxsize=1024)
def address_variable(name: str, reader: Reader) -> AddressVariable | None:
    """Description of a variable; None if ``reader`` connects to no server in it."""
    table = CALLED[reader]
    families = (each for pattern, each in table.items() if "*" in pattern and fnmatchcase(name, pattern))
    return table.get(name) or next(families, None)


def unclassified_addresses(names: Iterable[str], reader: Reader) -> list[str]:
    """Names that look like an address's and are in neither table."""
    return [
        name
        for name in names
        if LOOKS_LIKE_AN_ADDRESS.search(name)
        and name not in NOT_CALLED[reader]
        and address_variable(name, reader) is None
    ]


def destinations(environment: Mapping[str, object], reader: Reader) -> Sequence[Destination]:
    """Servers at the addresses in a container's variables.

    :param environment: Values of variables. Values that are not strings, contain ``${...}``, or that `expected_form`
        rejects are ignored.
    """
    found = (
        Destination(name, host, port)
        for name, value in environment.items()
        if isinstance(value, str) and (variable := address_variable(name, reader)) and _is_read(variable, environment)
        for host, port in _servers(value, variable, environment) or ()
    )
    return list(dict.fromkeys(found))


def expected_form(name: str, value: str, reader: Reader) -> str | None:
    """Form that a malformed value should have; None if it is well-formed."""
    variable = address_variable(name, reader)
    if variable is None or variable.only_with or variable.or_path or _servers(value, variable, {}) is not None:
        return None
    return variable.form.value


def _is_read(variable: AddressVariable, environment: Mapping[str, object]) -> bool:
    if variable.not_with and environment.get(variable.not_with):
        return False
    return variable.only_with is None or environment.get(variable.only_with[0]) == variable.only_with[1]


def _servers(
    value: str, variable: AddressVariable, environment: Mapping[str, object]
) -> Sequence[tuple[str, int]] | None:
    """Hosts and ports in a value; empty if it has no address, None if it is malformed."""
    text = value.strip()
    if text in _NO_ADDRESS or "${" in text:
        return ()
    if variable.form is Form.DATABASE:
        return _database(text, variable.default_port)
    if variable.form is Form.HOST and "/" in text:
        return None
    if variable.form is Form.HOST:
        text = f"http://{text}"
    elif variable.form is Form.HTTPS_HOST:
        text = f"https://{text}"
    elif variable.form is Form.PROXY and "://" not in text:
        text = f"http://{text}"
    ports = {**_PORTS, "http": _port(variable, environment)} if variable.form is Form.HOST else _PORTS
    url = parse_url(text, ports)
    return url and [(url.host, url.port)]


def _port(variable: AddressVariable, environment: Mapping[str, object]) -> int:
    port = str(environment.get(variable.port_variable) or "")
    return int(port) if port.isascii() and port.isdigit() and 0 < int(port) < 65536 else variable.default_port


def _database(uri: str, default_port: int) -> Sequence[tuple[str, int]] | None:
    """Hosts and ports in a URI; for ``mongodb+srv``, the name whose servers are in DNS."""
    found = parse_servers(uri, {"mongodb": default_port, "mongodb+srv": default_port})
    return None if found is None else [(server.host, server.port) for server in found]
