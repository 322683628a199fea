import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.diagram.graph import Graph, Group, Node

NAMES = st.one_of(st.text(), st.sampled_from(["end", "Graph", "style", "a-b", "a.b", "A.B", "0", "", "people"]))


def graph_of(names: list[str], groups: list[str]) -> Graph:
    return Graph(
        nodes=[Node(id=each, lines=[each]) for each in names], groups=[Group(f"group {each}", each) for each in groups]
    )


@given(st.lists(NAMES, unique=True), st.lists(NAMES, unique=True))
def test_whatever_a_node_is_called_its_identifier_is_a_word_of_its_own(names: list[str], groups: list[str]):
    found = graph_of(names, groups).identifiers()
    assert {*found} >= {*names}
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9_]*", each) for each in found.values())
    assert len({each.lower() for each in found.values()}) == len({*names, *(f"group {each}" for each in groups)})


def test_words_of_the_languages_are_no_identifiers():
    assert graph_of(["end", "Style", "9"], []).identifiers() == {
        "end": "node_end",
        "Style": "node_Style",
        "9": "node_9",
    }


def test_nodes_and_frames_have_ids_of_their_own():
    graph = Graph(nodes=[Node(id="db", lines=["db"])], groups=[Group("db", "Database")])
    with pytest.raises(ValueError, match="not db twice"):
        graph.identifiers()
