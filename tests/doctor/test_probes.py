"""How pods are asked: the commands, what of their output counts, and what kubectl's failures mean."""

from collections.abc import Callable
from pathlib import Path

import pytest

from homelab.doctor.checks import NoAnswerError, NotPossibleError
from homelab.doctor.kubectl import Kubectl
from homelab.doctor.probes import observation, used_percents

BUSYBOX = """Filesystem           1024-blocks    Used Available Capacity Mounted on
/dev/sdb               5074592   4313408    744800  85% /app/client/public/images
"""
COREUTILS = """Filesystem     1024-blocks    Used Available Capacity Mounted on
nas.example.com:/export/with a blank  1000 990 10 99% /data
tmpfs 0 0 0 - /run
"""


def test_how_full_a_volume_is_is_read_as_busybox_and_coreutils_write_it():
    assert used_percents(BUSYBOX) == {"/app/client/public/images": 85}
    assert used_percents(COREUTILS) == {"/data": 99}


def test_what_packages_log_is_no_observation():
    assert observation('mark-1 {"a": 1}\ninfo: mark-2 {"a": 2}\n\nmark-2 {"a": 3}\n', "mark-2 ") == {"a": 3}


def test_a_script_that_printed_nothing_is_no_answer():
    with pytest.raises(NoAnswerError):
        observation("Killed\n", "mark ")


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
