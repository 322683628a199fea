"""What type checkers say of a user's program, with the wheel installed."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.packages.installation import Installation

BEGINNING = """\
import homelab
import pulumi
from homelab import AIWorkspaceArgs, DocumentDBEngine, EmbeddingsProvider, LibreChatConfig, ValkeyArgs

text = pulumi.Output.from_input("text")
"""
RIGHT = {
    "plain values": 'a: AIWorkspaceArgs = {"namespace": "ai", "librechat": {"domain": "chat.example.com"}}',
    "Outputs": 'b: AIWorkspaceArgs = {"namespace": text, "librechat": {"domain": text}, "openai": {"api_key": text}}',
    "an Output in a list": (
        'c: AIWorkspaceArgs = {"namespace": "ai", "librechat": {"domain": text}, "image_pull_secrets": [text, "other"]}'
    ),
    "a call instead of a literal": 'd = ValkeyArgs(namespace="ai", resources={"limits": {"memory": text}})',
    "strings of an enum": (
        'e: AIWorkspaceArgs = {"namespace": "ai", "librechat": {"domain": text, "stt": {"implementation": "azure"}}, '
        '"preset": "production", "documentdb": {"engine": "mongodb"}, "rag": {"embeddings": {"provider": "openai"}}, '
        '"backup": {"stores": ["documents", "files"]}}'
    ),
    "members of an enum": (
        'f: AIWorkspaceArgs = {"namespace": "ai", "librechat": {"domain": text}, '
        '"documentdb": {"engine": DocumentDBEngine.MONGODB}, '
        '"rag": {"embeddings": {"provider": EmbeddingsProvider.OPENAI}}}'
    ),
    "LibreChat's configuration": (
        'g: LibreChatConfig = {"interface": {"customWelcome": text}, "fileStrategy": "s3", '
        '"mcpServers": {"tickets": {"type": "streamable-http", "url": text}}}'
    ),
    "outputs of a component": 'pulumi.export("url", homelab.AIWorkspace("workspace", a).url.apply(str.upper))',
}
WRONG = {
    "a name that is misspelt": 'j: AIWorkspaceArgs = {"namspace": "ai", "librechat": {"domain": "chat.example.com"}}',
    "a name that is misspelt in a group": 'k: AIWorkspaceArgs = {"namespace": "ai", "librechat": {"domian": text}}',
    "an argument that is missing": 'l: AIWorkspaceArgs = {"librechat": {"domain": text}}',
    "another type": 'm: AIWorkspaceArgs = {"namespace": 3, "librechat": {"domain": text}}',
    "an Output of another type": 'n: ValkeyArgs = {"namespace": pulumi.Output.from_input(3)}',
    "an Output that decides what exists": (
        'o: AIWorkspaceArgs = {"namespace": "ai", "librechat": {"domain": text}, "create_namespace": text.apply(bool)}'
    ),
    "a word that the enum lacks": (
        'p: AIWorkspaceArgs = {"namespace": "ai", "librechat": {"domain": text}, "documentdb": {"engine": "mongo"}}'
    ),
    "a word that LibreChat lacks": 'q: LibreChatConfig = {"fileStrategy": "s4"}',
    "a key that LibreChat lacks": 'r: LibreChatConfig = {"interface": {"customWelcom": "x"}}',
    "a component that does not exist": "homelab.AIWorkspaces",
    "an output that does not exist": 'homelab.Valkey("cache", d).uri',
}
LINES = {what: number for number, what in enumerate([*RIGHT, *WRONG], BEGINNING.count("\n") + 1)}

Errors = Mapping[int, str]
"""Message by number of the line."""


def basedpyright(program: Path, installation: Installation) -> Errors:
    # A configuration of its own: that of the checkout is meant for the library.
    (program.parent / "pyrightconfig.json").write_text('{"typeCheckingMode": "standard"}')
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", str(installation.python)]
    found = json.loads(_output([*command, program.name], program.parent))["generalDiagnostics"]
    return {each["range"]["start"]["line"] + 1: each["message"] for each in found if each["severity"] == "error"}


def mypy(program: Path, installation: Installation) -> Errors:
    command = [sys.executable, "-m", "mypy", "--output", "json", "--python-executable", str(installation.python)]
    found = [json.loads(line) for line in _output([*command, program.name], program.parent).splitlines()]
    assert {each["file"] for each in found} == {program.name}
    return {each["line"]: each["message"] for each in found if each["severity"] == "error"}


CHECKERS: Mapping[str, Callable[[Path, Installation], Errors]] = {"basedpyright": basedpyright, "mypy": mypy}


def _output(command: list[str], folder: Path) -> str:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def errors(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Errors]:
    """What each checker says of a program with all lines, by its name."""
    program = tmp_path_factory.mktemp("program") / "program.py"
    program.write_text("\n".join([BEGINNING.rstrip("\n"), *RIGHT.values(), *WRONG.values()]) + "\n")
    with ThreadPoolExecutor() as executor:
        running = {name: executor.submit(check, program, installation) for name, check in CHECKERS.items()}
        return {name: future.result() for name, future in running.items()}


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("what", RIGHT)
def test_what_is_right_is_accepted(errors: Mapping[str, Errors], checker: str, what: str):
    assert errors[checker].get(LINES[what]) is None


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_an_error_in_its_line(errors: Mapping[str, Errors], checker: str, what: str):
    assert LINES[what] in errors[checker]


@pytest.mark.parametrize("checker", CHECKERS)
def test_nothing_else_is_an_error(errors: Mapping[str, Errors], checker: str):
    assert set(errors[checker]) <= set(LINES.values())
