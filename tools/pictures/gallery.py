"""The folder ``docs/pictures`` as it should be."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from homelab.diagram.d2 import to_d2
from homelab.diagram.graph import Graph
from homelab.diagram.mermaid import to_mermaid
from tools.network import ROOT
from tools.pictures.drawings import graphs, preset_names, stack_names
from tools.pictures.svg import draw, is_drawn_from, words
from tools.pictures.terminal import SCENES, command_line, terminals

FOLDER = ROOT / "docs" / "pictures"
INTRODUCTION = Path(__file__).with_name("introduction.md").read_text(encoding="utf-8")


def index() -> str:
    """The page with all pictures."""
    titles = {
        **{name: f"Preset {preset}" for preset, name in preset_names().items()},
        **{name: title for title, name in stack_names().items()},
    }
    return (
        INTRODUCTION
        + "\n".join(
            f"![{' and '.join(map(command_line, commands))}]({name}.svg)\n" for name, commands in SCENES.items()
        )
        + "".join(f"\n## {title}\n![{title}]({name}.svg)\n\n[As text]({name}.mmd)\n" for name, title in titles.items())
    )


def write(cache: Path) -> None:
    """Write what is not up to date, and remove what is no picture any more.

    :param cache: Where the installed D2 is kept.
    :raises PackageError: A diagram has to be drawn, and node or npm is missing or fails.
    """
    FOLDER.mkdir(exist_ok=True)
    found = graphs()
    texts = {name: to_mermaid(graph) for name, graph in found.items()}
    # Drawing takes a second each.
    drawn = draw({name: to_d2(graph) for name, graph in found.items() if not is_current(name, graph)}, cache)
    files = {"README.md": index(), **{f"{name}.mmd": text for name, text in texts.items()}}
    files |= {f"{name}.svg": svg for name, svg in drawn.items()}
    files |= {f"{name}.svg": svg for name, svg in terminals().items() if not shows(name, svg)}
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for unknown in set(FOLDER.iterdir()) - {FOLDER / name for name in file_names(found)}:
        unknown.unlink()


def file_names(names: Iterable[str] | Mapping[str, Graph]) -> set[str]:
    """Names of all files, from those of the diagrams."""
    diagrams = [f"{name}.{ending}" for name in names for ending in ("mmd", "svg")]
    return {"README.md", *diagrams, *(f"{name}.svg" for name in SCENES)}


def is_current(name: str, graph: Graph) -> bool:
    """Whether the drawing of a diagram is up to date."""
    return is_drawn_from(_read(name), to_d2(graph))


def shows(name: str, svg: str) -> bool:
    """Whether the picture of a terminal has the same text as ``svg``."""
    committed = _read(name)
    return bool(committed) and words(committed) == words(svg)


def _read(name: str) -> str:
    file = FOLDER / f"{name}.svg"
    return file.read_text(encoding="utf-8") if file.is_file() else ""
