from pathlib import Path

import jsonschema
import pytest
import yaml

from tools.schemas import FOLDER, schemas, stack_schema, text

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", ["stack.json", "pulumi.json"])
def test_the_files_are_up_to_date(name: str):
    assert (FOLDER / name).read_text() == text(schemas()[name]), "run `make schema`"


@pytest.mark.parametrize("stack", ["dev", "production"])
def test_the_stacks_are_valid_and_point_editors_at_the_schema(stack: str):
    file = (ROOT / f"Pulumi.{stack}.yaml").read_text()
    assert file.startswith("# yaml-language-server: $schema=schema/stack.json\n")
    jsonschema.Draft202012Validator(stack_schema()).validate(yaml.safe_load(file))


def test_editors_find_mistakes():
    workspace = {"namespace": "ai", "librechat": {"domian": "a"}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(stack_schema()).validate({"config": {"homelab:workspace": workspace}})


def test_every_argument_of_the_workspace_is_described_for_other_languages():
    types = schemas()["pulumi.json"]["types"]
    own = types["homelab:index:OpenAITextToSpeechArgs"]["properties"]
    assert all(field["description"] for field in own.values())
    workspace = schemas()["pulumi.json"]["resources"]["homelab:index:AIWorkspace"]
    assert all(field["description"] for field in workspace["inputProperties"].values())
