import json
from pathlib import Path

import pytest

from tools.pictures.svg import FOLDER, draw, is_drawn_from, words

LOCKED = json.loads((FOLDER / "package-lock.json").read_text())["packages"]


def installed(cache: Path, source: Path) -> Path:
    return cache


@pytest.fixture
def drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An SVG by a stand-in for D2, which draws a text as it is."""
    script = """
import { readFileSync, writeFileSync } from "node:fs";
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  writeFileSync(`${process.argv[3]}/${name}.svg`, `<svg xmlns="http://www.w3.org/2000/svg"><text>${text}</text></svg>`);
}
"""
    (tmp_path / "draw.mjs").write_text(script)
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr("tools.pictures.svg.FOLDER", tmp_path)
    monkeypatch.setattr("tools.pictures.svg.install", installed)
    return draw({"one": "a b"}, tmp_path)["one"]


def test_a_drawing_knows_what_it_was_drawn_from(drawing: str):
    assert is_drawn_from(drawing, "a b")
    assert not is_drawn_from(drawing, "a c")
    assert not is_drawn_from("<svg/>", "a b")


def test_with_another_version_of_d2_it_is_drawn_again(drawing: str, tmp_path: Path):
    (tmp_path / "package-lock.json").write_text("{ }")
    assert not is_drawn_from(drawing, "a b")


def test_words_are_lines_with_plain_spaces(drawing: str):
    assert words(drawing) == ["a b"]
    assert words(drawing.replace("a b", "<tspan>a\N{NO-BREAK SPACE}b</tspan><tspan>c</tspan>")) == ["a b", "c"]


def test_nothing_to_draw_needs_no_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tools.pictures.svg.install", None)
    assert draw({}, tmp_path) == {}


def test_the_pinned_packages_have_no_address_and_a_hash():
    locked = [package for path, package in LOCKED.items() if path]
    assert locked
    assert all(package["integrity"] and "resolved" not in package for package in locked)
