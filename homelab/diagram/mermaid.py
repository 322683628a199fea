"""Pictures as text of Mermaid, which GitHub, GitLab and most sites draw."""

from collections.abc import Iterator, Mapping

from homelab.diagram.graph import Graph, Node, Shape

_BRACKETS: Mapping[Shape, tuple[str, str]] = {
    Shape.PROGRAM: ("[", "]"),
    Shape.STORE: ("[(", ")]"),
    Shape.PEOPLE: ("((", "))"),
    Shape.ENTRANCE: ("{{", "}}"),
    Shape.OUTSIDE: ("([", "])"),
}
_ESCAPED = str.maketrans({character: f"#{ord(character)};" for character in '"#&<>`\\*_~[]{}|'} | {"\n": " "})
"""Numbers of characters that mean something within quotes: to Mermaid, to HTML, or to Markdown."""


def to_mermaid(graph: Graph) -> str:
    """Flowchart from left to right; empty for a graph without nodes."""
    if not graph.nodes:
        return ""
    word = graph.identifiers()
    elsewhere = [word[each.id] for each in graph.nodes if each.is_elsewhere]
    lines = [
        "flowchart LR",
        *(f"  {_node(each, word)}" for each in graph.members("")),
        *_frames(graph, word),
        *(
            f"  {word[each.source]} {_arrow(each.label, dotted=each.is_dotted)} {word[each.target]}"
            for each in graph.edges
        ),
    ]
    if elsewhere:
        lines += ["  classDef elsewhere stroke-dasharray:4", f"  class {','.join(elsewhere)} elsewhere"]
    return "\n".join(lines) + "\n"


def _frames(graph: Graph, word: Mapping[str, str]) -> Iterator[str]:
    for group in graph.groups:
        yield f'  subgraph {word[group.id]}["{_escaped(group.title)}"]'
        yield from (f"    {_node(each, word)}" for each in graph.members(group.id))
        yield "  end"


def _node(node: Node, word: Mapping[str, str]) -> str:
    opening, closing = _BRACKETS[node.shape]
    name, *more = node.lines
    text = "<br/>".join([f"<b>{_escaped(name)}</b>", *map(_escaped, more)])
    return f'{word[node.id]}{opening}"{text}"{closing}'


def _arrow(label: str, *, dotted: bool) -> str:
    arrow = "-.->" if dotted else "-->"
    return f'{arrow}|"{_escaped(label)}"|' if label else arrow


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)
