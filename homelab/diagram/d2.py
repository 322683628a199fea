"""Pictures as text of D2, from which `make pictures` draws the SVGs."""

from collections.abc import Iterator, Mapping, Sequence

from homelab.diagram.graph import Edge, Graph, Node, Shape

_SHAPES: Mapping[Shape, str] = {
    Shape.PROGRAM: "rectangle",
    Shape.STORE: "cylinder",
    Shape.PEOPLE: "person",
    Shape.ENTRANCE: "hexagon",
    Shape.OUTSIDE: "cloud",
}
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": " "})


def to_d2(graph: Graph) -> str:
    """Diagram from left to right; empty for a graph without nodes."""
    if not graph.nodes:
        return ""
    word = graph.identifiers()
    path = {each.id: f"{word[each.group]}.{word[each.id]}" if each.group else word[each.id] for each in graph.nodes}
    lines = [
        "direction: right",
        *(_node(each, word) for each in graph.members("")),
        *_frames(graph, word),
        *(_edge(each, path) for each in graph.edges),
    ]
    return "\n".join(lines) + "\n"


def _frames(graph: Graph, word: Mapping[str, str]) -> Iterator[str]:
    for group in graph.groups:
        yield f"{word[group.id]}: {_quoted([group.title])} {{"
        yield from (f"  {_node(each, word)}" for each in graph.members(group.id))
        yield "}"


def _node(node: Node, word: Mapping[str, str]) -> str:
    dashes = "; style.stroke-dash: 4" if node.is_elsewhere else ""
    return f"{word[node.id]}: {_quoted(node.lines)} {{shape: {_SHAPES[node.shape]}{dashes}}}"


def _edge(edge: Edge, path: Mapping[str, str]) -> str:
    label = f": {_quoted([edge.label])}" if edge.label else ""
    style = f"{'' if label else ':'} {{style.stroke-dash: 4}}" if edge.is_dotted else ""
    return f"{path[edge.source]} -> {path[edge.target]}{label}{style}"


def _quoted(lines: Sequence[str]) -> str:
    return '"' + "\\n".join(line.translate(_ESCAPED) for line in lines) + '"'
