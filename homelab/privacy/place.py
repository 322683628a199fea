"""The pods of a workspace in which its people's data is within reach."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from homelab.kubernetes.labels import INSTANCE
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.scripts import Observation, Part, run_node, run_python, stream_node, stream_python, with_redis
from homelab.running.workspace import LIBRECHAT, RAG_API, Manifest, Workspace

TIMEOUT = 3600.0
"""Seconds that one person's data may take."""
_AT_ONCE = 1000
"""Ids in one call, whose arguments have a limit."""


@dataclass(frozen=True, slots=True)
class Place:
    """A running LibreChat, and its RAG API."""

    kubectl: Kubectl
    librechat: Manifest
    rag_api: Manifest | None
    """None without one here; LibreChat may have one elsewhere."""

    @property
    def name(self) -> str:
        """Name of LibreChat's Deployment."""
        return self.librechat["metadata"]["labels"][INSTANCE]

    def ask_librechat(self, script: str, request: Mapping[str, Any]) -> Observation:
        """What a script of this package answers in LibreChat's pod.

        :raises NoAnswerError: It fails, or says that it cannot do what it should.
        """
        return _sound(run_node(self.kubectl, self.librechat, with_redis(source("person.cjs", script)), request))

    def ask_rag_api(self, request: Mapping[str, Any]) -> Observation | None:
        """What the script about vectors answers in the RAG API's pod; None without one."""
        if self.rag_api is None:
            return None
        return run_python(self.kubectl, self.rag_api, source("vectors.py"), request)

    def export_librechat(self, request: Mapping[str, Any]) -> Iterator[Part | Observation]:
        """All parts of what LibreChat has of a person, and the ids of the person's files in the end."""
        return stream_node(self.kubectl, self.librechat, source("person.cjs", "export.cjs"), request)

    def export_rag_api(self, request: Mapping[str, Any]) -> Iterator[Part | Observation]:
        """All parts of what the RAG API has of a person; none without one."""
        if self.rag_api is None:
            return iter(())
        return stream_python(self.kubectl, self.rag_api, source("vectors.py"), request)


def find_place(kubectl: Kubectl, workspace: str | None = None) -> Place:
    """The running LibreChat of a namespace.

    :param workspace: Name of the workspace. Default: the only one.
    :raises NotPossibleError: None runs, or several do.
    """
    patient = replace(kubectl, timeout=max(kubectl.timeout, TIMEOUT))
    running = Workspace(kubectl.namespace, kubectl.items("pods"))
    # Beside a workspace's own there may be one of another version, which shares its data.
    own = {name: pod for name, pod in running.ready_pods(LIBRECHAT).items() if name.endswith(f"-{LIBRECHAT}")}
    wanted = own if workspace is None else {k: v for k, v in own.items() if k == f"{workspace}-{LIBRECHAT}"}
    if not wanted:
        which = f"{workspace}-{LIBRECHAT}" if workspace else "LibreChat"
        raise NotPossibleError(f"namespace {kubectl.namespace}: no ready pod of {which}")
    if len(wanted) > 1:
        names = ", ".join(sorted(name.removesuffix(f"-{LIBRECHAT}") for name in wanted))
        raise NotPossibleError(f"namespace {kubectl.namespace} has several workspaces: use --workspace, one of {names}")
    ((name, pod),) = wanted.items()
    prefix = name.removesuffix(LIBRECHAT)
    return Place(patient, pod, running.ready_pods(RAG_API).get(f"{prefix}{RAG_API}"))


def source(*names: str) -> str:
    """Text of scripts of this package, one after the other."""
    folder = resources.files("homelab.privacy") / "scripts"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def batched(ids: Sequence[str]) -> list[Sequence[str]]:
    """The ids in portions of what fits into a call; at least one portion."""
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)] or [[]]


def _sound(answer: Observation) -> Observation:
    if "error" in answer:
        raise NoAnswerError(f"LibreChat's pod: {answer['error']}")
    return answer
