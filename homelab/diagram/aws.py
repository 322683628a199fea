"""The picture of what a program declares on AWS."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence

from homelab.diagram.graph import Edge, Graph, Group, Node, Shape
from homelab.offline.aws import free_types
from homelab.offline.aws.estimate import is_declared
from homelab.offline.aws.inventory import kind
from homelab.offline.aws.security_rules import security_rules
from homelab.offline.resources import WORKSPACE, RecordedResource


def aws_graph(resources: Sequence[RecordedResource]) -> Graph:
    """Components with what AWS charges for in them, who connects to whom, and who needs whom.

    A component is a node with the kinds of its resources that AWS charges for, in the frame of the component that it
    belongs to. Arrows are rules of security groups, with their ports; dotted ones are other dependencies. Empty for a
    program that declares nothing on AWS.
    """
    owners = _owners(resources)
    shown = {owners[each.urn].urn for each in resources if is_declared(each) or owners[each.urn].type == WORKSPACE}
    # Which of two independent resources is registered first is not certain.
    drawn = {urn: owners[urn] for urn in sorted(shown)}
    if not any(is_declared(each) for each in resources):
        return Graph()
    by_urn = {each.urn: each for each in resources}
    frames = {frame.urn: frame for each in drawn.values() if (frame := _frame(each, by_urn))}
    connections = _connections(resources, owners)
    return Graph(
        nodes=[
            *(
                _node(each, by_urn, frames, [one for one in resources if owners[one.urn].urn == each.urn])
                for each in drawn.values()
            ),
            *(
                Node(id=end, lines=[end], shape=Shape.OUTSIDE, is_elsewhere=True)
                for end in _outside(connections, owners)
            ),
        ],
        groups=[Group(_frame_id(urn), frame.name) for urn, frame in frames.items()],
        edges=[
            *(Edge(_id(one), _id(other), ", ".join(ports)) for (one, other), ports in connections.items()),
            *(
                Edge(_id(user), _id(used), is_dotted=True)
                for user, used in _dependencies(resources, owners)
                if {user, used} <= drawn.keys() and (user, used) not in connections
            ),
        ],
    )


def _owners(resources: Sequence[RecordedResource]) -> dict[str, RecordedResource]:
    """The component of each resource, by URN: the workspace for all that is in one, else the nearest, or itself."""
    owners: dict[str, RecordedResource] = {}
    for each in resources:
        above = owners.get(each.parent)
        is_inside = above is not None and (each.custom or above.type == WORKSPACE)
        owners[each.urn] = above if above is not None and is_inside else each
    return owners


def _node(
    component: RecordedResource,
    by_urn: Mapping[str, RecordedResource],
    frames: Container[str],
    own: Sequence[RecordedResource],
) -> Node:
    """A component with others in it stands among those."""
    frame = component if component.urn in frames else _frame(component, by_urn)
    return Node(id=_id(component.urn), lines=_lines(component, own), group=_frame_id(frame.urn) if frame else "")


def _frame(resource: RecordedResource, by_urn: Mapping[str, RecordedResource]) -> RecordedResource | None:
    parent = by_urn.get(resource.parent)
    return parent if parent is not None and not parent.custom else None


def _lines(component: RecordedResource, own: Sequence[RecordedResource]) -> list[str]:
    kinds = Counter(kind(each.type) for each in own if is_declared(each) and not _is_free(each))
    counted = [one if number == 1 else f"{number} {one}" for one, number in sorted(kinds.items())]
    title = "" if component.custom else component.type.rpartition(":")[2]
    return [component.name, *filter(None, [title, *counted])]


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
    return {ends: sorted(ports) for ends, ports in sorted(found.items())}


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
    return sorted((user, used) for user, used in {*pairs} if user != used)


def _frame_id(urn: str) -> str:
    return f"frame {_id(urn)}"


def _id(urn: str) -> str:
    """Types and name of a URN, without stack and project."""
    return urn.split("::", 2)[-1]
