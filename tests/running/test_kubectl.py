"""What kubectl is asked, and what its failures mean."""

from collections.abc import Callable
from pathlib import Path

import pytest

from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl


@pytest.fixture
def kubectl(tmp_path: Path) -> Callable[[str], Kubectl]:
    def write(script: str) -> Kubectl:
        program = tmp_path / "kubectl"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return Kubectl("ai", "the-context", program=str(program), timeout=1)

    return write


def test_commands_go_to_the_namespace_and_the_context(kubectl: Callable[[str], Kubectl]):
    output = kubectl('echo "$@"; cat').execute("pod-0", "chat", ["node", "-"], stdin="the script")
    expected = "--namespace=ai --context=the-context exec pod-0 --container=chat --stdin --quiet -- node -\nthe script"
    assert output == expected


@pytest.mark.parametrize(
    "said",
    [
        'Error from server (Forbidden): pods "a" is forbidden: User "x" cannot create resource "pods/exec"',
        'error: unable to upgrade connection: pods "a" is forbidden: User "x" cannot create resource "pods/exec"',
        'OCI runtime exec failed: exec: "df": executable file not found in $PATH: unknown',
    ],
)
def test_missing_rights_and_missing_programs_are_no_fault_of_the_workspace(
    kubectl: Callable[[str], Kubectl], said: str
):
    with pytest.raises(NotPossibleError):
        kubectl(f"echo '{said}' >&2; exit 1").execute("pod-0", "chat", ["df"])


def test_a_command_that_fails_is_no_answer(kubectl: Callable[[str], Kubectl]):
    with pytest.raises(NoAnswerError, match="kubectl exec: the last line"):
        kubectl("echo first >&2; echo 'error: the last line' >&2; exit 137").execute("pod-0", "chat", ["node"])


def test_a_command_that_hangs_is_left(kubectl: Callable[[str], Kubectl]):
    with pytest.raises(NoAnswerError, match="no answer within 1 s"):
        kubectl("exec sleep 20").items("pods")


def test_without_kubectl_nothing_can_be_asked():
    with pytest.raises(NotPossibleError, match="not on PATH"):
        Kubectl("ai", program="no-such-kubectl").items("pods")


def test_an_object_that_is_not_there_is_none(kubectl: Callable[[str], Kubectl]):
    assert kubectl("true").find("job", "backup") is None
    assert kubectl("""echo '{"kind": "Job"}'""").find("job", "backup") == {"kind": "Job"}


def test_manifests_come_over_standard_input_where_no_list_of_processes_shows_them(
    kubectl: Callable[[str], Kubectl], tmp_path: Path
):
    kubectl(f'cat > {tmp_path}/stdin; echo "$@" > {tmp_path}/arguments').apply({"kind": "Secret", "name": "x"})
    assert (tmp_path / "stdin").read_text() == '{"kind": "Secret", "name": "x"}'
    assert "Secret" not in (tmp_path / "arguments").read_text()


def test_output_is_streamed_while_the_command_goes_on(kubectl: Callable[[str], Kubectl]):
    with kubectl("cat; sleep 0.2; echo end").stream("pod-0", "chat", ["node", "-"], stdin="the script\n") as output:
        assert output.readline() == b"the script\n"
        assert output.read() == b"end\n"


def test_a_stream_of_a_command_that_fails_is_no_answer(kubectl: Callable[[str], Kubectl]):
    streaming = kubectl("cat; echo 'error: the last line' >&2; exit 137").stream("pod-0", "chat", ["node"])
    with pytest.raises(NoAnswerError, match="kubectl exec: the last line"), streaming as output:
        output.read()
