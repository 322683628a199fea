"""Addresses, and blocks of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, TypeAlias

IPAddress: TypeAlias = IPv4Address | IPv6Address
IPNetwork: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Address:
    """An address that is no pod's."""

    ip: IPAddress

    @classmethod
    def parse(cls, text: str) -> "Address":
        """The address that ``text`` is."""
        return cls(ip_address(text))


@dataclass(frozen=True, slots=True)
class Block:
    """The addresses of a network, without those of other networks inside it."""

    network: IPNetwork
    excluded: tuple[IPNetwork, ...] = ()

    @classmethod
    def parse(cls, ip_block: Mapping[str, Any]) -> "Block":
        """The ``ipBlock`` of a NetworkPolicy."""
        return cls(ip_network(ip_block["cidr"]), tuple(map(ip_network, ip_block.get("except") or [])))

    def __contains__(self, address: Address) -> bool:
        return address.ip in self.network and not any(address.ip in network for network in self.excluded)


def representatives(within: Sequence[Block], blocks: Iterable[Block]) -> list[Address]:
    """Addresses of ``within``, one for each range that lies in the same ones of ``blocks``.

    What holds for an address can change only where a network begins, or after its end.
    """
    networks = {network for block in (*within, *blocks) for network in (block.network, *block.excluded)}
    starts = {network.network_address for network in networks}
    starts |= {network.broadcast_address + 1 for network in networks if not _is_last(network.broadcast_address)}
    candidates = [Address(ip) for ip in sorted(starts, key=lambda ip: (ip.version, int(ip)))]
    return [address for address in candidates if any(address in block for block in within)]


def _is_last(ip: IPAddress) -> bool:
    return int(ip) == 2**ip.max_prefixlen - 1
