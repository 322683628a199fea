"""Values of arguments, keys and variables in the programs and stack files of this repository."""

import ast
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import yaml

from homelab.explain import Node, workspace
from tools.literals import literal

ROOT = Path(__file__).parents[2]
_MOST_LINES = 6
_UNKNOWN = object()
"""What a program computes, such as a secret."""


def examples() -> dict[str, Any]:
    """By path, the value that most programs have, of these the longest."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for args in _workspaces():
        for path, value in _values(workspace(), args):
            if _is_known(value) and len(yaml.safe_dump(value).splitlines()) <= _MOST_LINES:
                found[path][json.dumps(value)] += 1
    return {path: json.loads(_best(values)) for path, values in found.items() if path != "AIWorkspace"}


def _best(values: Counter[str]) -> str:
    return max(sorted(values), key=lambda text: (values[text], len(text)))


def _workspaces() -> Iterator[Mapping[str, Any]]:
    for file in sorted(ROOT.glob("Pulumi.*.yaml")):
        yield yaml.safe_load(file.read_text())["config"]["homelab:workspace"]
    for file in sorted(ROOT.glob("examples/*/__main__.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "AIWorkspace":
                yield literal(node.args[1], _UNKNOWN)


def _values(node: Node, value: object) -> Iterator[tuple[str, object]]:
    """Paths and values of all that is set; those of a list's entries are below the list's own path."""
    description = node.describe()
    if not description.secret:
        yield description.path, value
    yield from _below(node, value)


def _below(node: Node, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, list):
        for item in cast(Sequence[object], value):
            yield from _below(node, item)
    elif isinstance(value, dict):
        for key, inner in cast(Mapping[str, object], value).items():
            if (child := node.child(str(key))) is not None and child is not node:
                yield from _values(child, inner)


def _is_known(value: object) -> bool:
    match value:
        case dict():
            return all(map(_is_known, cast(Mapping[str, object], value).values()))
        case list():
            return all(map(_is_known, cast(list[object], value)))
        case _:
            return value is not _UNKNOWN
