"""An engine that is killed in the middle of an ``up``."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from pulumi.automation import Stack

from tests.cluster.kubectl import Kubectl
from tests.engine.engine import Engine, configure, small_workspace
from tests.engine.secret_search import files_of, found, secrets_of
from tools.recovery import settle_interrupted_creates

NAMESPACE = "faults"
KINDS = "secret,configmap,pvc,service,deployment,statefulset,networkpolicy"
WORKSPACE = small_workspace(NAMESPACE)


def is_whole(file: Path) -> bool:
    """Whether a file is complete JSON."""
    try:
        json.loads(file.read_text())
    except ValueError:
        return False
    return True


def kill_during_up(stack: Stack, state: Path, *, after: int) -> None:
    """Start an ``up`` in a session of its own, and kill all of it once that many resources have been created."""
    workspace = stack.workspace
    command = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--color=never", "--stack", stack.name]
    process = subprocess.Popen(
        command,
        cwd=workspace.work_dir,
        env={**os.environ, **workspace.env_vars},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    created = 0
    for line in process.stdout:
        created += " created" in line
        if created >= after:
            break
    # The file backend writes its state in place: killed in the middle of that, it would leave half a file.
    os.killpg(process.pid, signal.SIGSTOP)
    while not is_whole(state):
        os.killpg(process.pid, signal.SIGCONT)
        time.sleep(0.02)
        os.killpg(process.pid, signal.SIGSTOP)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    end_session(process.pid)
    assert process.returncode == -signal.SIGKILL


def end_session(session: int) -> None:
    """Kill what the engine has started: in process groups of their own, its plugins would outlive it by minutes."""
    every = subprocess.run(["ps", "-e", "-o", "pid="], capture_output=True, text=True, check=True).stdout
    for process in map(int, every.split()):
        with suppress(ProcessLookupError):
            if os.getsid(process) == session:
                os.kill(process, signal.SIGKILL)


def objects(kubectl: Kubectl) -> Counter[str]:
    """The workspace's objects, by kind and name; every one should be there once."""
    found = kubectl.items(KINDS, namespace=NAMESPACE)
    own = [each for each in found if each["metadata"].get("labels", {}).get("app.kubernetes.io/managed-by") == "pulumi"]
    return Counter(f"{each['kind']} {each['metadata']['name']}" for each in own)


def in_state(stack: Stack) -> Counter[str]:
    """The objects that the state has, by kind and name."""
    deployment = stack.export_stack().deployment or {}
    resources = [each for each in deployment["resources"] if each["type"].startswith("kubernetes:")]
    names = [(each["type"].rpartition(":")[2], each["id"].rpartition("/")[2]) for each in resources]
    return Counter(f"{kind} {name}" for kind, name in names if kind != "Namespace")


def test_a_killed_engine_leaves_nothing_behind_and_nothing_twice(engine: Engine):
    project = engine.repository("killed")
    configure(project, WORKSPACE)
    stack, kubectl = engine.stack(project), engine.cluster.kubectl
    kill_during_up(stack, engine.backend / ".pulumi" / "stacks" / "homelab" / "dev.json", after=15)
    assert 0 < objects(kubectl).total() < 40
    stack.cancel()
    settle_interrupted_creates(stack)
    stack.up()
    kubectl.wait_until_ready(NAMESPACE)
    assert objects(kubectl) == in_state(stack)
    assert sum(name.startswith("Deployment ") for name in objects(kubectl)) == 2
    stack.up(expect_no_changes=True)
    stack.refresh(expect_no_changes=True)
    secrets = secrets_of(kubectl.items("secret", namespace=NAMESPACE))
    assert len(secrets) > 5
    assert found(secrets, dict(files_of(engine.backend))) == {}
    stack.destroy()
    kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")
