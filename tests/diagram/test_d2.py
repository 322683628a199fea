import json
import re

from hypothesis import given
from hypothesis import strategies as st

from homelab.diagram.d2 import to_d2
from homelab.diagram.graph import Edge, Graph, Group, Node, Shape

TEXT = st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
QUOTED = r'(?P<text>"(?:[^"\\]|\\.)*")'
NODE = re.compile(rf"(?P<id>\w+): {QUOTED} \{{shape: rectangle\}}")
EDGE = re.compile(rf"(?P<source>\w+) -> (?P<target>\w+): {QUOTED}")


def unquoted(text: str) -> str:
    return json.loads(text.replace("\\$", "$"))


def test_a_graph_is_a_diagram():
    graph = Graph(
        nodes=[
            Node(id="people", lines=["People"], shape=Shape.PEOPLE),
            Node(id="db", lines=["db", "StatefulSet"], shape=Shape.STORE, group="g"),
            Node(id="net", lines=["Internet"], shape=Shape.OUTSIDE, is_elsewhere=True),
        ],
        groups=[Group("g", "Database")],
        edges=[Edge("people", "db", is_dotted=True), Edge("people", "db", "5432"), Edge("db", "net", "1", True)],
    )
    assert (
        to_d2(graph)
        == """\
direction: right
people: "People" {shape: person}
net: "Internet" {shape: cloud; style.stroke-dash: 4}
g: "Database" {
  db: "db\\nStatefulSet" {shape: cylinder}
}
people -> g.db: {style.stroke-dash: 4}
people -> g.db: "5432"
g.db -> net: "1" {style.stroke-dash: 4}
"""
    )


def test_nothing_is_no_text():
    assert to_d2(Graph()) == ""


@given(TEXT, TEXT)
def test_any_text_stays_within_its_quotes_and_is_shown_as_it_is(name: str, label: str):
    _, node, edge = to_d2(Graph(nodes=[Node(id=name, lines=[name])], edges=[Edge(name, name, label)])).splitlines()
    found, arrow = NODE.fullmatch(node), EDGE.fullmatch(edge)
    assert found
    assert arrow
    assert found["id"] == arrow["source"] == arrow["target"]
    # D2 puts a variable's value in place of an unescaped ${name}.
    assert not re.search(r"(?<!\\)(?:\\\\)*\$", found["text"])
    assert [unquoted(found["text"]), unquoted(arrow["text"])] == [name, label]
