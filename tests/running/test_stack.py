"""What a stack tells the doctor."""

from pathlib import Path

import pytest
from pulumi.runtime.rpc import UNKNOWN

from homelab.images import LIBRECHAT
from homelab.running.stack import StackError, described, read_stack
from tests.scenarios import SCENARIOS, recorded

ROOT = Path(__file__).parents[2]


def test_a_stack_of_this_repository_is_read():
    stack = read_stack(ROOT, "dev")
    assert stack.namespace == "ai-dev"
    assert stack.expected.images["Deployment ai-workspace-librechat"] == [str(LIBRECHAT.reference({}))]
    # Nobody reaches localhost from outside.
    assert stack.url is None


def test_a_workspace_has_its_domain_as_address():
    stack = described(recorded(SCENARIOS["production"], preview=True).manifests)
    assert (stack.namespace, stack.url) == ("ai", "https://chat.example.com")
    assert "StatefulSet ws-valkey" in stack.expected.images


def test_another_stack_is_an_error_in_one_line():
    with pytest.raises(StackError, match="no stack 'none'"):
        read_stack(ROOT, "none")


def test_a_program_that_fails_is_an_error_in_one_line_without_its_secrets(tmp_path: Path):
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python")
    (tmp_path / "Pulumi.dev.yaml").touch()
    (tmp_path / "__main__.py").write_text("1 / 0")
    with pytest.raises(StackError, match="the program failed: ZeroDivisionError: division by zero"):
        read_stack(tmp_path, "dev")


def test_a_namespace_that_only_the_cluster_knows_has_to_be_named():
    manifests = [dict(each) for each in recorded(SCENARIOS["smallest"]).manifests]
    for each in manifests:
        each["metadata"] = {**each["metadata"], "namespace": UNKNOWN}
    with pytest.raises(StackError, match="use --namespace"):
        described(manifests)


def test_several_namespaces_are_refused():
    manifests = [*recorded(SCENARIOS["smallest"]).manifests]
    others = [*recorded({**SCENARIOS["smallest"], "namespace": "other"}).manifests]
    with pytest.raises(StackError, match="workspaces in ai, other: use --namespace"):
        described([*manifests, *others])


def test_a_stack_without_a_workspace_is_refused():
    with pytest.raises(StackError, match="no workspace"):
        described([])
