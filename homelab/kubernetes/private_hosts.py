"""Addresses that are not the public internet's, and names that only private networks resolve.

One list for LibreChat, which refuses to connect to private addresses that its configuration does not allow, and for
network policies, which need a rule for each. Private names are those that only a cluster, a local network or a cloud's
private network resolves; LibreChat refuses them by the address they resolve to.
"""

import ipaddress

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(*networks: str) -> tuple[IPNetwork, ...]:
    return tuple(map(ipaddress.ip_network, networks))


ORGANISATIONS = _networks("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
"""Networks of organisations, clouds and clusters: RFC 1918, 6598 and 4193."""
CREDENTIALS = _networks(
    *("127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10"),
    # Metadata of Azure, Oracle and Alibaba, and that of Amazon and Google by IPv6.
    *("168.63.129.16/32", "192.0.0.192/32", "100.100.100.200/32", "fd00:ec2::254/128", "fd20:ce::254/128"),
    # IPv4's link-local addresses within IPv6: NAT64 and 6to4.
    *("64:ff9b::a9fe:0/112", "2002:a9fe::/32"),
)
"""Where nodes and clouds issue credentials: no wider network includes them."""
_REFUSED_BY_LIBRECHAT = (
    *ORGANISATIONS,
    # isPrivateIP in packages/api/src/auth/domain.ts.
    *_networks("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/3"),
    *_networks("::/128", "::1/128", "fe80::/10"),
)
NOT_PUBLIC = (
    *_REFUSED_BY_LIBRECHAT,
    *_networks("168.63.129.16/32"),
    # IANA's registries of special-purpose addresses: documentation, and relays of 6to4.
    *_networks("192.0.2.0/24", "192.88.99.0/24", "198.51.100.0/24", "203.0.113.0/24"),
    # Those with an IPv4 address inside: compatible ones, NAT64, Teredo among other protocols, and 6to4.
    *_networks("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2002::/16"),
    # Discard, documentation, segment routing, site-local and multicast addresses.
    *_networks("100::/64", "100:0:0:1::/64", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10", "ff00::/8"),
)
"""All that is not the public internet. Addresses in `_REFUSED_BY_LIBRECHAT` are called private."""
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


def ip_address(host: str) -> IPAddress | None:
    """``host`` as an address; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_private_address(address: IPAddress) -> bool:
    """Whether an address is private, or an IPv6 address that embeds a private IPv4 address."""
    inner = _embedded(address) if isinstance(address, ipaddress.IPv6Address) else None
    found = [each for each in (address, inner) if each is not None]
    return any(each in network for each in found for network in _REFUSED_BY_LIBRECHAT)


def outermost(networks: tuple[IPNetwork, ...], within: IPNetwork) -> list[IPNetwork]:
    """Those of ``networks`` that are smaller than ``within`` and part of it, in order, each address once."""
    inner = {each for each in networks if each != within and _contains(within, each)}
    return sorted(each for each in inner if not any(other != each and _contains(other, each) for other in inner))


def _contains(network: IPNetwork, other: IPNetwork) -> bool:
    return network.version == other.version and other.subnet_of(network)  # type: ignore[arg-type]


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 one: mapped, 6to4, Teredo or NAT64."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
