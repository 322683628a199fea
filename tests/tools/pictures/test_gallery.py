"""What is in docs/pictures is what would be written there now."""

import re
from pathlib import Path

import pytest

from homelab.diagram.d2 import to_d2
from homelab.diagram.graph import Graph
from homelab.diagram.mermaid import to_mermaid
from homelab.diagram.workspace import program_graph
from homelab.modules.presets import Preset
from tests import recordings
from tests.recordings import STACKS, grouped
from tools.pictures.drawings import preset_names, stack_names, with_preset
from tools.pictures.gallery import FOLDER, file_names, index
from tools.pictures.svg import is_drawn_from, words

SVGS = sorted(FOLDER.glob("*.svg"))


def assert_is_up_to_date(name: str, graph: Graph) -> None:
    assert (FOLDER / f"{name}.mmd").read_text() == to_mermaid(graph), "run `make pictures`"
    svg = (FOLDER / f"{name}.svg").read_text()
    assert is_drawn_from(svg, to_d2(graph)), "run `make pictures`"
    shown = words(svg)
    assert {line for node in graph.nodes for line in node.lines} <= {*shown}
    assert sorted(each.label for each in graph.edges if each.label) == sorted(
        each for each in shown if each in {edge.label for edge in graph.edges}
    )


@pytest.mark.parametrize("title", grouped(STACKS))
def test_the_diagram_of_a_stack_is_up_to_date(title: str):
    assert_is_up_to_date(stack_names()[title], program_graph(recordings.stack(title).recording))


@pytest.mark.parametrize("preset", Preset)
def test_the_diagram_of_a_preset_is_up_to_date(preset: Preset):
    assert_is_up_to_date(preset_names()[preset], program_graph(with_preset(preset)))


def test_the_folder_has_the_pictures_and_their_page_alone():
    names = [*stack_names().values(), *preset_names().values()]
    assert len({*names}) == len(names)
    assert {each.name for each in FOLDER.iterdir()} == file_names(names)
    assert (FOLDER / "README.md").read_text() == index(), "run `make pictures`"


def test_the_page_shows_every_picture():
    assert {*re.findall(r"\]\(([^)]+)\)", index())} == {each.name for each in FOLDER.iterdir()} - {"README.md"}


@pytest.mark.parametrize("file", SVGS, ids=[file.stem for file in SVGS])
def test_a_picture_loads_nothing(file: Path):
    text = file.read_text()
    assert {*re.findall(r"\b(?:src|href)=\"([^\"]*)", text)} == set()
    assert {*re.findall(r"url\(\"?(data:[a-z/-]+|#|[^)\"]*)", text)} <= {"data:application/font-woff", "#"}
    assert "@import" not in text
    assert "<script" not in text
    hosts = {*re.findall(r"https?://([\w.-]+)", re.sub(r"<text.*?</text>", "", text, flags=re.DOTALL))}
    assert hosts == {"www.w3.org"}
