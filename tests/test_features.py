"""docs/features.md is true: every argument of a workspace is in it, and the example that it names uses it."""

import ast
import re
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from homelab import AIWorkspaceArgs
from homelab.arguments.typed_dicts import value_type
from homelab.kubernetes.quantity import parse_quantity
from tests.objects import WORKLOADS
from tools.network import render as record_stack

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "features.md"
_ROW = re.compile(r"^\| (?P<feature>[^|]+) \| (?P<arguments>`[^|]+`) \| \[(?P<example>[\w-]+)\]\((?P<link>[^)]+)\) \|$")


@dataclass(frozen=True)
class Row:
    """One feature."""

    feature: str
    arguments: tuple[str, ...]
    """Paths, or ``path: value`` where the value is what makes the feature."""
    example: str
    link: str

    @property
    def paths(self) -> set[str]:
        return {argument.partition(":")[0] for argument in self.arguments}


def rows() -> list[Row]:
    found = filter(None, map(_ROW.match, TABLE.read_text().splitlines()))
    return [
        Row(each["feature"], tuple(re.findall(r"`([^`]+)`", each["arguments"])), each["example"], each["link"])
        for each in found
    ]


def arguments(args_type: typing.Any, path: str = "") -> Iterator[tuple[str, typing.Any]]:
    """Paths and types of all arguments; those of a list's or map's groups without a number or name."""
    for name, annotation in args_type.__annotations__.items():
        inner = value_type(annotation)
        yield path + name, inner
        if typing.get_origin(inner) in (list, dict):
            inner = value_type(typing.get_args(inner)[-1])
        if typing.is_typeddict(inner):
            yield from arguments(inner, f"{path}{name}.")


ARGUMENTS = dict(arguments(AIWorkspaceArgs))
CHOICES = (
    "librechat.stt.implementation",
    "librechat.tts.implementation",
    "librechat.storage.type",
    "librechat.ocr.strategy",
    "rag.embeddings.provider",
    "documentdb.engine",
)
"""Arguments each of whose values is a feature."""


def written_in(example: str) -> set[str]:
    """What an example's program gives its workspace: paths of arguments, and paths with values."""
    tree = ast.parse((ROOT / "examples" / example / "__main__.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "AIWorkspace"]
    return {path for call in calls for path in _written(call.args[1])}


def _written(node: ast.expr, path: str = "") -> Iterator[str]:
    match node:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant):
                    yield f"{path}{key.value}"
                    yield from _written(value, f"{path}{key.value}.")
        case ast.List(elts=items):
            for item in items:
                yield from _written(item, path)
        case ast.Constant(value=value):
            yield f"{path.removesuffix('.')}: {str(value).lower() if isinstance(value, bool) else value}"
        case _:
            pass


def test_the_table_is_read_whole():
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("|") and "`" in line]
    assert len(rows()) == len(lines) > 0


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.feature)
def test_a_features_arguments_exist_and_its_example_gives_them(row: Row):
    assert row.paths <= ARGUMENTS.keys()
    assert row.link == f"../examples/{row.example}"
    assert set(row.arguments) <= written_in(row.example)


def test_every_argument_of_a_workspace_is_a_feature():
    named = {path for row in rows() for path in row.paths}
    first = {path for path in ARGUMENTS if path.count(".") <= path.startswith("librechat.")}
    assert {path for path in first if not any(f"{each}.".startswith(f"{path}.") for each in named)} == set()


@pytest.mark.parametrize("path", CHOICES)
def test_every_choice_is_a_feature(path: str):
    named = {argument for row in rows() for argument in row.arguments}
    assert {f"{path}: {value}" for value in ARGUMENTS[path]} <= named


def test_firecrawls_size_is_the_stated_one():
    manifests = record_stack(ROOT / "examples" / "web-search" / "Pulumi.dev.yaml").manifests
    own = [each for each in manifests if each["metadata"]["name"].startswith("ai-workspace-firecrawl")]
    templates = [each["spec"]["template"]["spec"] for each in own if each["kind"] in WORKLOADS]
    containers = [container["resources"] for template in templates for container in template["containers"]]
    volumes = [each["spec"]["resources"] for each in own if each["kind"] == "PersistentVolumeClaim"]

    def total(resources: Iterable[typing.Any], group: str, name: str, unit: str) -> str:
        amount = sum(parse_quantity(each[group][name]) for each in resources) / parse_quantity(f"1{unit}")
        return f"{float(amount):g}{unit}"

    assert " ".join(
        (
            f"request {total(containers, 'requests', 'cpu', 'm')} CPU",
            f"and {total(containers, 'requests', 'memory', 'Gi')} memory,",
            f"may take {total(containers, 'limits', 'memory', 'Gi')},",
            f"and keep {total(volumes, 'requests', 'storage', 'Gi')} on volumes",
        )
    ) in " ".join(TABLE.read_text().split())


def test_every_example_is_somebodys():
    folders = {folder.name for folder in (ROOT / "examples").iterdir() if folder.is_dir()}
    assert {row.example for row in rows()} == folders
