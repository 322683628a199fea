"""Nodes of the picture of a workspace, and the frames around them."""

from collections.abc import Iterator, Sequence

from homelab.diagram.backends import Backend
from homelab.diagram.entrances import Entrance
from homelab.diagram.graph import Group, Node, Shape
from homelab.diagram.outside import INTERNET, Outside
from homelab.diagram.programs import Program, title
from homelab.offline import RecordedResource

PEOPLE = Node(id="people", lines=["People"], shape=Shape.PEOPLE, is_elsewhere=True)


def entrance_node(entrance: Entrance, through: Sequence[Outside]) -> Node:
    """An Ingress and the like, through whom the policies let it connect."""
    lines = [entrance.name, *entrance.hosts, *(f"through {each.name[0].lower()}{each.name[1:]}" for each in through)]
    return Node(id=entrance.id, lines=lines, shape=Shape.ENTRANCE)


def outside_node(each: Outside, role: str) -> Node:
    """Clients and destinations are two nodes, so that arrows lead from left to right."""
    lines = [each.name, *filter(None, [each.detail])]
    shape = Shape.OUTSIDE if each == INTERNET else Shape.PROGRAM
    return Node(id=f"{role} {each.name} {each.detail}", lines=lines, shape=shape, is_elsewhere=True)


def backend_node(backend: Backend) -> Node:
    """A server that runs elsewhere."""
    return Node(id=backend.id, lines=[backend.name, backend.address], shape=Shape.STORE, is_elsewhere=True)


def groups(found: Sequence[Program]) -> list[Group]:
    """A frame for each component with several programs."""
    components = {each.component.urn: each.component for each in found if each.component}
    titles = [title(each) for each in components.values()]
    return [
        Group(_group_id(each), title(each) if titles.count(title(each)) == 1 else f"{title(each)} {each.name}")
        for each in components.values()
        if _is_framed(each, found)
    ]


def program_nodes(found: Sequence[Program]) -> Iterator[Node]:
    """The workloads, those of one component in its frame."""
    for each in found:
        is_framed = each.component is not None and _is_framed(each.component, found)
        yield Node(
            id=each.id,
            lines=[*_names(each, is_framed=is_framed), each.details],
            shape=Shape.STORE if each.keeps_data else Shape.PROGRAM,
            group=_group_id(each.component) if each.component and is_framed else "",
        )


def _names(program: Program, *, is_framed: bool) -> list[str]:
    """The component, unless a frame names it, and the program, unless it is called like the component."""
    if program.component is None or is_framed:
        return [program.name]
    name = title(program.component)
    return [name] if program.name.replace("-", "") == name.lower() else [name, program.name]


def _is_framed(component: RecordedResource, found: Sequence[Program]) -> bool:
    return sum(each.component is not None and each.component.urn == component.urn for each in found) > 1


def _group_id(component: RecordedResource) -> str:
    return f"{title(component)} {component.name}"
