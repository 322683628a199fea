"""Private servers, which LibreChat connects to only where ``allowedAddresses`` names them."""

import re
from collections.abc import Iterable, Sequence

from homelab.arguments import Constraint
from homelab.kubernetes.private_hosts import is_private
from homelab.librechat_config.schema.addresses import refusal
from homelab.librechat_config.schema.urls import ParsedUrl, parsed

_HOST = r"([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)*[a-z0-9]([-a-z0-9]*[a-z0-9])?(:[0-9]{1,5})?"
_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}

ALLOWED_ADDRESSES = Constraint(
    "a list of private hosts with their ports, such as 'tools.corp.example.com:8443' or '10.1.2.3:80'",
    lambda entries: len(entries) > 0 and all(refusal(entry) is None for entry in entries),
)


def server_url(*schemes: str) -> Constraint:
    """A URL whose server is plain to see, as network policies and ``allowedAddresses`` need it."""

    def accepts(text: str) -> bool:
        parts = parsed(text)
        authority = re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[0]
        return parts is not None and parts.scheme in schemes and not re.search(r"[$@]", authority)

    expected = f"a URL such as '{schemes[0]}://mcp.example.com/path' whose host and port are written out"
    return Constraint(f"{expected}, without user and password", accepts)


def allowed_domains(*schemes: str) -> Constraint:
    """Entries of ``allowedDomains``. One with a scheme can have no ``*``, as LibreChat would look for it literally."""
    entry = re.compile(rf"(({'|'.join(schemes)})://)?{_HOST}|\*\.{_HOST}")
    return Constraint(
        f"a list of domains such as 'example.com', '*.example.com' or '{schemes[0]}://example.com:8443'",
        lambda entries: len(entries) > 0 and all(entry.fullmatch(text) for text in entries),
    )


def addresses_of_private(urls: Iterable[str]) -> list[str]:
    """The entries of ``allowedAddresses`` that these URLs need."""
    return list(dict.fromkeys(_address(url) for url in map(_parsed, urls) if is_private(url.host)))


def origins(urls: Iterable[str]) -> list[str]:
    """The entries of ``allowedDomains`` that these URLs need."""
    return list(dict.fromkeys(_origin(url) for url in map(_parsed, urls)))


def beyond_https(urls: Iterable[str]) -> list[str]:
    """Servers that are not on the internet's port 443, as network policies know them: by scheme, host and port."""
    servers = (
        f"{'https' if url.scheme in ('https', 'wss') else 'http'}://{_address(url)}"
        for url in map(_parsed, urls)
        if url.port != 443 or is_private(url.host)
    )
    return list(dict.fromkeys(servers))


def servers_at(allowed_addresses: Sequence[str]) -> list[str]:
    """What entries of ``allowedAddresses`` lead to."""
    return [f"https://{address}" for address in allowed_addresses]


def servers_in(allowed_domains: Sequence[str]) -> list[str]:
    """What entries of ``allowedDomains`` lead to, beyond the internet's port 443."""
    return beyond_https(domain if "://" in domain else f"https://{domain}" for domain in allowed_domains)


def _parsed(url: str) -> ParsedUrl:
    parts = parsed(url)
    if parts is None:
        raise ValueError("expected a URL with http, https, ws or wss")
    return parts


def _address(url: ParsedUrl) -> str:
    return f"[{url.host}]:{url.port}" if ":" in url.host else f"{url.host}:{url.port}"


def _origin(url: ParsedUrl) -> str:
    address = _address(url)
    return f"{url.scheme}://{address.removesuffix(f':{_DEFAULT_PORTS[url.scheme]}')}"
