"""docs/features.md is correct: it covers every argument of a workspace, and its examples use what it names."""

import ast
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from homelab.aws.workspace.args import GIVEN_BY
from homelab.aws.workspace.presets import PARTS, parts_of
from homelab.kubernetes.quantity import parse_quantity
from homelab.kubernetes.variables import variable_paths
from homelab.librechat_config.schema.expectations import allowed
from homelab.librechat_config.schema.published import json_schema
from homelab.librechat_config.variables import Reader, unknown_variables
from homelab.merging import merge
from tests.arguments_of import ARGUMENTS
from tests.objects import WORKLOADS
from tests.stacks_and_examples import WORKSPACES
from tools.features import FILE, Row, Setting, rows
from tools.literals import literal
from tools.network import render as record_stack

ROOT = Path(__file__).parent.parent
READERS = {"librechat": Reader.LIBRECHAT, "rag": Reader.RAG_API}
"""Groups of arguments that take variables in a program's own words, and the program."""


ROWS = rows()
CHOICES = (
    "librechat.stt.implementation",
    "librechat.tts.implementation",
    "librechat.storage.type",
    "rag.embeddings.provider",
    "documentdb.engine",
)
"""Arguments each of whose values is a feature."""


def is_in(setting: Setting, content: object) -> bool:
    found = list(_values_at(content, setting.keys))
    return bool(found) if setting.value is None else setting.value in map(_as_written, found)


def config_of(row: Row) -> list[Setting]:
    return [setting for setting in row.own if not setting.is_variable]


def variables_of(row: Row) -> list[str]:
    return [setting.path for setting in row.own if setting.is_variable]


def _values_at(content: object, keys: Sequence[str]) -> Iterator[object]:
    """What is at a path that ignores lists' indices, and in which ``*`` is any key."""
    match content, keys:
        case _, []:
            yield content
        case list(), _:
            for item in content:
                yield from _values_at(item, keys)
        case dict(), [key, *rest]:
            for name, value in content.items():
                if key in ("*", name):
                    yield from _values_at(value, rest)
        case _:
            pass


def schemas_at(schema: Mapping[str, Any], keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """What a JSON Schema says of such a path; ``*`` is only for maps with keys of one's own choice."""
    for member in (*schema.get("anyOf", ()), *filter(None, [schema.get("items")])):
        yield from schemas_at(member, keys)
    if not keys:
        yield schema
        return
    key, *rest = keys
    inner = schema.get("additionalProperties") if key == "*" else schema.get("properties", {}).get(key)
    if isinstance(inner, dict):
        yield from schemas_at(inner, rest)


def _as_written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@functools.cache
def arguments_given_by(example: str) -> Mapping[str, Any]:
    """What an example's program gives its workspace, with None for whatever is computed."""
    tree = ast.parse((ROOT / "examples" / example / "__main__.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    [call] = [node for node in calls if ast.unparse(node.func) in ("AIWorkspace", "AWSWorkspace")]
    given = literal(call.args[1])
    return given if ast.unparse(call.func) == "AIWorkspace" else _given_on_aws(given)


def _given_on_aws(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an `AWSWorkspace` gives its workspace: what follows from its parts, and what it says in ``workspace``."""
    follows: dict[str, Any] = {}
    # What the program computes counts as set.
    parts = parts_of({name: {} if value is None else value for name, value in given.items()})
    for path, source in GIVEN_BY.items():
        if source in parts if source in PARTS else source in given or " " in source:
            *groups, last = path.split(".")
            group = follows
            for key in groups:
                group = group.setdefault(key, {})
            group[last] = given[source] if isinstance(given.get(source), str) else None
    return merge(follows, given.get("workspace", {}), {})


def _readers(variable: str) -> list[str]:
    return [group for group, reader in READERS.items() if not unknown_variables([variable], reader=reader)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.feature)
def test_what_a_feature_names_exists(row: Row):
    assert row.arguments or row.own
    assert row.link == f"../examples/{row.example}"
    assert [setting.path for setting in row.arguments if setting.path not in ARGUMENTS] == []
    assert [setting.path for setting in config_of(row) if not any(schemas_at(json_schema(), setting.keys))] == []
    assert [variable for variable in variables_of(row) if not _readers(variable)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.feature)
def test_a_features_example_uses_what_it_names(row: Row):
    given = arguments_given_by(row.example)
    config = given["librechat"].get("config", {})
    variables = {group: {name for _, name in variable_paths(given.get(group, {}))} for group in READERS}
    assert [setting for setting in row.arguments if not is_in(setting, given)] == []
    assert [setting for setting in config_of(row) if not is_in(setting, config)] == []
    assert [each for each in variables_of(row) if not any(each in variables[group] for group in _readers(each))] == []


def test_every_group_of_arguments_is_listed():
    named = {setting.path for row in ROWS for setting in row.arguments}
    groups = {path for path in ARGUMENTS if path.count(".") <= path.startswith("librechat.")}
    assert {path for path in groups if not any(f"{each}.".startswith(f"{path}.") for each in named)} == set()


@pytest.mark.parametrize("path", CHOICES)
def test_every_choice_of_an_argument_is_listed(path: str):
    named = {setting.value for row in ROWS for setting in row.arguments if setting.path == path}
    assert named == set(ARGUMENTS[path])


def test_every_ocr_strategy_is_listed():
    [strategy] = schemas_at(json_schema(), ["ocr", "strategy"])
    named = {setting.value for row in ROWS for setting in config_of(row) if setting.path == "ocr.strategy"}
    # LibreChat has no handler for it.
    assert named == {*allowed(strategy)} - {"custom_ocr"}


def test_every_example_is_listed():
    folders = {folder.name for folder in (ROOT / "examples").iterdir() if folder.is_dir()}
    with_workspace = {stack.folder.name for stack in WORKSPACES.values()} & folders
    above_the_tables = set(re.findall(r"\(\.\./examples/([\w-]+)\)", FILE.read_text().partition("\n## ")[0]))
    assert {row.example for row in ROWS} == with_workspace
    assert above_the_tables == folders - with_workspace


def test_firecrawls_size_is_the_stated_one():
    manifests = record_stack(ROOT / "examples" / "web-search" / "Pulumi.dev.yaml").manifests
    own = [each for each in manifests if each["metadata"]["name"].startswith("ai-workspace-firecrawl")]
    templates = [each["spec"]["template"]["spec"] for each in own if each["kind"] in WORKLOADS]
    containers = [container["resources"] for template in templates for container in template["containers"]]
    volumes = [each["spec"]["resources"] for each in own if each["kind"] == "PersistentVolumeClaim"]

    def total(resources: Iterable[Any], group: str, name: str, unit: str) -> str:
        amount = sum(parse_quantity(each[group][name]) for each in resources) / parse_quantity(f"1{unit}")
        return f"{float(amount):g}{unit}"

    assert " ".join(
        (
            f"request {total(containers, 'requests', 'cpu', 'm')} CPU",
            f"and {total(containers, 'requests', 'memory', 'Gi')} memory,",
            f"may take {total(containers, 'limits', 'memory', 'Gi')},",
            f"and keep {total(volumes, 'requests', 'storage', 'Gi')} on volumes",
        )
    ) in " ".join(FILE.read_text().split())
