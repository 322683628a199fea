"""Diagrams of all stacks and examples say what the tables of their networks say, and no more."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from homelab.diagram.graph import Graph, Node
from homelab.diagram.nodes import PEOPLE
from homelab.diagram.programs import programs
from homelab.diagram.workspace import program_graph, workspace_graph
from homelab.offline import Recording
from homelab.offline.network import Access, service_ports
from tests import recordings
from tests.objects import WORKLOADS
from tests.recordings import STACKS, grouped
from tests.scenarios import SCENARIOS, recorded
from tests.stacks_and_examples import WORKSPACES

IN_SEVERAL_NAMESPACES = {"Example aws-multi-region, stack prod"}
TITLES = [each for each in (*SCENARIOS, *WORKSPACES) if each not in IN_SEVERAL_NAMESPACES]

DNS = "cluster DNS"
INTERNET = "internet, 443"
OTHER_PORTS = "other ports"


def logical_names(recording: Recording) -> dict[str, str]:
    """Logical names of workloads by the ids of their nodes."""
    names = {each.name: each.resource.name for each in recording.objects if each.kind in (*WORKLOADS, "CronJob")}
    return {each.id: names[each.pod.name] for each in programs(recording)}


def labels(graph: Graph) -> Mapping[tuple[str, str], str]:
    return {(each.source, each.target): each.label for each in graph.edges}


@pytest.mark.parametrize("title", grouped(TITLES))
def test_two_programs_are_joined_exactly_where_policies_let_one_reach_the_other(title: str):
    recording, matrix = recordings.made(title).recording, recordings.inside(title)
    found = programs(recording)
    names, joined = logical_names(recording), labels(workspace_graph(recording))
    ports = service_ports([each.manifest for each in recording.objects], [each.pod for each in found])
    for source in found:
        row = matrix[names[source.id]]
        for target in found:
            served = [port for port in ports if any(pod == target.pod for pod, _ in port.targets)]
            admitted = [port for port in served if row[str(port)] is not Access.NO]
            label = joined.get((source.id, target.id), "")
            if source is not target:
                assert bool(admitted) <= bool(label)
                assert bool(label) <= bool(admitted or row[OTHER_PORTS] is not Access.NO)
                shown = {number for port in admitted for pod, number in port.targets if pod == target.pod}
                assert {*map(str, shown)} <= {*label.split(", ")}


@pytest.mark.parametrize("title", grouped(TITLES))
def test_arrows_lead_out_exactly_from_programs_that_reach_something_outside(title: str):
    recording, matrix = recordings.made(title).recording, recordings.outside(title)
    graph = workspace_graph(recording)
    nodes = {each.id: each for each in graph.nodes}
    for id_, name in logical_names(recording).items():
        reached = {place for place, access in matrix[name].items() if place != DNS and access is not Access.NO}
        shown = {nodes[each.target].lines[0]: each.label for each in graph.edges if each.source == id_}
        elsewhere = {each.target for each in graph.edges if each.source == id_ and nodes[each.target].is_elsewhere}
        assert bool(reached) == bool(elsewhere)
        public = [label for place, label in shown.items() if place in ("Internet", "Any address", "Any address or pod")]
        assert (matrix[name][INTERNET] is Access.YES) == any("443" in label.split(", ") for label in public)


@pytest.mark.parametrize("title", grouped(TITLES))
def test_whoever_is_let_in_is_drawn(title: str):
    recording, matrix = recordings.made(title).recording, recordings.inside(title)
    graph, found = workspace_graph(recording), programs(recording)
    strangers = [row for name, row in matrix.items() if name not in {each.resource.name for each in recording.objects}]
    ports = service_ports([each.manifest for each in recording.objects], [each.pod for each in found])
    inner = {each.id for each in found}
    for program in found:
        columns = [str(port) for port in ports if any(pod == program.pod for pod, _ in port.targets)]
        is_open = any(row[column] is not Access.NO for row in strangers for column in columns)
        into = [
            each
            for each in graph.edges
            if each.target == program.id and each.source not in inner and not each.is_dotted
        ]
        assert is_open <= bool(into)


def node(graph: Graph, is_it: Callable[[Node], bool]) -> Node:
    (found,) = filter(is_it, graph.nodes)
    return found


def titles(graph: Graph) -> set[str]:
    return {*(each.lines[0] for each in graph.nodes), *(each.title for each in graph.groups)}


def test_a_component_that_is_switched_off_has_no_node():
    chat: dict[str, Any] = {"namespace": "ai", "librechat": {"domain": "localhost"}}
    without = {**chat, "meilisearch": {"enabled": False}}
    with_search, without_search = (workspace_graph(recorded(each)) for each in (chat, without))
    assert "Meilisearch" in titles(with_search)
    assert titles(with_search) - titles(without_search) == {"Meilisearch"}
    assert len(with_search.edges) - len(without_search.edges) == 1


def test_people_come_in_by_the_ingress_and_else_by_a_port_forward():
    production = workspace_graph(recordings.scenario("production").recording)
    entrance = node(production, lambda each: each.lines[0] == "Ingress")
    librechat = node(production, lambda each: each.lines[0] == "LibreChat")
    assert entrance.lines == ["Ingress", "chat.example.com", "through any pod"]
    assert {(PEOPLE.id, entrance.id), (entrance.id, librechat.id)} <= labels(production).keys()
    smallest = workspace_graph(recordings.scenario("smallest").recording)
    (arrow,) = [each for each in smallest.edges if each.source == PEOPLE.id]
    assert (arrow.label, arrow.is_dotted) == ("kubectl port-forward", True)


def test_a_backend_elsewhere_is_drawn_with_its_host_and_not_as_any_address():
    graph = workspace_graph(recordings.stack("Example bring-your-own, stack dev").recording)
    backend = node(graph, lambda each: each.lines[0] == "Valkey")
    assert backend.lines[1] == "cache.example.com:6380"
    assert backend.is_elsewhere
    assert not any("6380" in each.label for each in graph.edges if each.target != backend.id)


def test_a_frame_holds_the_workloads_of_one_component():
    graph = workspace_graph(recordings.scenario("smallest").recording)
    (group,) = graph.groups
    assert group.title == "DocumentDB"
    assert [each.lines[0] for each in graph.members(group.id)] == ["documentdb-postgres", "documentdb"]


def test_no_secret_is_in_a_diagram():
    for title in SCENARIOS:
        made = recordings.scenario(title)
        text = repr(workspace_graph(made.recording))
        assert not [
            origin for value, origin in made.recording.secret_values.items() if len(value) > 8 and value in text
        ]


@pytest.mark.parametrize("title", grouped(sorted(STACKS - WORKSPACES.keys())))
def test_without_workloads_it_is_what_is_declared_on_aws(title: str):
    recording = recordings.stack(title).recording
    assert not workspace_graph(recording).nodes
    assert "RetrievalApi" in {line for each in program_graph(recording).nodes for line in each.lines}


def test_the_exceptions_are_stacks():
    assert WORKSPACES.keys() >= IN_SEVERAL_NAMESPACES
