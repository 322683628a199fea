"""A picture of what a program declares on AWS, in Mermaid's words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from homelab.offline.aws import free_types
from homelab.offline.aws.estimate import is_declared
from homelab.offline.aws.inventory import kind
from homelab.offline.aws.security_rules import security_rules
from homelab.offline.resources import RecordedResource

_WORKSPACE = "homelab:index:AIWorkspace"
"""Drawn as one node, with all that is in it."""


def mermaid(resources: Sequence[RecordedResource]) -> str:
    """Flowchart of the components: what they consist of, who connects to whom, and who needs whom.

    A component is a node with the kinds of its resources that AWS charges for, in the frame of the component that it
    belongs to. Lines are rules of security groups, with their ports; dotted ones are other dependencies.
    """
    owners = _owners(resources)
    drawn = {
        owners[each.urn].urn: owners[each.urn]
        for each in resources
        if is_declared(each) or owners[each.urn].type == _WORKSPACE
    }
    if not drawn:
        return ""
    connections = _connections(resources, owners)
    lines = [
        "flowchart LR",
        *_nodes(resources, drawn, owners),
        *(f'  {_id(end)}(["{end}"])' for end in _outside(connections, owners)),
        *(f'  {_id(one)} -->|"{", ".join(ports)}"| {_id(other)}' for (one, other), ports in connections.items()),
        *(
            f"  {_id(user)} -.-> {_id(used)}"
            for user, used in _dependencies(resources, owners)
            if {user, used} <= drawn.keys() and (user, used) not in connections
        ),
    ]
    return "\n".join(lines) + "\n"


def _owners(resources: Sequence[RecordedResource]) -> dict[str, RecordedResource]:
    """The component of each resource, by URN: the workspace for all that is in one, else the nearest, or itself."""
    owners: dict[str, RecordedResource] = {}
    for each in resources:
        above = owners.get(each.parent)
        is_inside = above is not None and (each.custom or above.type == _WORKSPACE)
        owners[each.urn] = above if above is not None and is_inside else each
    return owners


def _nodes(
    resources: Sequence[RecordedResource],
    drawn: Mapping[str, RecordedResource],
    owners: Mapping[str, RecordedResource],
) -> Iterator[str]:
    by_urn = {each.urn: each for each in resources}
    frames = dict.fromkeys(_frame(each, by_urn) for each in drawn.values())
    for frame in frames:
        if frame:
            yield f'  subgraph {_id(frame)}["{by_urn[frame].name}"]'
        for each in drawn.values():
            if _frame(each, by_urn) == frame:
                own = [one for one in resources if owners[one.urn].urn == each.urn]
                yield f'  {"  " if frame else ""}{_id(each.urn)}["{_text(each, own)}"]'
        if frame:
            yield "  end"


def _frame(resource: RecordedResource, by_urn: Mapping[str, RecordedResource]) -> str:
    parent = by_urn.get(resource.parent)
    return parent.urn if parent is not None and not parent.custom else ""


def _text(component: RecordedResource, own: Sequence[RecordedResource]) -> str:
    kinds = Counter(kind(each.type) for each in own if is_declared(each) and not _is_free(each))
    counted = [one if number == 1 else f"{number} {one}" for one, number in sorted(kinds.items())]
    title = "" if component.custom else component.type.rpartition(":")[2]
    return "<br/>".join(filter(None, [f"<b>{component.name}</b>", title, *counted]))


def _is_free(resource: RecordedResource) -> bool:
    return resource.type in free_types.TYPES or resource.type.startswith(free_types.SERVICES)


def _connections(
    resources: Sequence[RecordedResource], owners: Mapping[str, RecordedResource]
) -> dict[tuple[str, str], list[str]]:
    """Ports by the ends of a connection: URNs of components, or what is not declared."""

    def end(of: RecordedResource | str) -> str:
        return of if isinstance(of, str) else owners[of.urn].urn

    found: dict[tuple[str, str], list[str]] = {}
    for rule in security_rules(resources):
        # Of two rules that say the same from both ends, the one that lets in is enough.
        if rule.is_ingress or isinstance(rule.peer, str):
            ends = (end(rule.peer), end(rule.group)) if rule.is_ingress else (end(rule.group), end(rule.peer))
            if ends[0] != ends[1] and rule.ports not in found.setdefault(ends, []):
                found[ends].append(rule.ports)
    return found


def _outside(connections: Mapping[tuple[str, str], object], owners: Mapping[str, RecordedResource]) -> list[str]:
    """Ends that are not declared."""
    return [each for each in dict.fromkeys(end for ends in connections for end in ends) if each not in owners]


def _dependencies(
    resources: Sequence[RecordedResource], owners: Mapping[str, RecordedResource]
) -> list[tuple[str, str]]:
    """URNs of components that need others, and of those."""
    pairs = [
        (owners[each.urn].urn, owners[urn].urn) for each in resources for urn in each.dependencies if urn in owners
    ]
    # Which of two independent resources is registered first is not certain.
    return sorted((user, used) for user, used in {*pairs} if user != used)


def _id(text: str) -> str:
    """An identifier of a node, from a URN or the id of something that is not declared."""
    return re.sub(r"[^A-Za-z0-9]+", "_", text.split("::", 2)[-1])
