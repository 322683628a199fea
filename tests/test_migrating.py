"""docs/migrating.md is correct: what its tables, stacks and commands name exists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from homelab.librechat_config.schema.published import json_schema
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.arguments_of import ARGUMENTS
from tests.objects import WORKLOADS
from tests.scenarios import recorded
from tests.stack.test_schema import VALIDATOR
from tests.test_features import schemas_at

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "migrating.md").read_text()
OLD = ("librechat", "librechat-mongodb", "librechat-postgresql", "librechat-vectordb", "librechat-credentials-env")
"""Names of the chart's objects, in the release that the page assumes."""
_CODE = "`[^`|]+`"
_CELL = f"\N{EN DASH}|{_CODE}(?:, {_CODE})*"
_ROW = re.compile(rf"\| (?P<yours>[^|]+) \| (?P<arguments>{_CELL}) \| (?P<own>{_CELL}) \| (?P<note>[^|]*)\|")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Row:
    """One key, or several, of another installation."""

    yours: str
    arguments: Sequence[str]
    own: Sequence[str]
    note: str

    @property
    def variables(self) -> Sequence[str]:
        return [word for word in self.own if word.isupper()]

    @property
    def keys(self) -> Sequence[str]:
        return [word for word in self.own if not word.isupper()]


def _codes(text: str) -> Sequence[str]:
    return re.findall("`([^`]+)`", text)


LINES = [line for line in PAGE.splitlines() if line.startswith("|") and not re.match(r"\|(---|.* Argument \|)", line)]
ROWS = [
    Row(found["yours"], _codes(found["arguments"]), _codes(found["own"]), found["note"])
    for found in map(_ROW.fullmatch, LINES)
    if found
]
BLOCKS = _BLOCK.findall(PAGE)
STACKS: Sequence[Any] = [yaml.safe_load(text) for language, text in BLOCKS if language == "yaml"]
COMMANDS = "\n".join(text for language, text in BLOCKS if language == "bash")


def unknown(variable: str) -> bool:
    return all(unknown_variables([variable], reader=reader) for reader in Reader)


def test_the_tables_are_read_whole():
    assert [line for line in LINES if not _ROW.fullmatch(line)] == []
    assert len(ROWS) > 100


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.yours)
def test_what_a_row_names_exists(row: Row):
    assert [path for path in row.arguments if path not in ARGUMENTS] == []
    assert [key for key in row.keys if not any(schemas_at(json_schema(), key.split(".")))] == []
    assert [variable for variable in row.variables if unknown(variable)] == []


def test_arguments_in_the_text_exist():
    text = re.sub(r"^(\||```).*?$", "", PAGE, flags=re.MULTILINE)
    notes = " ".join(row.note for row in ROWS)
    named = {word for word in _codes(text + notes) if re.fullmatch(r"[a-z_0-9]+(\.(?!yml|yaml)[a-z_0-9]+)+", word)}
    groups = {path.split(".")[0] for path in ARGUMENTS}
    assert {word for word in named if word.split(".")[0] in groups and word not in ARGUMENTS} == set()


def test_every_variable_of_librechats_own_compose_file_is_real():
    named = {word for row in ROWS for word in _codes(row.yours) if word.isupper()}
    # Read by docker compose, and by librechat.yaml.
    assert {name for name in named if unknown(name)} == {"UID", "GID", "OPENROUTER_KEY"}


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_is_valid_and_works(stack: Any):
    VALIDATOR.validate(stack)
    workspace = stack["config"]["workspace"]
    recorded({**workspace, "openai": {**workspace["openai"], "api_key": "not-a-key"}}, name="ai-workspace")


@pytest.fixture(scope="module")
def names() -> set[str]:
    """What a command may name: objects as kubectl does, and keys of Secrets."""
    args = {"namespace": "ai", "librechat": {"domain": "chat.example.com"}, "openai": {"api_key": "not-a-key"}}
    short = {"Deployment": "deploy", "StatefulSet": "sts", "Service": "svc"}
    objects = recorded(args, name="ai-workspace").manifests
    found = {f"{short[each['kind']]}/{each['metadata']['name']}" for each in objects if each["kind"] in short}
    secrets = [each for each in objects if each["kind"] == "Secret"]
    return found | {f"{each['metadata']['name']}.{key}" for each in secrets for key in each["stringData"]}


def _objects_of(commands: str) -> Iterator[str]:
    yield from re.findall(r"(?:deploy|sts|svc)/[\w-]+", commands)
    yield from (".".join(each) for each in re.findall(r"get secret (\S+) .*?\{\.data\.([\w-]+)\}", commands))


def test_the_objects_in_the_commands_exist(names: set[str]):
    named = {each for each in _objects_of(COMMANDS) if re.split(r"[/.]", each)[-1 if "/" in each else 0] not in OLD}
    assert named
    assert named - names == set()


def test_files_are_unpacked_where_librechat_keeps_them():
    args = {"namespace": "ai", "librechat": {"domain": "chat.example.com"}}
    objects = recorded(args, name="ai-workspace").manifests
    [chat] = [each for each in objects if each["kind"] in WORKLOADS and each["metadata"]["name"].endswith("librechat")]
    [container] = chat["spec"]["template"]["spec"]["containers"]
    kept = {mount["mountPath"] for mount in container["volumeMounts"] if mount["name"] == "files"}
    [packed, *others] = re.findall(r"tar -C (\S+) -czf - (.*?) >", COMMANDS)
    assert {packed} == set(others)
    assert {f"{packed[0]}/{folder}" for folder in packed[1].split()} == kept
    assert f"tar -C {packed[0]} -xzf -" in COMMANDS


def test_the_restored_database_is_the_one_that_librechat_opens():
    objects = recorded({"namespace": "ai", "librechat": {"domain": "chat.example.com"}}).manifests
    [uri] = [each["stringData"]["uri"] for each in objects if "uri" in each.get("stringData", {})]
    assert re.fullmatch(r"mongodb://librechat:\w+@[^/]+:27017/LibreChat\?authSource=admin", uri)
    assert "'mongodb://librechat@127.0.0.1:27017/?authSource=admin'" in COMMANDS
    assert "--nsInclude 'LibreChat.*'" in COMMANDS
    mongodb = {"namespace": "ai", "librechat": {"domain": "chat.example.com"}, "documentdb": {"engine": "mongodb"}}
    [uri] = [each["stringData"]["uri"] for each in recorded(mongodb).manifests if "uri" in each.get("stringData", {})]
    assert "authSource=LibreChat" in uri or uri.endswith("/LibreChat")
