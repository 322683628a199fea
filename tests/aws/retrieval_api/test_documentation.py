"""docs/retrieval-api.md is correct: its commands exist, its programs run, and every error of the API is explained."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session
from botocore.validate import ParamValidator
from typer.main import get_command

from homelab.aws.retrieval_api import __main__ as command
from homelab.aws.retrieval_api.alarms import ALARMS
from homelab.aws.retrieval_api.function import models
from homelab.aws.retrieval_api.function.errors import ApiError
from homelab.aws.retrieval_api.function.mcp import VERSIONS
from homelab.aws.retrieval_api.function.texts import TEXT_ENDINGS
from homelab.aws.retrieval_api.gateway import ROUTES
from homelab.aws.retrieval_api.local.application import create_application
from homelab.images import PGVECTOR
from homelab.offline import record
from tests.aws.retrieval_api.local.serving import serving

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "retrieval-api.md").read_text()
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"python -m homelab\.aws\.retrieval_api (.*)")
BLOCKS = _BLOCK.findall(PAGE)
PROGRAMS = [code for language, code in BLOCKS if language == "python" and "import Client" not in code]
FAKE = f"""#!{sys.executable}
import json, os, sys
with open(os.environ["CALLS"], "a") as calls:
    print(json.dumps([os.path.basename(sys.argv[0]), *sys.argv[1:]]), file=calls)
answers = {{"function": "docs-abc-api", "version": "7", "get-alias": os.environ["CURRENT"], "create-deployment": "d-1"}}
print(*(answer for word, answer in answers.items() if word in (sys.argv[2:3] + sys.argv[3:4])))
"""


def rollout(folder: Path, current: str) -> Sequence[Sequence[str]]:
    """Calls of ``aws`` by the page's script for CI, while a version answers."""
    (script,) = (code for language, code in BLOCKS if language == "bash" and "create-deployment" in code)
    for name in ("aws", "pulumi"):
        (folder / name).write_text(FAKE)
        (folder / name).chmod(0o755)
    calls = folder / "calls"
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "CALLS": str(calls), "CURRENT": current}
    subprocess.run(["bash", "-euc", script], env=environment, check=True, capture_output=True)
    made = [json.loads(line) for line in calls.read_text().splitlines()]
    return [call[1:] for call in made if call[0] == "aws"]


def parameters(call: Sequence[str]) -> Mapping[str, Any]:
    """Options of a call under the names of AWS's API, those of the command itself left out."""
    options = dict(zip(call[2::2], call[3::2], strict=True))
    names = {name: re.sub("-(.)", lambda found: found[1].upper(), name.removeprefix("--")) for name in options}
    return {names[name]: value for name, value in options.items() if name not in {"--query", "--output"}}


def validate(service: str, operation: str, given: Mapping[str, Any]) -> None:
    shape = Session().get_service_model(service).operation_model(operation).input_shape
    assert shape is not None
    assert ParamValidator().validate(given, shape).generate_report() == ""


def test_ci_has_codedeploy_move_the_alias_from_the_version_that_answers_to_the_new_one(tmp_path: Path) -> None:
    look, create, wait = rollout(tmp_path, "6")
    assert look[:2] == ["lambda", "get-alias"]
    asked = {name[0].upper() + name[1:]: value for name, value in parameters(look).items()}
    assert asked == {"FunctionName": "docs-abc-api", "Name": "live"}
    validate("lambda", "GetAlias", asked)
    deployment = parameters(create)
    revision = json.loads(deployment["revision"])
    validate("codedeploy", "CreateDeployment", {**deployment, "revision": revision})
    assert (deployment["applicationName"], deployment["deploymentGroupName"]) == ("docs-abc", "live")
    assert json.loads(revision["appSpecContent"]["content"])["Resources"] == [
        {
            "api": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Name": "docs-abc-api",
                    "Alias": "live",
                    "CurrentVersion": "6",
                    "TargetVersion": "7",
                },
            }
        }
    ]
    assert wait == ["deploy", "wait", "deployment-successful", "--deployment-id", "d-1"]
    client = Session().create_client("codedeploy", "eu-central-1")
    assert wait[2].replace("-", "_") in client.waiter_names


def test_ci_does_nothing_while_there_is_no_new_version(tmp_path: Path) -> None:
    assert [call[1] for call in rollout(tmp_path, "7")] == ["get-alias"]


@pytest.mark.parametrize("line", _COMMAND.findall(PAGE))
def test_every_command_exists(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "handbook").mkdir()
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line.rstrip("`"), comments=True)
    click_command = get_command(command.app)
    with click_command.make_context("retrieval_api", [words[0]]) as context:
        assert isinstance(context.command, type(click_command))
        subcommand = click_command.commands[words[0]]  # type: ignore[attr-defined]  a group
        assert subcommand.make_context(words[0], words[1:], parent=context).params


@pytest.mark.parametrize("code", PROGRAMS, ids=lambda code: code.split("{")[0].split("\n")[-2])
def test_every_program_declares_something(code: str) -> None:
    config = {"homelab:openid-client-secret": "not-a-secret"}
    recording = record(lambda: exec(compile(code, "docs/retrieval-api.md", "exec"), {}), config=config)
    assert len(recording.resources) > 10


def test_the_client_s_program_stores_and_asks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = (code for language, code in BLOCKS if language == "python" and "import Client" in code)
    application = create_application(tmp_path)
    assert [*application.index()] == ["0 documents; 0 chunks"]
    with serving(application.handle) as url:
        exec(compile(code.replace(command.LOCAL, url), "docs/retrieval-api.md", "exec"), {})
    assert capsys.readouterr().out == "Dogs may come to the office on Fridays. [1] ['handbook/pets.md']\n"


def test_every_error_is_explained() -> None:
    words = {each.error for each in ApiError.__subclasses__()} | {ApiError.error}
    assert words == {row for row in re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) if "_" in row}


def test_every_route_is_named() -> None:
    for route in ROUTES:
        method, _, path = route.partition(" ")
        assert f"`{method} {path.replace('{document_id+}', '{id}')}`" in PAGE or route == "GET /mcp"


def test_limits_and_defaults_are_those_of_the_code() -> None:
    assert f"{models.MAX_QUESTION_CHARACTERS:,} characters" in PAGE
    assert (
        f"{models.MAX_DOCUMENT_CHARACTERS:,} characters in a request of {models.MAX_BODY_CHARACTERS // 10**6} MB"
        in PAGE
    )
    assert f"| Chunks of an answer | {models.MAX_TOP_K} |" in PAGE
    assert f"versions {VERSIONS[-1]} to {VERSIONS[0]}" in PAGE
    assert PGVECTOR.pinned.partition("@")[0] in PAGE
    assert all(f"`{ending}`" in PAGE for ending in (*TEXT_ENDINGS, ".pdf"))
    stopping = " or ".join(", ".join(f"`{each.name}`" for each in ALARMS if each.stops_rollout).rsplit(", ", 1))
    assert stopping in " ".join(PAGE.split())
