"""Private hosts: LibreChat refuses to connect to them, and network policies need a rule for each.

Private addresses are those that packages/api/src/auth/domain.ts of LibreChat blocks; private names are those that only
a cluster, a local network or a cloud's private network resolves, which LibreChat blocks by the address they resolve to.
"""

import ipaddress

_NETWORKS = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"),
        *("::1/128", "::/128", "fc00::/7", "fe80::/10"),
    )
]
_SUFFIXES = (
    *(".corp", ".home", ".home.arpa", ".internal", ".intranet", ".lan", ".local", ".localdomain", ".localhost"),
    ".svc",
    # Interface endpoints of AWS's services, whose public names resolve to addresses of the VPC.
    *(".vpce.amazonaws.com", ".vpce.amazonaws.com.cn"),
)


def is_private(host: str) -> bool:
    """Whether ``host`` is a private address, or a name that only private networks resolve."""
    address = ip_address(host)
    if address is not None:
        return is_private_address(address)
    name = host.lower().removesuffix(".")
    return "." not in name or name.endswith(_SUFFIXES)


def ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """``host`` as an address; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_private_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is private, or an IPv6 address that embeds a private IPv4 address."""
    inner = _embedded(address) if isinstance(address, ipaddress.IPv6Address) else None
    return any(each in network for each in (address, inner) if each is not None for network in _NETWORKS)


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 one: mapped, 6to4, Teredo or NAT64."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
