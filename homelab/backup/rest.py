"""What writes into a workspace's stores, and how it rests while they are restored.

How an object was before stands on the object itself, in the cluster: whoever finds it can put it back, whatever became
of the command that stopped it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.kubernetes.labels import INSTANCE, NAME
from homelab.running.kubectl import Kubectl
from homelab.running.polling import Waiting, poll
from homelab.running.workspace import LIBRECHAT, RAG_API, Manifest, is_ours, name_of

BEFORE = "homelab.dev/before-restore"
"""Annotation: the restore that an object rests for, and the change that puts it back."""
_PAUSED = "autoscaling.keda.sh/paused"
_PAUSED_REPLICAS = "autoscaling.keda.sh/paused-replicas"
_STOP_SECONDS = 300.0
_START_SECONDS = 1200.0


@dataclass(frozen=True, slots=True)
class Writer:
    """An object that makes pods write, or changes their number."""

    kind: str
    name: str
    put_back: Mapping[str, Any]
    """Change that makes it as it was before."""
    resting: Mapping[str, Any]
    """Change that lets it rest."""
    restore: str | None
    """Restore that it rests for; None if it does not."""
    earlier: str | None
    """Restore that failed, and that it has rested for since."""
    is_at_rest: bool
    """Whether it really does: a controller may have put it back."""

    @property
    def is_deployment(self) -> bool:
        """Whether it has pods of its own."""
        return self.kind == "deployment"

    @property
    def replicas(self) -> int:
        """Number of a Deployment's pods before."""
        return int(self.put_back["spec"]["replicas"])


def find_writers(kubectl: Kubectl, workspace: str) -> list[Writer]:
    """What writes into the stores of a workspace, in the order in which it is to stop."""
    # Without KEDA, the cluster does not know the kind.
    has_keda = "scaledobjects" in kubectl.run("api-resources", "--api-group=keda.sh", "--output=name")
    objects = [each for each in kubectl.items("deployments", "cronjobs") if is_ours(each)]
    workspaces = {
        workspace,
        *(name_of(each).removesuffix(f"-{LIBRECHAT}") for each in objects if _app(each) == LIBRECHAT),
    }
    own = [each for each in objects if _owner(name_of(each), workspaces) == workspace]
    deployments = [each for each in own if each["kind"] == "Deployment" and _app(each) in (LIBRECHAT, RAG_API)]
    names = {name_of(each) for each in deployments}
    scaled = kubectl.items("scaledobjects.keda.sh") if has_keda else []
    return [
        *(_scaled_object(each) for each in scaled if each["spec"]["scaleTargetRef"]["name"] in names),
        *(_cron_job(each) for each in own if each["kind"] == "CronJob" and _is_scheduled(each)),
        *(_deployment(each) for each in deployments),
    ]


def let_rest(kubectl: Kubectl, writers: Sequence[Writer], restore: str) -> None:
    """Stop them, in one change each that also records how they were."""
    for each in writers:
        earlier = each.earlier if each.restore in (None, restore) else each.restore
        note = json.dumps({"restore": restore, "earlier": earlier, "put_back": each.put_back})
        kubectl.patch(each.kind, each.name, _with_annotation(each.resting, note))


def wake(kubectl: Kubectl, writers: Sequence[Writer]) -> None:
    """Put them back as they were, in the opposite order."""
    for each in reversed(writers):
        if each.restore is not None:
            kubectl.patch(each.kind, each.name, _with_annotation(each.put_back, None))


def wait_until_gone(
    kubectl: Kubectl, deployments: Sequence[str], *, report: Callable[[str], None], sleep: Callable[[float], None]
) -> None:
    """Wait until Deployments have no pods.

    :raises NoAnswerError: They still have some after minutes.
    """

    def look() -> bool | Waiting:
        pods = kubectl.items("pods", selector=f"{INSTANCE} in ({','.join(deployments)})")
        left = [name_of(each) for each in pods if each.get("status", {}).get("phase") not in ("Succeeded", "Failed")]
        return Waiting(f"stopping: {', '.join(left)}") if left else True

    poll(look, _STOP_SECONDS, "the pods have not stopped", report=report, sleep=sleep)


