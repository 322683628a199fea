"""Every block of code in README and docs is run, rendered or checked; every command and link in them is there."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import chain
from types import SimpleNamespace
from typing import Any, cast

import pulumi
import pytest
import yaml
from typer.main import get_command

import homelab
import homelab.aws
from homelab import AIWorkspaceArgs, ArgumentError
from homelab.arguments import check
from homelab.merging import merge
from homelab.offline import record
from homelab.stack.keys import KEY
from tests.documentation import PAGES, ROOT, Block, blocks, commands, parameters, read
from tests.scenarios import recorded
from tests.stack.test_schema import VALIDATOR
from tools.site.command_pages import MAKEFILE, PROGRAMS

KNOWN = {"", "bash", "json", "mermaid", "python", "sh", "text", "yaml"}
SHELL = ("", "bash", "sh")
SMALLEST = {"namespace": "ai", "librechat": {"domain": "chat.example.com"}}
ELSEWHERE = {
    "docs/librechat.md": "type checkers refuse its mistakes in tests/librechat_config/types/test_types.py",
    "docs/retrieval-api.md": "its programs run in tests/aws/retrieval_api/test_documentation.py",
}
"""Pages whose programs have tests of their own, and which."""
GIVEN = {
    "pulumi": pulumi,
    **{name: getattr(homelab.aws, name) for name in homelab.aws.__all__},
    "files": SimpleNamespace(bucket_arn="arn:aws:s3:::files"),
    "database": SimpleNamespace(arn="arn:aws:rds:eu-central-1:123456789012:db:vectors"),
    "zone_id": "Z0123456789ABCDEFGHIJ",
}
"""Names that a page's shorter programs take from what stands before them."""


def test_every_block_says_what_it_is_by_a_known_language():
    found = {language for page in PAGES for language in re.findall(r"^```(\w+)$", read(page), re.MULTILINE)}
    assert found <= KNOWN


def run(program: str) -> None:
    names = dict(GIVEN)
    if "config" not in program.partition("config = pulumi.Config()")[1]:
        names["config"] = pulumi.Config()
    exec(compile(program, "block", "exec"), names)


@pytest.mark.parametrize("block", parameters(each for each in blocks("python") if each.page not in ELSEWHERE))
def test_a_program_declares_something(block: Block):
    keys = re.findall(r"config\.require(?:_secret)?\(\"([^\"]+)\"\)", block.text)
    config = {f"homelab:{key}": "not-a-secret" for key in keys}
    assert record(lambda: run(block.text), config=config).resources


@pytest.mark.parametrize("block", parameters(each for each in blocks("python") if each.page in ELSEWHERE))
def test_a_program_with_tests_elsewhere_is_python(block: Block):
    try:
        ast.parse(block.text)
    except SyntaxError:
        ast.parse(f"{{{block.text}}}")  # entries of a dictionary


def workspace_of(content: Any) -> Mapping[str, Any] | None:
    """The arguments of a workspace in a block, whether it is a stack's file or a part of one."""
    if not isinstance(content, dict):
        return None
    content = content.get("config", content)
    if KEY in content:
        return content[KEY]
    return content if content.keys() <= AIWorkspaceArgs.__annotations__.keys() else None


def with_secrets(value: object, name: str = "") -> object:
    """A stack's values with something in place of what is encrypted."""
    match value:
        case {"secure": _}:
            return "not-a-secret-0123456789"
        case dict():
            return {key: with_secrets(inner, key) for key, inner in value.items()}
        case list():
            return [with_secrets(inner, name) for inner in value]
        case _:
            return value


@pytest.mark.parametrize("block", parameters(blocks("yaml")))
def test_yaml_is_right_and_a_workspace_in_it_works(block: Block):
    content = yaml.safe_load(block.text)
    assert isinstance(content, dict | list)
    if (workspace := workspace_of(content)) is not None:
        stack = {"config": {"homelab:workspace": merge(SMALLEST, workspace, {})}}
        assert [error.message for error in VALIDATOR.iter_errors(stack)] == []
        args: Any = with_secrets(stack["config"]["homelab:workspace"])
        assert recorded(args, name="ai-workspace").manifests


