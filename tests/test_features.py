"""docs/features.md is true: every argument of a workspace is in it, and the example that it names uses it."""

import ast
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from homelab import AIWorkspaceArgs
from homelab.typed_dicts import value_type

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "features.md"
_ROW = re.compile(r"^\| (?P<feature>[^|]+) \| (?P<arguments>`[^|]+`) \| \[(?P<example>[\w-]+)\]\((?P<link>[^)]+)\) \|")


@dataclass(frozen=True)
class Row:
    """One feature."""

    feature: str
    arguments: tuple[str, ...]
    example: str
    link: str


def rows() -> list[Row]:
    found = filter(None, map(_ROW.match, TABLE.read_text().splitlines()))
    return [
        Row(each["feature"], tuple(re.findall(r"`([^`]+)`", each["arguments"])), each["example"], each["link"])
        for each in found
    ]


def groups(args_type: typing.Any, path: str = "") -> Iterator[str]:
    """Paths of all arguments; those of a list's or map's groups without a number or name."""
    for name, annotation in args_type.__annotations__.items():
        yield path + name
        inner = value_type(annotation)
        if typing.get_origin(inner) in (list, dict):
            inner = value_type(typing.get_args(inner)[-1])
        if typing.is_typeddict(inner):
            yield from groups(inner, f"{path}{name}.")


def written_in(example: str) -> set[str]:
    """Paths of the arguments that an example's program gives its workspace."""
    tree = ast.parse((ROOT / "examples" / example / "__main__.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "AIWorkspace"]
    return {path for call in calls for path in _paths(call.args[1])}


def _paths(node: ast.expr, path: str = "") -> Iterator[str]:
    match node:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant):
                    yield f"{path}{key.value}"
                    yield from _paths(value, f"{path}{key.value}.")
        case ast.List(elts=items):
            for item in items:
                yield from _paths(item, path)
        case _:
            pass


def test_the_table_is_read_whole():
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows()) == len(lines) > 0


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.feature)
def test_a_features_arguments_exist_and_its_example_gives_them(row: Row):
    assert set(row.arguments) <= set(groups(AIWorkspaceArgs))
    assert row.link == f"../examples/{row.example}"
    assert set(row.arguments) <= written_in(row.example)


def test_every_argument_of_a_workspace_is_a_feature():
    named = {argument for row in rows() for argument in row.arguments}
    first = {path for path in groups(AIWorkspaceArgs) if path.count(".") <= path.startswith("librechat.")}
    assert {path for path in first if not any(f"{each}.".startswith(f"{path}.") for each in named)} == set()


def test_every_example_is_somebodys():
    folders = {folder.name for folder in (ROOT / "examples").iterdir() if folder.is_dir()}
    assert {row.example for row in rows()} == folders
