"""Examples of several stacks: the commands that their headers tell, in that order, are ones that S3 accepts."""

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from homelab.offline import GeneratedValues, Recording
from homelab.offline.program import record_program
from homelab.offline.project import load_project
from homelab.offline.stack_config import load_stack_config
from tests.aws.recordings import of_type, only, statements
from tests.stacks_and_examples import ROOT

PAGE = (ROOT / "docs" / "retrieval-api.md").read_text()
REGIONS, BLUE_GREEN = (ROOT / "examples" / f"retrieval-api-{name}" for name in ("regions", "blue-green"))
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
BUCKET = "bucket-of-{}"
# Says what it was called with; an output of a stack is its own name.
FAKE = f"""#!{sys.executable}
import os, shlex, sys
words = [os.path.basename(sys.argv[0]), *sys.argv[1:]]
if words[1:3] == ["stack", "output"]:
    print(f"{{words[5]}}-of-{{words[4]}}")
else:
    with open(os.environ["CALLS"], "a") as calls:
        print(shlex.join(words), file=calls)
"""


def script(example: Path) -> str:
    """Commands of an example's header."""
    header = (example / "__main__.py").read_text().split('"""')[1]
    return textwrap.dedent("".join(re.findall(r"^    .*\n", header, re.MULTILINE)))


def calls(example: Path, folder: Path) -> Sequence[str]:
    """What an example's commands call, beside reading outputs."""
    for name in ("aws", "pulumi"):
        (folder / name).write_text(FAKE)
        (folder / name).chmod(0o755)
    made = folder / "calls"
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "CALLS": str(made)}
    subprocess.run(["bash", "-euc", script(example)], env=environment, cwd=example, check=True, capture_output=True)
    return made.read_text().splitlines()


@cache
def recorded(example: Path, stack: str, config: frozenset[tuple[str, str]] = frozenset()) -> Recording:
    """What one of an example's stacks declares, with additional configuration."""
    project = load_project(example)
    values = load_stack_config(project, stack, [f"{key}={value}" for key, value in config])
    return record_program(project, stack, values, preview=False, generated=GeneratedValues())


def destinations(recording: Recording) -> set[str]:
    """Buckets that a stack's documents are copied to."""
    rules = [rule for each in of_type(recording, REPLICATION) for rule in each.inputs["rules"]]
    return {rule["destination"]["bucket"].removeprefix("arn:aws:s3:::") for rule in rules}


def replay(example: Path, made: Sequence[str]) -> Mapping[str, set[str]]:
    """Destinations by stack after the calls, each of which AWS would accept."""
    config: dict[str, dict[str, str]] = {}
    found: dict[str, set[str]] = {}
    selected = ""
    for call in made:
        match call.split():
            case ["pulumi", "stack", "init", stack]:
                selected, config[stack] = stack, {}
            case ["pulumi", "up", *rest] if rest[:1] != ["--cwd"]:
                stack = rest[1] if rest else selected
                found[stack] = destinations(recorded(example, stack, frozenset(config[stack].items())))
                assert found[stack] <= {BUCKET.format(each) for each in found}, f"{call}: no such bucket yet"
            case ["pulumi", "config", "set", "--stack", stack, key, value]:
                config[stack][key] = value
            case ["pulumi", "config", "rm", "--stack", stack, key]:
                del config[stack][key]
            case ["pulumi", "destroy", "--stack", stack]:
                gone = recorded(example, stack, frozenset(config[stack].items()))
                assert not any(each.protect for each in gone.resources), f"{call}: protected"
                del found[stack]
                assert not any(BUCKET.format(stack) in each for each in found.values()), f"{call}: a destination"
            case ["pulumi", *_, "--cwd", "../retrieval-api-librechat", "retrieval-api-url", value]:
                assert value.removeprefix("url-of-") in found
            case ["pulumi", "up", "--cwd", "../retrieval-api-librechat"]:
                pass
            case ["aws", "s3", "sync", _, target]:
                assert target.removeprefix("s3://").partition("/")[0] in {BUCKET.format(each) for each in found}
            case _:
                pytest.fail(f"nobody knows what {call} does")
    return found


def test_two_regions_have_each_other_s_documents(tmp_path: Path):
    assert replay(REGIONS, calls(REGIONS, tmp_path)) == {"eu": {"bucket-of-us"}, "us": {"bucket-of-eu"}}


def test_documents_are_there_once_both_regions_copy_them(tmp_path: Path):
    made = calls(REGIONS, tmp_path)
    assert made[-1].startswith("aws s3 sync handbook ")
    assert {call.rpartition(" ")[2] for call in made[-3:-1]} == {"eu", "us"}


def test_each_region_has_models_of_its_own():
    def models(stack: str) -> set[str]:
        policies = of_type(recorded(REGIONS, stack), "aws:iam/rolePolicy:RolePolicy")
        arns = {arn for each in policies for found in statements(each.inputs["policy"]) for arn in found["Resource"]}
        return {arn.partition("inference-profile/")[2].partition(".")[0] for arn in arns if "inference-profile/" in arn}

    assert (models("eu"), models("us")) == ({"eu"}, {"us"})


def test_green_has_blue_s_documents_and_is_alone_in_the_end(tmp_path: Path):
    made = calls(BLUE_GREEN, tmp_path)
    before = made[: next(number for number, call in enumerate(made) if "retrieval-api-url" in call)]
    assert replay(BLUE_GREEN, before) == {"blue": {"bucket-of-green"}, "green": {"bucket-of-blue"}}
    assert replay(BLUE_GREEN, made) == {"green": set()}


def test_blue_and_green_share_an_account():
    def names(stack: str) -> set[str]:
        resources = [each for each in recorded(BLUE_GREEN, stack).resources if each.custom and not each.read]
        keys = ("dashboardName", "domainName", "bucket", "vectorBucketName")
        own = {str(each.inputs[key]) for each in resources for key in keys if key in each.inputs}
        # Those of an alias and a stage belong to a function and an API.
        within = ("aws:lambda/alias:Alias", "aws:apigatewayv2/stage:Stage")
        return own | {
            str(each.inputs["name"]) for each in resources if "name" in each.inputs and each.type not in within
        }

    assert len(names("blue")) > 10
    assert not names("blue") & names("green")


def test_blue_and_green_differ_in_what_a_canary_cannot_try():
    variables = [
        next(
            each.inputs["environment"]["variables"]
            for each in of_type(recorded(BLUE_GREEN, stack), "aws:lambda/function:Function")
            if each.name == "docs-ingest"
        )
        for stack in ("blue", "green")
    ]
    different = {key for key in variables[0].keys() & variables[1].keys() if variables[0][key] != variables[1][key]}
    assert {"RETRIEVAL_STORE", "RETRIEVAL_CHUNK_CHARACTERS"} <= different


@pytest.mark.parametrize(("title", "example"), [("Regions", REGIONS), ("Blue and green", BLUE_GREEN)])
def test_the_page_tells_the_same_commands(title: str, example: Path):
    (part,) = re.findall(rf"^### {title}\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
    assert "".join(re.findall(r"^```bash\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)) == script(example)


def test_only_the_replication_comes_with_the_other_bucket():
    alone, copied = recorded(REGIONS, "eu"), recorded(REGIONS, "eu", frozenset({("replicate_to", "bucket-of-us")}))
    added = {each.type for each in copied.resources if each.urn not in {other.urn for other in alone.resources}}
    assert added == {REPLICATION, "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"}
    assert only(copied, REPLICATION).inputs["rules"][0]["filter"] == {"prefix": "documents/"}
