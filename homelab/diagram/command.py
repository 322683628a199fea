"""The ``homelab diagram`` command."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from homelab.diagram.d2 import to_d2
from homelab.diagram.graph import Graph
from homelab.diagram.language import Language
from homelab.diagram.mermaid import to_mermaid
from homelab.diagram.workspace import program_graph
from homelab.offline.command import RenderError, record_stack

_WRITERS: Mapping[Language, Callable[[Graph], str]] = {Language.MERMAID: to_mermaid, Language.D2: to_d2}


def draw_stack(folder: Path, stack: str, config: Sequence[str], language: Language) -> str:
    """The diagram of what a stack runs.

    :raises RenderError: The stack cannot be rendered, or runs nothing that could be drawn.
    """
    graph = program_graph(record_stack(folder, stack, config))
    if not graph.nodes:
        raise RenderError(f"stack {stack!r} declares no workload and nothing on AWS: there is nothing to draw")
    return _WRITERS[language](graph)
