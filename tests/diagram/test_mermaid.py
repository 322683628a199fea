import re

from hypothesis import given
from hypothesis import strategies as st

from homelab.diagram.graph import Edge, Graph, Group, Node, Shape
from homelab.diagram.mermaid import to_mermaid

TEXT = st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
NODE = re.compile(r'\s+(?P<id>\w+)(?:\["|\[\("|\(\("|\{\{"|\(\[")(?P<text>[^"]*)(?:"\]|"\)\]|"\)\)|"\}\}|"\]\))')
EDGE = re.compile(r'\s+(?P<source>\w+) (?:-->|-\.->)(?:\|"(?P<label>[^"]*)"\|)? (?P<target>\w+)')


def unescaped(text: str) -> str:
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text)


def test_a_graph_is_a_flowchart():
    graph = Graph(
        nodes=[
            Node(id="people", lines=["People"], shape=Shape.PEOPLE),
            Node(id="db", lines=["db", "StatefulSet"], shape=Shape.STORE, group="g"),
            Node(id="net", lines=["Internet"], shape=Shape.OUTSIDE, is_elsewhere=True),
            Node(id="in", lines=["Ingress"], shape=Shape.ENTRANCE),
            Node(id="web", lines=["web"]),
        ],
        groups=[Group("g", "Database")],
        edges=[Edge("people", "web", is_dotted=True), Edge("web", "db", "5432")],
    )
    assert (
        to_mermaid(graph)
        == """\
flowchart LR
  people(("<b>People</b>"))
  net(["<b>Internet</b>"])
  in{{"<b>Ingress</b>"}}
  web["<b>web</b>"]
  subgraph g["Database"]
    db[("<b>db</b><br/>StatefulSet")]
  end
  people -.-> web
  web -->|"5432"| db
  classDef elsewhere stroke-dasharray:4
  class net elsewhere
"""
    )


def test_nothing_is_no_text():
    assert to_mermaid(Graph()) == ""


@given(TEXT, TEXT, TEXT, st.sampled_from(Shape))
def test_any_text_stays_within_its_quotes_and_is_shown_as_it_is(name: str, detail: str, label: str, shape: Shape):
    nodes = [Node(id=name, lines=[name, detail], shape=shape)]
    _, node, edge = to_mermaid(Graph(nodes=nodes, edges=[Edge(name, name, label)])).splitlines()
    found, arrow = NODE.fullmatch(node), EDGE.fullmatch(edge)
    assert found
    assert arrow
    assert found["id"] == arrow["source"] == arrow["target"]
    first, rest = found["text"].removeprefix("<b>").split("</b><br/>")
    assert not {*"<>`*_&"} & {*first, *rest, *arrow["label"]}
    assert [unescaped(first), unescaped(rest), unescaped(arrow["label"])] == [name, detail, label]
