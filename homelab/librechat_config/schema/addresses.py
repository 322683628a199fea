"""Private addresses, which LibreChat connects to only where ``allowedAddresses`` names them.

What counts as private is what packages/api/src/auth/domain.ts of LibreChat blocks, and in addition names that only a
cluster resolves, which it blocks once they resolve to private addresses.
"""

import ipaddress
import re

_PRIVATE_NETWORKS = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"),
        *("::1/128", "::/128", "fc00::/7", "fe80::/10"),
    )
]
_PRIVATE_SUFFIXES = (".localhost", ".internal", ".local", ".svc", "localhost.localdomain")
_ENTRY = re.compile(r"(?:\[(?P<ipv6>[^\]]+)\]|(?P<host>[^:\[\]]+)):(?P<port>\d+)")
_HOST_AND_PORT = "host:port, such as searxng.ai.svc.cluster.local:8080 or [fd00::1]:8080"


def is_private(host: str) -> bool:
    """Whether LibreChat takes a host for one of its own network."""
    address = _address(host)
    if address is not None:
        return _is_private_address(address)
    # A name without a dot is one of the cluster's, as is one that ends with .svc.
    return "." not in host or host.endswith(_PRIVATE_SUFFIXES)


def refusal(entry: str) -> str | None:
    """Why LibreChat refuses an entry of ``allowedAddresses``, as what it expects; None where it takes it."""
    match = _ENTRY.fullmatch(entry)
    if match is None or re.search(r"[/\s]", entry) or not 1 <= int(match["port"]) <= 65535:
        return _HOST_AND_PORT
    host = (match["ipv6"] or match["host"]).lower()
    address = _address(host)
    if match["ipv6"] and address is None:
        return _HOST_AND_PORT
    if address is None:
        return None
    if not _is_private_address(address):
        return "a private address, or a host name"
    if isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped and str(address) != host:
        return f"[{address}]:{match['port']}, the short form of the address"
    return None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_private_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = _embedded(address) if isinstance(address, ipaddress.IPv6Address) else None
    return any(each in network for each in (address, inner) if each is not None for network in _PRIVATE_NETWORKS)


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 one: mapped, 6to4, Teredo or NAT64."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
