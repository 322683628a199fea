"""Values of arguments, keys and variables in the programs and stack files of this repository."""

import ast
import functools
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import yaml

from homelab.explain import Description, Kind, Node, workspace
from tools.literals import literal

ROOT = Path(__file__).parents[2]
_MOST_LINES = 16
_COMMON = 0.3
"""Share of all examples that have a key from which on it makes an example better."""
_ELSEWHERE = "external"
"""Key, or value, of a server outside, which shows nothing of the one in the cluster."""
_SWITCHED_OFF = {"enabled": False}
_UNKNOWN = object()
"""What a program computes, such as a secret."""


@dataclass(frozen=True)
class Example:
    """A value of an argument."""

    value: Any
    """Without secrets."""
    secrets: Sequence[str] = ()
    """Paths of these, as `pulumi config set --path` takes them."""

    @functools.cached_property
    def lines(self) -> int:
        """Lines in a stack's file."""
        # What is unknown takes a line as well.
        return len(yaml.safe_dump(self.value, default_flow_style=False).splitlines()) if _is_known(self.value) else 0

    @functools.cached_property
    def keys(self) -> frozenset[str]:
        """Keys of a group, and of the groups in it, by their paths."""
        return frozenset(_keys(self.value))

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is of a server outside."""
        return _ELSEWHERE in self.keys or self.value == _ELSEWHERE


Found: TypeAlias = defaultdict[str, list[Example]]


def examples() -> tuple[dict[str, Any], dict[str, Sequence[str]]]:
    """The best example of each path, and the secrets that it lacks."""
    found: Found = defaultdict(list)
    for args in _workspaces():
        _collect(workspace(), args, "", found)
    best = {path: _best(each) for path, each in found.items()}
    chosen = {path: example for path, example in best.items() if example.lines <= _MOST_LINES}
    values = {path: example.value for path, example in chosen.items() if path != "AIWorkspace"}
    return values, {path: example.secrets for path, example in chosen.items() if example.secrets and path in values}


def _best(found: Sequence[Example]) -> Example:
    """The one with the keys that most have, of a server in the cluster, and of these the shortest.

    Of plain values it is the one that most have.
    """
    having = Counter(key for example in found for key in example.keys)
    same = Counter(map(_text, found))

    def order(example: Example) -> tuple[bool, bool, bool, float, int, int]:
        common = sum(having[key] / len(found) - _COMMON for key in example.keys)
        shows_it = example.value != _SWITCHED_OFF, not example.is_elsewhere
        return example.lines <= _MOST_LINES, *shows_it, round(common, 6), same[_text(example)], -example.lines

    return max(sorted(found, key=_text), key=order)


def _text(example: Example) -> str:
    return json.dumps(example.value)


def _workspaces() -> Iterator[Mapping[str, Any]]:
    for file in sorted(ROOT.glob("Pulumi.*.yaml")):
        yield yaml.safe_load(file.read_text())["config"]["homelab:workspace"]
    for file in sorted(ROOT.glob("examples/*/__main__.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "AIWorkspace":
                yield literal(node.args[1], _UNKNOWN)


def _collect(node: Node, value: object, config_path: str, found: Found) -> Example | None:
    """The example that a value is, also those of all that is set in it; None for a secret."""
    description = node.describe()
    if description.secret and not isinstance(value, dict):
        return None
    example = _short(description, _content(node, value, config_path, found), config_path)
    is_emptied = bool(example.secrets) and not example.value
    is_owned = description.kind is Kind.VARIABLE and "." not in description.path
    if _is_known(example.value) and not is_emptied and not is_owned:
        found[description.path].append(example)
    return example


def _content(node: Node, value: object, config_path: str, found: Found) -> Example:
    if isinstance(value, list):
        items = enumerate(cast(Sequence[object], value))
        entries = [_content(node, item, f"{config_path}[{index}]", found) for index, item in items]
        return Example([each.value for each in entries], [path for each in entries for path in each.secrets])
    if not isinstance(value, dict):
        return Example(value)
    content: dict[str, Any] = {}
    secrets: list[str] = []
    for key, inner in cast(Mapping[str, object], value).items():
        child, path = node.child(key), f"{config_path}.{key}".lstrip(".")
        example = Example(inner) if child is None or child is node else _collect(child, inner, path, found)
        secrets += [path] if example is None else example.secrets
        if example is not None and (example.value or not example.secrets):
            content[key] = example.value
    return Example(content, secrets)


def _short(description: Description, example: Example, config_path: str) -> Example:
    """An example of a group without those arguments that are too many, the required ones first."""
    if description.kind is not Kind.ARGUMENT or not isinstance(example.value, dict) or example.lines <= _MOST_LINES:
        return example
    given = cast(Mapping[str, object], example.value)
    required = {child.name for child in description.children if child.required}
    chosen: set[str] = set()
    for key in sorted(given, key=lambda key: key not in required):
        if Example({name: given[name] for name in (*chosen, key)}).lines <= _MOST_LINES or key in required:
            chosen.add(key)
    dropped = tuple(f"{config_path}.{key}." for key in given if key not in chosen)
    secrets = [path for path in example.secrets if not path.startswith(dropped)]
    return Example({key: each for key, each in given.items() if key in chosen}, secrets)


def _keys(value: object, before: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for item in cast(Sequence[object], value):
            yield from _keys(item, before)
    elif isinstance(value, dict):
        for key, inner in cast(Mapping[str, object], value).items():
            yield f"{before}{key}"
            yield from _keys(inner, f"{before}{key}.")


def _is_known(value: object) -> bool:
    match value:
        case dict():
            return all(map(_is_known, cast(Mapping[str, object], value).values()))
        case list():
            return all(map(_is_known, cast(list[object], value)))
        case _:
            return value is not _UNKNOWN