def wait_until_ready(
    kubectl: Kubectl, deployments: Sequence[str], *, report: Callable[[str], None], sleep: Callable[[float], None]
) -> None:
    """Wait until Deployments have as many ready pods as they should.

    :raises NoAnswerError: They still have not after minutes.
    """

    def look() -> bool | Waiting:
        found = {name_of(each): each for each in kubectl.items("deployments")}
        missing = [text for name in deployments if (text := _missing(name, found.get(name)))]
        return Waiting(f"starting: {', '.join(missing)}") if missing else True

    poll(look, _START_SECONDS, "the pods are not ready", report=report, sleep=sleep)


def _missing(name: str, deployment: Manifest | None) -> str | None:
    if deployment is None:
        return f"{name} is gone"
    status = deployment.get("status") or {}
    wanted, ready = deployment["spec"].get("replicas", 1), status.get("readyReplicas", 0)
    # Until the controller has seen the change, it tells of the number before.
    is_seen = status.get("observedGeneration", 0) >= deployment["metadata"].get("generation", 0)
    return None if is_seen and ready >= wanted else f"{name} has {ready} of {wanted} pods"


def _app(manifest: Manifest) -> str:
    return manifest["metadata"]["labels"].get(NAME, "")


def _owner(name: str, workspaces: Iterable[str]) -> str:
    """The workspace that an object belongs to: the names of some may begin with that of another."""
    return max((each for each in workspaces if name.startswith(f"{each}-")), key=len, default="")


def _is_scheduled(cron_job: Manifest) -> bool:
    """Whether its schedule starts it, or would if it did not rest."""
    return not cron_job["spec"].get("suspend") or BEFORE in _annotations(cron_job)


def _deployment(deployment: Manifest) -> Writer:
    replicas = deployment["spec"].get("replicas", 1)
    return _writer("deployment", deployment, {"spec": {"replicas": replicas}}, {"spec": {"replicas": 0}}, replicas == 0)


def _cron_job(cron_job: Manifest) -> Writer:
    suspend = bool(cron_job["spec"].get("suspend"))
    return _writer("cronjob", cron_job, {"spec": {"suspend": False}}, {"spec": {"suspend": True}}, suspend)


def _scaled_object(scaled: Manifest) -> Writer:
    annotations = _annotations(scaled)
    before = {name: annotations.get(name) for name in (_PAUSED, _PAUSED_REPLICAS)}
    resting = {_PAUSED: "true", _PAUSED_REPLICAS: None}
    is_paused = annotations.get(_PAUSED) == "true" and _PAUSED_REPLICAS not in annotations
    return _writer(
        "scaledobject.keda.sh",
        scaled,
        {"metadata": {"annotations": before}},
        {"metadata": {"annotations": resting}},
        is_paused,
    )


def _writer(
    kind: str, manifest: Manifest, now: Mapping[str, Any], resting: Mapping[str, Any], is_at_rest: bool
) -> Writer:
    note = json.loads(_annotations(manifest).get(BEFORE, "{}"))
    return Writer(
        kind=kind,
        name=name_of(manifest),
        put_back=note.get("put_back", now),
        resting=resting,
        restore=note.get("restore"),
        earlier=note.get("earlier"),
        is_at_rest=is_at_rest,
    )


def _annotations(manifest: Manifest) -> Mapping[str, str]:
    return manifest["metadata"].get("annotations") or {}


def _with_annotation(change: Mapping[str, Any], value: str | None) -> Manifest:
    metadata = change.get("metadata", {})
    annotations = {**metadata.get("annotations", {}), BEFORE: value}
    return {**change, "metadata": {**metadata, "annotations": annotations}}
