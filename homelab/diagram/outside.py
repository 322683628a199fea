"""Names for whom a rule of a NetworkPolicy lets in or out, apart from the workloads of the picture."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.kubernetes.labels import INSTANCE
from homelab.offline.network import Address, Block, Peer, Pod, PortRule, Rule
from homelab.offline.network.addresses import representatives
from homelab.offline.network.outside import INTERNET as PUBLIC
from homelab.offline.network.outside import LINK_LOCAL, PRIVATE
from homelab.offline.network.policies import NAMESPACE_NAME
from homelab.offline.network.selectors import selects

_DNS_PORTS = (53, 5353)


@dataclass(frozen=True, slots=True)
class Outside:
    """Who is on the other side of a connection, and not among the workloads."""

    name: str
    detail: str = ""
    """Labels of the pods, or addresses, where the name does not say it all."""


ANYWHERE = Outside("Any address or pod")
ANY_ADDRESS = Outside("Any address")
ANY_POD = Outside("Any pod")
INTERNET = Outside("Internet")
PRIVATE_ADDRESSES = Outside("Private addresses")


def outside(rules: Iterable[Rule], pods: Sequence[Pod], namespace: str) -> dict[Outside, list[str]]:
    """Ports by whom the rules let in or out, besides ``pods``; without lookups of names, which nearly all programs do.

    :param rules: Those of a pod in ``namespace``.
    :param pods: The workloads of the picture.
    """
    found: dict[Outside, list[str]] = {}
    for rule in rules:
        if not is_dns(rule):
            for each in _peers(rule, pods, namespace):
                found[each] = list(dict.fromkeys([*found.get(each, ()), *port_names(rule.ports)]))
    return found


def is_dns(rule: Rule) -> bool:
    """Whether a rule is about nothing but lookups of names."""
    return bool(rule.ports) and all(each.port in _DNS_PORTS and each.end is None for each in rule.ports)


def port_names(ports: Sequence[PortRule]) -> list[str]:
    """Ports as a picture shows them."""
    return [_port_name(each) for each in ports] or ["any port"]


def _port_name(rule: PortRule) -> str:
    number = "any" if rule.port is None else f"{rule.port}-{rule.end}" if rule.end else str(rule.port)
    return number if rule.protocol == "TCP" else f"{number}/{rule.protocol}"


def _peers(rule: Rule, pods: Sequence[Pod], namespace: str) -> list[Outside]:
    if not rule.peers:
        return [ANYWHERE]
    found = [
        *_addresses([each.block for each in rule.peers if each.block]),
        *(each for peer in rule.peers if not peer.block for each in _pods(peer, pods, namespace)),
    ]
    if ANY_ADDRESS in found and ANY_POD in found:
        return [ANYWHERE, *(each for each in found if each not in (ANY_ADDRESS, ANY_POD))]
    return found


def _addresses(blocks: Sequence[Block]) -> Iterator[Outside]:
    """Whole networks by what they are, single ones by their addresses."""
    wide = {version: _whole(blocks, version) for version in (4, 6)}
    if wide[4] == wide[6] and wide[4]:
        yield wide[4]
    else:
        yield from (Outside(f"{each.name} by IPv{version}") for version, each in wide.items() if each)
    narrow = [each for each in blocks if each.network.prefixlen or not wide[each.network.version]]
    if narrow and _cover(narrow, PRIVATE):
        yield PRIVATE_ADDRESSES
    elif narrow:
        addresses = ", ".join(map(_block_name, narrow))
        yield Outside("Cloud metadata", addresses) if _is_link_local(narrow[0]) else Outside(addresses)


def _whole(blocks: Sequence[Block], version: int) -> Outside | None:
    """What the blocks of a whole family of addresses amount to."""
    wide = [each for each in blocks if each.network.version == version and not each.network.prefixlen]
    if not wide or not _cover(wide, PUBLIC):
        return None
    return ANY_ADDRESS if _cover(wide, PRIVATE) else INTERNET


def _cover(blocks: Sequence[Block], whole: Sequence[Block]) -> bool:
    """Whether ``blocks`` contain all of ``whole`` in their own families of addresses, but for clouds' credentials."""
    versions = {each.network.version for each in blocks}
    return all(
        any(address in each for each in blocks)
        for address in representatives(whole, [*blocks, *LINK_LOCAL])
        if address.ip.version in versions and not any(address in each for each in LINK_LOCAL)
    )


def _is_link_local(block: Block) -> bool:
    return any(Address(block.network.network_address) in each for each in LINK_LOCAL)


def _block_name(block: Block) -> str:
    is_single = block.network.prefixlen == block.network.max_prefixlen
    name = str(block.network.network_address if is_single else block.network)
    return f"{name} in part" if block.excluded else name


def _pods(peer: Peer, pods: Sequence[Pod], namespace: str) -> Iterator[Outside]:
    labels = _selector_text(peer.pods)
    if peer.namespaces is None:
        is_inside = any(each.namespace == namespace and selects(peer.pods, each.labels) for each in pods)
        if not labels:
            yield Outside(f"Any pod of {namespace}")
        elif not is_inside and set(peer.pods.get("matchLabels") or {}) != {INSTANCE}:
            # Those of an instance that is not there are a workload that is not running now.
            yield Outside(f"Pods of {namespace}", labels)
    elif not peer.namespaces:
        yield Outside("Pods of any namespace", labels) if labels else ANY_POD
    elif set(peer.namespaces) == {"matchLabels"} and set(peer.namespaces["matchLabels"]) == {NAMESPACE_NAME}:
        yield Outside(f"Namespace {peer.namespaces['matchLabels'][NAMESPACE_NAME]}", labels)
    else:
        yield Outside(f"Namespaces with {_selector_text(peer.namespaces)}", labels)


def _selector_text(selector: Mapping[str, Any]) -> str:
    equal = [f"{key}={value}" if value else key for key, value in (selector.get("matchLabels") or {}).items()]
    rules = [
        " ".join(filter(None, [each["key"], each["operator"], ", ".join(each.get("values") or ())]))
        for each in selector.get("matchExpressions") or []
    ]
    return ", ".join([*equal, *rules])
