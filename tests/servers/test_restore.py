"""What a restore forgets: LibreChat's packages ask a real database of MongoDB's protocol and a real Redis server."""

import contextlib
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from homelab.backup.actions import forget_derived
from homelab.backup.keys import require_same_key
from homelab.backup.snapshots import Snapshot
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.workspace import Manifest
from tests.cache import cache
from tests.servers.documents import Documents, running_documents
from tests.servers.processes import HOST
from tests.servers.redis_programs import redis_programs
from tests.servers.rendered import rendered_container
from tests.servers.valkey import Valkey, running_valkey
from tools.librechat.packages import install

PACKAGES = Path(__file__).parent / "librechat"
POD = {
    "kind": "Pod",
    "metadata": {
        "name": "ai-librechat-0",
        "labels": {
            "app.kubernetes.io/name": "librechat",
            "app.kubernetes.io/instance": "ai-librechat",
            "app.kubernetes.io/part-of": "homelab",
            "app.kubernetes.io/managed-by": "pulumi",
        },
    },
    "spec": {"containers": [{"name": "librechat"}]},
    "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
}
KEY = "0123456789abcdef" * 4


@dataclass(frozen=True)
class Pod(Kubectl):
    """kubectl whose only pod is a process on this machine."""

    folder: Path = field(kw_only=True)
    environment: Mapping[str, str] = field(kw_only=True)

    def items(self, *kinds: str, selector: str | None = None) -> list[Manifest]:
        return [POD]

    def execute(self, pod: str, container: str, command: Sequence[str], *, stdin: str = "") -> str:
        run = subprocess.run(
            command, input=stdin, env={**self.environment}, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if run.returncode != 0:
            raise NoAnswerError(f"kubectl exec: {run.stderr.splitlines()[-1]}")
        return run.stdout


@dataclass
class Workspace:
    documents: Documents
    valkey: Valkey
    folder: Path

    def forget(self, **environment: str) -> Mapping[str, Any]:
        variables = {
            "PATH": os.environ["PATH"],
            "MONGO_URI": self.documents.uri,
            "USE_REDIS": "true",
            "REDIS_URI": f"redis://{HOST}:{self.valkey.port}",
            "REDIS_PASSWORD": self.valkey.container.environment["VALKEYCLI_AUTH"],
            "REDIS_KEY_PREFIX": "chat[1]",
        }
        pod = Pod("ai", folder=self.folder, environment={**variables, **environment})
        return forget_derived(pod, POD)


@pytest.fixture
def workspace(manifests: Sequence[Mapping[str, Any]], tmp_path: Path) -> Iterator[Workspace]:
    for name in ("app/api", "valkey", "documents"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "app" / "node_modules").symlink_to(install(cache("librechat"), PACKAGES) / "node_modules")
    container = rendered_container(manifests, "valkey")
    with ExitStack() as stack:
        valkey = stack.enter_context(running_valkey(container, redis_programs(), tmp_path / "valkey"))
        valkey.wait_until_ready()
        documents = stack.enter_context(running_documents(tmp_path / "documents"))
        documents.database["messages"].insert_many(
            [{"messageId": "a", "_meiliIndex": True}, {"messageId": "b", "_meiliIndex": False}, {"messageId": "c"}]
        )
        documents.database["conversations"].insert_one({"conversationId": "d", "_meiliIndex": True})
        documents.database["users"].insert_one({"_meiliIndex": True})
        yield Workspace(documents, valkey, tmp_path / "app")


def test_search_indexes_everything_again_and_nothing_cached_stays(workspace: Workspace):
    # More than one page of keys; a prefix has no wildcards.
    keys = [item for number in range(1200) for item in (f"chat[1]::key:{number}", "x")]
    workspace.valkey.cli("MSET", *keys, "chat1::other", "x", "other", "x")
    assert workspace.forget() == {"search": 2, "cache": 1200}
    assert workspace.documents.database["messages"].count_documents({"_meiliIndex": True}) == 0
    assert workspace.documents.database["messages"].count_documents({}) == 3
    assert workspace.documents.database["users"].count_documents({"_meiliIndex": True}) == 1
    assert sorted(workspace.valkey.answer("KEYS", "*").split()) == ["chat1::other", "other"]
    # An interrupted restore does it twice.
    assert workspace.forget() == {"search": 0, "cache": 0}


@pytest.mark.parametrize("environment", [{"REDIS_KEY_PREFIX": ""}, {"USE_REDIS": "false"}])
def test_a_server_whose_keys_may_be_somebody_elses_is_left_alone(workspace: Workspace, environment: dict[str, str]):
    workspace.valkey.cli("SET", "key", "x")
    assert workspace.forget(**environment) == {"search": 2, "cache": None}
    assert workspace.valkey.answer("KEYS", "*") == "key"


def test_a_server_that_refuses_fails_the_step_without_its_password(workspace: Workspace):
    with pytest.raises(NoAnswerError, match=r"WRONGPASS|NOAUTH|invalid") as refused:
        workspace.forget(REDIS_URI=f"redis://:not-the-password@{HOST}:{workspace.valkey.port}")
    assert "not-the-password" not in str(refused.value)


@pytest.mark.parametrize(("key", "is_same"), [(KEY, True), (KEY[::-1], False)])
def test_the_fingerprint_of_a_key_is_that_of_the_backup(tmp_path: Path, key: str, is_same: bool):
    made = subprocess.run(["sha256sum"], input=KEY, capture_output=True, text=True, check=True).stdout[:12]
    snapshot = Snapshot("a" * 64, datetime.now(UTC), ["documents"], {}, None, made)
    pod = Pod("ai", folder=tmp_path, environment={"PATH": os.environ["PATH"], "CREDS_KEY": key})
    with contextlib.nullcontext() if is_same else pytest.raises(NotPossibleError, match="another CREDS_KEY"):
        require_same_key(pod, "ai-librechat", snapshot, pytest.fail)