def test_the_mistakes_on_the_first_page_are_reported_as_it_says():
    (stack,), (answer,) = (
        [each.text for each in blocks(kind) if each.page == "docs/start.md"] for kind in ("yaml", "text")
    )
    wrong = yaml.safe_load(stack.replace("domain:", "domian:").replace("class_name:", "class:"))
    args = cast(AIWorkspaceArgs, with_secrets(workspace_of(wrong)))
    with pytest.raises(ArgumentError) as error:
        check(AIWorkspaceArgs, args, "AIWorkspace 'ai-workspace'")
    assert [f"error: {error.value.owner}:", *error.value.problems] == [line.strip() for line in answer.splitlines()]


def test_stacks_in_pages_have_the_key_that_works_in_every_project():
    blocks_of_stacks = [each for each in blocks("yaml") if re.search(rf"^ *{KEY}:", each.text, re.MULTILINE)]
    assert len(blocks_of_stacks) > 20
    assert [f"{each.page}:{each.line}" for each in blocks("yaml") if f"homelab:{KEY}" in each.text] == []


@pytest.mark.parametrize("block", parameters(blocks("json")))
def test_json_is_json(block: Block):
    json.loads(block.text)


def test_shell_is_shell():
    for block in blocks(*SHELL):
        ran = subprocess.run(["bash", "-n"], input=block.commands, capture_output=True, text=True, check=False)
        assert ran.stderr == "", f"{block.page}:{block.line}"


COMMANDS = list(commands())
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE.read_text(encoding="utf-8"), re.MULTILINE))


def test_commands_are_found():
    assert {words[0] for _, words in COMMANDS} == {"homelab", "make", "python"}
    assert len(COMMANDS) > 100


@pytest.mark.parametrize("words", [words for _, words in COMMANDS if words[0] == "make"], ids=" ".join)
def test_a_target_of_make_exists(words: Sequence[str]):
    targets = [word for word in words[1:] if "=" not in word]
    assert [target for target in targets if target not in TARGETS and not target.startswith(".venv/")] == []


def click_command(words: Sequence[str]) -> tuple[Any, list[str]]:
    """The command of click's that words call, and the rest of them."""
    name = next(name for name in PROGRAMS if " ".join(words).startswith(name))
    command: Any = get_command(PROGRAMS[name])
    rest = list(words[len(name.split()) :])
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        command = command.commands[rest.pop(0)]
    return command, rest


@pytest.mark.parametrize("words", [words for _, words in COMMANDS if words[0] != "make"], ids=" ".join)
def test_a_command_exists_with_its_options(words: Sequence[str]):
    if words[0] == "python" and words[2] not in {name.split()[-1] for name in PROGRAMS}:
        assert find_spec(words[2]), words[2]
        return
    command, rest = click_command(words)
    if rest and rest[-1].startswith("--") and "=" not in rest[-1]:
        rest.append("VALUE")  # an option that is only named; a flag takes it for an argument
    parser = command.make_parser(command.context_class(command))
    parser.parse_args(args=[word for word in rest if word != "..."])


LINK = re.compile(r"\]\(([^)\s:#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_what_the_repository_has(page: str):
    text = re.sub(r"^```.*?^```$", "", read(page), flags=re.MULTILINE | re.DOTALL)
    assert [link for link in LINK.findall(text) if not (ROOT / page).parent.joinpath(link).exists()] == []


def code() -> Iterator[str]:
    """The project's code, in which texts that go on in the next line are one."""
    for file in chain((ROOT / "homelab").rglob("*.py"), (ROOT / "tools").rglob("*.py")):
        yield re.sub(r"\"\s*\n\s*f?\"", "", file.read_text(encoding="utf-8"))


def test_the_messages_in_troubleshooting_are_ours():
    known = "\n".join(code())
    cells = re.findall(r"^\| (?:[^|`]*: )?(``.+?``|`[^`]+`) \|", read("docs/troubleshooting.md"), re.MULTILINE)
    messages = [cell.strip("`") for cell in cells if " " in cell]
    assert len(messages) > 8
    assert [part for text in messages for part in text.split("…") if part.strip() not in known] == []


def test_the_readme_is_one_screen():
    assert len(read("README.md").splitlines()) <= 120
