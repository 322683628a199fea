"""IP addresses and blocks of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, TypeAlias

IPAddress: TypeAlias = IPv4Address | IPv6Address
IPNetwork: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Address:
    """An address that does not belong to a pod."""

    ip: IPAddress

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Parse an IPv4 or IPv6 address."""
        return cls(ip_address(text))


@dataclass(frozen=True, slots=True)
class Block:
    """Addresses of a network, except for those of excluded networks."""

    network: IPNetwork
    excluded: tuple[IPNetwork, ...] = ()

    @classmethod
    def parse(cls, ip_block: Mapping[str, Any]) -> "Block":
        """Parse the ``ipBlock`` of a NetworkPolicy."""
        return cls(ip_network(ip_block["cidr"]), tuple(map(ip_network, ip_block.get("except") or [])))

    def __contains__(self, address: Address) -> bool:
        return address.ip in self.network and not any(address.ip in network for network in self.excluded)


def representatives(within: Sequence[Block], blocks: Iterable[Block]) -> list[Address]:
    """Addresses of ``within``, one for each range that is in the same ``blocks``.

    Membership can only change at the start of a network, or after its end.
    """
    networks = {network for block in (*within, *blocks) for network in (block.network, *block.excluded)}
    starts = {network.network_address for network in networks}
    starts |= {network.broadcast_address + 1 for network in networks if not _is_last(network.broadcast_address)}
    candidates = [Address(ip) for ip in sorted(starts, key=lambda ip: (ip.version, int(ip)))]
    return [address for address in candidates if any(address in block for block in within)]


def _is_last(ip: IPAddress) -> bool:
    return int(ip) == 2**ip.max_prefixlen - 1
