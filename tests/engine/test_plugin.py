"""The components in other languages, through the plugin of a fresh clone."""

import json
import os
import re
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import CommandError, Stack

from tests.cluster.kubectl import Kubectl
from tests.engine.engine import ROOT, Engine

PROGRAMS = Path(__file__).parent / "programs"
TOKEN = "not-a-token-0123456789"
LANGUAGES = {"yaml": ("pulumi-language-yaml",), "typescript": ("pulumi-language-nodejs", "node", "npm")}
"""Programs, and what each needs on PATH."""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git knows or would add, and nothing that is installed or built."""
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@dataclass(frozen=True)
class Program:
    """A program in another language, with the package added to it."""

    stack: Stack
    folder: Path
    kubectl: Kubectl
    namespace: str

    @property
    def source(self) -> Path:
        return next(file for file in (self.folder / "index.ts", self.folder / "Pulumi.yaml") if file.exists())

    def pulumi(self, *arguments: str) -> str:
        workspace = self.stack.workspace
        variables = {**workspace.env_vars, "PULUMI_HOME": os.environ.get("PULUMI_HOME", str(Path.home() / ".pulumi"))}
        return workspace.pulumi_command.run([*arguments], str(self.folder), variables).stdout

    def librechat_yaml(self) -> str:
        objects = self.kubectl.items("configmap", namespace=self.namespace)
        [text] = [each["data"]["librechat.yaml"] for each in objects if "librechat.yaml" in each.get("data", {})]
        return text

    def variables(self) -> dict[str, str]:
        """LibreChat's plain variables."""
        objects = self.kubectl.items("configmap", namespace=self.namespace)
        [chat] = [each for each in objects if each["metadata"]["name"].startswith("workspace-librechat-variables")]
        return chat["data"]

    def secrets(self) -> set[str]:
        objects = self.kubectl.items("secret", namespace=self.namespace)
        return {b64decode(text).decode() for each in objects for text in each.get("data", {}).values()}


def added(name: str, engine: Engine, clone: Path, *, needs: Sequence[str]) -> Program:
    """A program of `PROGRAMS`, with the clone's package added to it."""
    missing = [each for each in needs if shutil.which(each) is None]
    if missing:
        pytest.fail(f"make test-engine needs {', '.join(missing)} on PATH; language hosts come with Pulumi's release")
    folder = engine.folder / name
    shutil.copytree(PROGRAMS / name, folder)
    # Only the clone may provide the library.
    program = Program(engine.stack(folder, python_path=None), folder, engine.cluster.kubectl, f"plugin-{name}")
    if (folder / "package.json").exists():
        program.pulumi("install")
    program.pulumi("package", "add", str(clone / "plugin"))
    return program


@pytest.fixture(scope="module", params=LANGUAGES)
def program(request: pytest.FixtureRequest, engine: Engine, clone: Path) -> Program:
    program = added(request.param, engine, clone, needs=LANGUAGES[request.param])
    program.pulumi("config", "set", "--secret", "tickets-token", TOKEN)
    return program


def test_the_schema_is_the_committed_one(program: Program, clone: Path):
    shown = json.loads(program.pulumi("package", "get-schema", str(clone / "plugin")))
    committed = json.loads((ROOT / "schema" / "pulumi.json").read_text())
    assert shown["version"] == committed["version"]
    for kind, fields in (("resources", "inputProperties"), ("types", "properties")):
        assert {token: set(each.get(fields, {})) for token, each in shown[kind].items()} == {
            token: set(each.get(fields, {})) for token, each in committed[kind].items()
        }


def test_a_workspace_is_deployed_as_it_is_written(program: Program):
    program.stack.up()
    program.kubectl.wait_until_ready(program.namespace)
    assert program.stack.outputs()["url"].value == "https://chat.example.com"
    text = program.librechat_yaml()
    document: Any = yaml.safe_load(text)
    assert re.fullmatch("Welcome to [A-Za-z0-9]{3}", document["interface"]["customWelcome"])
    assert "temporaryChatRetention: 720\n" in text
    assert document["mcpServers"]["tickets_of_us"]["headers"] == {"Authorization": "Bearer ${TICKETS_TOKEN}"}
    assert program.variables()["LOGIN_MAX"] == "5"
    assert TOKEN in program.secrets()
    assert TOKEN not in json.dumps(program.stack.export_stack().deployment)
    program.stack.up(expect_no_changes=True)


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("LOGIN_MAX", "LOGINMAX", "librechat.env.LOGINMAX: LibreChat reads no such variable (did you mean LOGIN_MAX?)"),
        ("customWelcome", "customWelcom", "librechat.config.interface.customWelcom: unknown key (did you mean "),
        (
            "TICKETS_TOKEN: ",
            "MONGO_URI: ",
            "librechat.secretEnv.MONGO_URI: the library sets it: use documentdb instead",
        ),
        ("chat.example.com", "https://a", "librechat.domain: expected a domain name"),
    ],
)
def test_a_mistake_is_one_line_in_the_callers_words(program: Program, right: str, wrong: str, expected: str):
    text = program.source.read_text()
    assert right in text
    program.source.write_text(text.replace(right, wrong))
    try:
        with pytest.raises(CommandError) as caught:
            program.stack.preview()
    finally:
        program.source.write_text(text)
    [error] = [line for line in str(caught.value).splitlines() if "has a problem" in line and "error:" in line][-1:]
    assert "AIWorkspace 'workspace': " in error
    assert expected in error
    assert "Traceback" not in str(caught.value)
    assert ".py" not in str(caught.value)
    assert "Unexpected <class" not in str(caught.value)


def test_it_goes_away_as_a_whole(program: Program):
    program.stack.destroy()
    assert program.kubectl.versions(program.namespace) == {}


def test_components_take_each_others_connections(engine: Engine, clone: Path):
    parts = added("parts", engine, clone, needs=LANGUAGES["yaml"])
    parts.kubectl.run("create", "namespace", parts.namespace)
    parts.stack.preview()
    parts.stack.up()
    parts.kubectl.wait_until_ready(parts.namespace)
    parts.stack.up(expect_no_changes=True)
    parts.stack.destroy()
    parts.kubectl.run("delete", "namespace", parts.namespace, "--wait=false")
