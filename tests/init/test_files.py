import json
import re
from pathlib import Path

import jsonschema
import yaml

from homelab.init.answers import Answers, workspace_args
from homelab.init.files import SCHEMA, project_files, schema_text, stack_file
from homelab.version import version

ROOT = Path(__file__).parents[2]
FILES = project_files("chat", "About it", "test", workspace_args(Answers()))
ACTION = re.compile(r"uses: (\S+@[0-9a-f]{40} # v[\d.]+)$", re.MULTILINE)


def test_the_stacks_file_points_editors_at_a_schema_that_accepts_it():
    text = FILES["Pulumi.test.yaml"]
    assert text.startswith(f"# yaml-language-server: $schema={SCHEMA}\n")
    jsonschema.Draft202012Validator(json.loads(schema_text("chat"))).validate(yaml.safe_load(text))


def test_the_schema_accepts_the_key_without_the_projects_name_as_pulumi_does():
    text = stack_file("workspace", workspace_args(Answers()))
    jsonschema.Draft202012Validator(json.loads(schema_text("chat"))).validate(yaml.safe_load(text))


def test_the_schema_refuses_what_the_program_does_not_know():
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("chat")))
    content = yaml.safe_load(FILES["Pulumi.test.yaml"])
    content["config"]["chat:workspace"]["opneai"] = {}
    assert not validator.is_valid(content)


def test_the_library_is_pinned():
    assert FILES["requirements.txt"] == f"pulumi-homelab=={version()}\n"


def test_the_project_has_its_name_and_what_pulumi_needs():
    project = yaml.safe_load(FILES["Pulumi.yaml"])
    own = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    assert (project["name"], project["description"]) == ("chat", "About it")
    assert project["requiredPulumiVersion"] == own["requiredPulumiVersion"]
    assert "${" not in FILES["Pulumi.yaml"]


def test_rendered_secrets_are_not_committed():
    assert "rendered/" in FILES[".gitignore"].splitlines()


def test_the_workflow_uses_the_actions_of_this_repository_and_the_stack():
    workflow = FILES[".github/workflows/review.yml"]
    known = {action for file in ROOT.glob(".github/workflows/*.yml") for action in ACTION.findall(file.read_text())}
    assert len(re.findall("uses: ", workflow)) == len(ACTION.findall(workflow)) > 3
    assert {each.split(" ")[0] for each in ACTION.findall(workflow)} <= {each.split(" ")[0] for each in known}
    assert yaml.safe_load(workflow)["env"]["STACK"] == "test"
