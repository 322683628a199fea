"""What people meet who use `make`: one stack, from its first up to the last thing that it leaves."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine.engine import NAME, Engine, configure, small_workspace
from tests.engine.make_stack import MakeStack

NAMESPACE = "make"
WORKSPACE = small_workspace(NAMESPACE, rag={"enabled": False})
FAST = {"storage": {"storage_class": "fast"}}
OLLAMA = {"models": ["llama3.2:1b"]}


@pytest.fixture(scope="module")
def stack(engine: Engine) -> Iterator[MakeStack]:
    stack = MakeStack(engine.repository("make"), NAMESPACE, engine.cluster.kubectl)
    configure(stack.project, WORKSPACE)
    stack.run("up")
    yield stack
    stack.run("down")
    stack.kubectl.run("delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false")


@pytest.fixture
def as_before(stack: MakeStack) -> Iterator[None]:
    yield
    configure(stack.project, WORKSPACE)


def command_in(text: str, start: str) -> list[str]:
    """The arguments of a command that a message names."""
    (found,) = re.findall(rf"`({start} [^`]*)`", text)
    return shlex.split(found)[1:]


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize(
    "mistake",
    [{"valkey": {"storage": {"size": "1Gi"}}}, {"valkey": {"image": "Not An Image"}}],
    ids=["refused by the cluster", "refused by an argument"],
)
def test_a_mistake_anywhere_leaves_everything_untouched(stack: MakeStack, mistake: dict[str, Any]):
    before = stack.kubectl.versions(NAMESPACE)
    rolls_librechat = {"openrouter": {"user_provided": True}}
    configure(stack.project, {**WORKSPACE, **rolls_librechat, **mistake})
    printed = stack.run("up", fails=True)
    assert "Updating" not in printed
    assert "Traceback" not in printed
    assert stack.kubectl.versions(NAMESPACE) == before


@pytest.mark.usefixtures("as_before")
def test_a_preview_shows_the_fields_when_asked_to(stack: MakeStack):
    configure(stack.project, {**WORKSPACE, "librechat": {**WORKSPACE["librechat"], "domain": "new.example.com"}})
    field = re.compile(r'(?m)^ {8,}~ \w+ *: "https://chat\.example\.com" => "https://new\.example\.com"')
    assert not field.search(stack.run("preview"))
    assert field.search(stack.run("preview", "--diff"))


def test_an_up_after_down_takes_over_what_is_there_and_creates_what_is_new(stack: MakeStack):
    kept = stack.kept()
    printed = stack.run("down")
    assert "(1 namespace, 3 Secrets, 4 volumes stay)" in printed
    configure(stack.project, {**WORKSPACE, "ollama": OLLAMA, "labels": {"team": "new"}})
    assert "Taking over what is there: 1 namespace, 3 Secrets, 4 volumes." in stack.run("up")
    present = stack.kept()
    assert {name: present[name] for name in kept} == kept
    assert present.keys() - kept.keys() == {f"PersistentVolumeClaim {NAME}-ollama-models"}
    assert stack.is_settled()
    claims = stack.kubectl.items("pvc", namespace=NAMESPACE)
    assert {each["metadata"]["labels"]["team"] for each in claims} == {"new"}
    assert stack.objects() == stack.in_state()


def test_what_was_switched_off_in_between_is_taken_over_when_it_comes_back(stack: MakeStack):
    configure(stack.project, WORKSPACE)
    stack.run("up")
    volume = stack.kept()[f"PersistentVolumeClaim {NAME}-ollama-models"]
    configure(stack.project, {**WORKSPACE, "ollama": OLLAMA})
    assert "Taking over what is there: 1 volume." in stack.run("up")
    assert stack.kept()[f"PersistentVolumeClaim {NAME}-ollama-models"] == volume


def test_a_stack_that_another_one_runs_is_not_taken_over(stack: MakeStack, engine: Engine):
    before = stack.kubectl.versions(NAMESPACE)
    other = MakeStack(engine.repository("other"), NAMESPACE, stack.kubectl)
    configure(other.project, WORKSPACE)
    for _ in range(2):
        assert "another stack runs the same workspace" in other.run("up", fails=True)
    assert stack.kubectl.versions(NAMESPACE) == before
    assert not other.in_state()


def test_what_stays_is_removed_by_the_command_that_is_named(stack: MakeStack):
    printed = stack.run("down")
    assert set(stack.objects()) == set(stack.kept())
    stack.kubectl.run(*command_in(printed, "kubectl"))
    assert not stack.kubectl.items("pvc", namespace=NAMESPACE)
    configure(stack.project, WORKSPACE)
    stack.run("up")
    assert stack.objects() == stack.in_state()


def test_a_volume_that_a_change_would_replace_is_given_up_by_the_commands_that_are_named(stack: MakeStack):
    volume = f"PersistentVolumeClaim {NAME}-valkey-data"
    before = stack.kept()
    configure(stack.project, {**WORKSPACE, "valkey": FAST})
    printed = stack.run("up", fails=True)
    for command in re.findall("`kubectl ([^`]*)`", printed):
        stack.kubectl.run(*shlex.split(command))
    assert "`make refresh`" in printed
    stack.run("refresh")
    stack.run("up")
    stack.kubectl.wait_until_ready(NAMESPACE)
    assert {name for name, value in stack.kept().items() if before[name] != value} == {volume}


def test_without_retaining_the_loss_is_said_before_and_nothing_stays(stack: MakeStack):
    configure(stack.project, {**WORKSPACE, "valkey": FAST, "retain": False})
    warning = "the next `make down` deletes the data of 4 volumes"
    assert warning in stack.run("preview")
    assert warning in stack.run("up")
    assert "nothing stays" in stack.run("down")
    assert not stack.kubectl.items("pvc", namespace=NAMESPACE)
