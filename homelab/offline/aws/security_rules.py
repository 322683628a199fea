"""Who may connect to whom by the security groups that a program declares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.offline.resources import RecordedResource

_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
_EITHER = "aws:ec2/securityGroupRule:SecurityGroupRule"
_ALL = "-1"


@dataclass(frozen=True, slots=True)
class SecurityRule:
    """A permission of a security group, whatever resource states it."""

    group: RecordedResource | str
    """The group that has the rule; its id, if it is not declared by the program."""
    peer: RecordedResource | str
    """A group, or a range of addresses, a prefix list or the id of a group that is not declared."""
    ports: str
    """``tcp 5432``, ``tcp 8000-8100`` or ``all``."""
    is_ingress: bool
    """Whether the peer may connect to the group, and not the group to the peer."""


def security_rules(resources: Sequence[RecordedResource]) -> list[SecurityRule]:
    """All rules that a program declares, within groups or as resources of their own."""
    groups = {each.id: each for each in resources if each.type == _GROUP and each.id}
    found = [
        SecurityRule(groups.get(group, group), groups.get(peer, peer), _ports(rule), is_ingress)
        for resource in resources
        for group, is_ingress, rule in _stated(resource)
        for peer in _peers(rule, group)
    ]
    by_text = {
        (not each.is_ingress, name(each.group), name(each.peer), each.ports, _key(each.group), _key(each.peer)): each
        for each in found
    }
    return [by_text[key] for key in sorted(by_text)]


def name(group: RecordedResource | str) -> str:
    """Name of a group, or what it is where it is not declared."""
    return group if isinstance(group, str) else group.name


def _key(group: RecordedResource | str) -> str:
    return group if isinstance(group, str) else group.urn


def _stated(resource: RecordedResource) -> Iterator[tuple[str, bool, Mapping[str, Any]]]:
    inputs = resource.inputs
    if resource.type == _GROUP:
        for key in ("ingress", "egress"):
            for rule in inputs.get(key) or ():
                if isinstance(rule, Mapping):
                    yield resource.id, key == "ingress", rule
    elif resource.type in (_INGRESS, _EGRESS):
        yield inputs.get("securityGroupId", ""), resource.type == _INGRESS, inputs
    elif resource.type == _EITHER:
        yield inputs.get("securityGroupId", ""), inputs.get("type") == "ingress", inputs


def _peers(rule: Mapping[str, Any], group: str) -> Iterator[str]:
    for key in ("referencedSecurityGroupId", "sourceSecurityGroupId", "cidrIpv4", "cidrIpv6", "prefixListId"):
        if rule.get(key):
            yield rule[key]
    for key in ("securityGroups", "cidrBlocks", "ipv6CidrBlocks", "prefixListIds"):
        found = rule.get(key) or ()
        yield from found if not isinstance(found, str) else [found]
    if rule.get("self"):
        yield group


def _ports(rule: Mapping[str, Any]) -> str:
    protocol = str(rule.get("ipProtocol", rule.get("protocol", _ALL)))
    first, last = rule.get("fromPort"), rule.get("toPort")
    if protocol == _ALL:
        return "all"
    if first is None:
        return protocol
    return f"{protocol} {first}" if first == last else f"{protocol} {first}-{last}"
