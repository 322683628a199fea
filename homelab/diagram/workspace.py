"""The picture of a workspace: its programs, and the connections that NetworkPolicies admit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from homelab.diagram.aws import aws_graph
from homelab.diagram.backends import is_admitted, is_explained
from homelab.diagram.graph import Edge, Graph, Node
from homelab.diagram.nodes import PEOPLE, backend_node, entrance_node, groups, outside_node, program_nodes
from homelab.diagram.outside import Outside
from homelab.diagram.programs import Program, title
from homelab.diagram.scene import Scene
from homelab.offline import Recording

_ENTERED = "LibreChat"
"""The component that people use, if need be by `kubectl port-forward`."""


def workspace_graph(recording: Recording) -> Graph:
    """Programs by their components, whom they may connect to, and who may connect to them.

    An arrow between programs, with the ports of the target's pods, is there if the egress rules of one and the ingress
    rules of the other allow it. Whoever else a rule names is a dashed node. A backend that runs elsewhere is one, too;
    where it has a name, its port is open to every address, as policies know no names. Left out are Jobs, which run once
    when something changes, and lookups of names.
    """
    scene = Scene(recording)
    before, after = _Drawing(), _Drawing()
    for program in scene.programs:
        _draw_clients(scene, before, program)
        _draw_destinations(scene, after, program)
    inner = [edge for pair in permutations(scene.programs, 2) for edge in scene.connection(*pair)]
    return Graph(
        nodes=[
            *sorted(before.nodes.values(), key=lambda each: each != PEOPLE),
            *program_nodes(scene.programs),
            *after.nodes.values(),
        ],
        groups=groups(scene.programs),
        edges=list(dict.fromkeys([*before.edges, *inner, *after.edges])),
    )


def program_graph(recording: Recording) -> Graph:
    """What a program runs in clusters; if that is nothing, what it declares on AWS."""
    graph = workspace_graph(recording)
    return graph if graph.nodes else aws_graph(recording.resources)


@dataclass
class _Drawing:
    """What is drawn beside the programs."""

    nodes: dict[str, Node] = field(default_factory=dict[str, Node])
    edges: list[Edge] = field(default_factory=list[Edge])

    def add(self, node: Node) -> str:
        """Draw a node, unless it is there."""
        self.nodes.setdefault(node.id, node)
        return node.id


def _draw_clients(scene: Scene, drawing: _Drawing, program: Program) -> None:
    clients = scene.clients(program)
    entered = _draw_entrances(scene, drawing, program, clients)
    is_used_by_people = program.component is not None and title(program.component) == _ENTERED
    for each, ports in clients.items():
        if left := [port for port in ports if port not in entered.get(each, ())]:
            node = drawing.add(outside_node(each, "client"))
            drawing.edges.append(Edge(node, program.id, ", ".join(left)))
            if is_used_by_people and not entered and each in _controllers(clients):
                drawing.edges.append(Edge(drawing.add(PEOPLE), node))
    if is_used_by_people and not clients:
        drawing.edges.append(Edge(drawing.add(PEOPLE), program.id, "kubectl port-forward", is_dotted=True))


def _draw_entrances(
    scene: Scene, drawing: _Drawing, program: Program, clients: Mapping[Outside, Sequence[str]]
) -> dict[Outside, list[str]]:
    """Draw what leads people to a program, and return through whom and to which ports."""
    entered: dict[Outside, list[str]] = {}
    for entrance in scene.entrances:
        ports = [str(number) for pod, number in entrance.targets if pod == program.pod]
        through = [each for each in _controllers(clients) if {*ports, "any port"} & {*clients[each]}]
        if ports and through:
            people, node = drawing.add(PEOPLE), drawing.add(entrance_node(entrance, through))
            drawing.edges += [Edge(people, node), Edge(node, program.id, ", ".join(ports))]
            for each in through:
                entered.setdefault(each, []).extend(ports)
    return entered


def _controllers(clients: Mapping[Outside, object]) -> list[Outside]:
    """Clients that may be an ingress controller: not those that are chosen by labels, unless there are no others."""
    return [each for each in clients if not each.detail] or list(clients)


def _draw_destinations(scene: Scene, drawing: _Drawing, program: Program) -> None:
    workspace = program.component.parent if program.component else ""
    used = [
        each
        for each in scene.backends
        if each.workspace == workspace and is_admitted(program.pod, each, scene.policies)
    ]
    for backend in used:
        drawing.edges.append(Edge(program.id, drawing.add(backend_node(backend)), str(backend.port)))
    for each, ports in scene.destinations(program).items():
        explained = {str(port) for backend in used if is_explained(each, backend) for port in backend.ports}
        if left := [port for port in ports if port not in explained]:
            node = drawing.add(outside_node(each, "destination"))
            drawing.edges.append(Edge(program.id, node, ", ".join(left)))
