"""A picture as data: boxes, frames around them, and arrows."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto


class Shape(Enum):
    """What a node stands for."""

    PROGRAM = auto()
    STORE = auto()
    """A program that keeps data."""
    PEOPLE = auto()
    ENTRANCE = auto()
    """An Ingress, a Gateway or a load balancer."""
    OUTSIDE = auto()
    """Whoever is not part of the picture's program: the internet, a namespace, a range of addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box."""

    id: str
    """Unique in the graph; any text."""
    lines: Sequence[str]
    """What it says, its name first."""
    shape: Shape = Shape.PROGRAM
    group: str = ""
    """Id of the frame that it stands in; empty for none."""
    is_elsewhere: bool = False
    """Whether the program that is drawn does not create it; its border is dashed."""


@dataclass(frozen=True, slots=True)
class Group:
    """A frame around nodes."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow."""

    source: str
    target: str
    label: str = ""
    is_dotted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A picture."""

    nodes: Sequence[Node] = ()
    groups: Sequence[Group] = ()
    edges: Sequence[Edge] = ()

    def members(self, group: str) -> list[Node]:
        """Nodes of a frame; those of no frame for an empty text."""
        return [each for each in self.nodes if each.group == group]

    def identifiers(self) -> Mapping[str, str]:
        """A word for each id of a node or frame that every language of diagrams takes as a name.

        :raises ValueError: Two of them have the same id.
        """
        ids = [each.id for each in (*self.groups, *self.nodes)]
        if twice := {each for each in ids if ids.count(each) > 1}:
            raise ValueError(f"nodes and frames must have ids of their own, not {', '.join(sorted(twice))} twice")
        return _identifiers(ids)


_RESERVED = frozenset({
    "call", "class", "classdef", "classes", "click", "default", "direction", "end", "flowchart", "graph", "href",
    "label", "layers", "linkstyle", "near", "scenarios", "shape", "steps", "style", "subgraph", "vars",
})  # fmt: skip
"""Words with a meaning in Mermaid or D2."""


def _identifiers(ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    # D2 does not tell capitals from small letters.
    taken: set[str] = set()
    for each in ids:
        word = re.sub(r"[^A-Za-z0-9]+", "_", each).strip("_")
        if not word or word[0].isdigit() or word.lower() in _RESERVED:
            word = f"node_{word}"
        numbered = itertools.chain([word], (f"{word}__{number}" for number in itertools.count(2)))
        found[each] = next(name for name in numbered if name.lower() not in taken)
        taken.add(found[each].lower())
    return found
