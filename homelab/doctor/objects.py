"""Checks of a workspace's Kubernetes objects, which need no more than the right to read them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from homelab import images
from homelab.doctor.checks import Checks, Seen, all_or_failed, failed, ok, skipped, warning
from homelab.image_references import parse_image_reference
from homelab.images import Image
from homelab.kubernetes.labels import INSTANCE
from homelab.running.stack import Expected
from homelab.running.workspace import WORKLOADS, Manifest, Workspace, is_ready

_HOUR = timedelta(hours=1)


class ExaminedWorkspace(Workspace):
    """A workspace, and what is known of how it should be."""

    def __init__(self, namespace: str, objects: Sequence[Manifest], expected: Expected | None, now: datetime) -> None:
        """Sort the objects.

        :param expected: What the stack declares. None: it is not known.
        """
        super().__init__(namespace, objects)
        self.expected = expected
        self.now = now


CLUSTER = Checks[ExaminedWorkspace]()
"""The check that precedes all others."""


@CLUSTER.check(
    "cluster",
    expected="kubectl reads the namespace, and there is a workspace in it",
    action="Choose the cluster with --context, and check that the namespace exists and that you may read its pods, "
    "workloads, Jobs, volumes, Services and network policies.",
)
def _cluster(workspace: ExaminedWorkspace) -> Seen:
    found = workspace.of(*WORKLOADS)
    return ok(f"{len(found)} workloads of homelab") if found else failed("no workload of homelab")


OBJECTS = Checks[ExaminedWorkspace]()
"""Checks of objects."""
check = OBJECTS.check


@check(
    "workloads",
    expected="every workload of the stack exists, and all its replicas are available",
    action="`kubectl rollout status` and `kubectl describe` say what a workload waits for; `pulumi up` creates what is "
    "missing.",
)
def _workloads(workspace: ExaminedWorkspace) -> Seen:
    found = {f"{each['kind']} {each['metadata']['name']}": each for each in workspace.of(*WORKLOADS)}
    wanted_names = workspace.expected.images if workspace.expected else ()
    problems = [f"{name} is missing" for name in wanted_names if name not in found]
    for name, each in found.items():
        wanted = each["spec"].get("replicas", 1)
        available = (each.get("status") or {}).get("availableReplicas", 0)
        if available < wanted:
            problems.append(f"{name}: {available} of {wanted} available")
    return all_or_failed(problems, f"{len(found)} workloads")


@check(
    "pods",
    expected="every pod is ready, and has not restarted within the last hour",
    action="`kubectl describe pod NAME` and `kubectl logs NAME --previous` say why. OOMKilled: raise the component's "
    "`resources`; ImagePullBackOff: see `image_registry` and `image_pull_secrets`.",
)
def _pods(workspace: ExaminedWorkspace) -> Seen:
    problems = {each["metadata"]["name"]: _pod_problem(each) for each in workspace.pods}
    restarts = {each["metadata"]["name"]: _recent_restart(each, workspace.now) for each in workspace.pods}
    bad = [f"{name}: {problem}" for name, problem in problems.items() if problem]
    if bad:
        return failed("; ".join(bad))
    if not workspace.pods:
        return failed("no pods")
    recent = [f"{name}: {restart}" for name, restart in restarts.items() if restart]
    return warning("; ".join(recent)) if recent else ok(f"{len(workspace.pods)} ready")


def _statuses(pod: Manifest) -> list[Manifest]:
    status = pod.get("status") or {}
    return [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]


def _pod_problem(pod: Manifest) -> str | None:
    if pod["metadata"].get("deletionTimestamp"):
        return None  # it is being replaced
    for status in _statuses(pod):
        waiting = status.get("state", {}).get("waiting", {})
        if waiting.get("reason") not in (None, "ContainerCreating", "PodInitializing"):
            return f"{waiting['reason']}{_last_end(status)}"
    if is_ready(pod):
        return None
    for condition in (pod.get("status") or {}).get("conditions") or []:
        if (condition["type"], condition["status"]) == ("PodScheduled", "False"):
            return f"{condition.get('reason', 'Unschedulable')}: {condition.get('message', '')[:120]}".rstrip(": ")
    return "not ready" + "".join(_last_end(status) for status in _statuses(pod))


def _recent_restart(pod: Manifest, now: datetime) -> str | None:
    for status in _statuses(pod):
        end = status.get("lastState", {}).get("terminated", {})
        finished = end.get("finishedAt")
        if finished and now - datetime.fromisoformat(finished) < _HOUR:
            return f"restarted{_last_end(status)}"
    return None


def _last_end(status: Manifest) -> str:
    end = status.get("lastState", {}).get("terminated") or status.get("state", {}).get("terminated")
    if not end:
        return ""
    return f" after {end.get('reason', 'Error')} ({end.get('exitCode')}), {status.get('restartCount', 0)} restarts"


@check(
    "jobs",
    expected="no Job has failed, unless the same work has been done since",
    action="`kubectl logs job/NAME` says why; `pulumi up` starts a Job anew once the failed one is deleted.",
)
def _jobs(workspace: ExaminedWorkspace) -> Seen:
    jobs = workspace.of("Job")
    problems = [
        f"{job['metadata']['name']}: {failure.get('reason', 'failed')}"
        for job in jobs
        if (failure := _condition(job, "Failed")) and not any(_makes_up_for(other, job) for other in jobs)
    ]
    return all_or_failed(problems, f"{len(jobs)} Jobs")


def _condition(job: Manifest, kind: str) -> Mapping[str, Any] | None:
    conditions = (job.get("status") or {}).get("conditions") or []
    return next((each for each in conditions if (each["type"], each["status"]) == (kind, "True")), None)


def _makes_up_for(other: Manifest, job: Manifest) -> bool:
    """Whether another Job of the same workload, a CronJob's, has done the work later."""
    is_later = other["metadata"].get("creationTimestamp", "") > job["metadata"].get("creationTimestamp", "")
    is_same = other["metadata"]["labels"].get(INSTANCE) == job["metadata"]["labels"].get(INSTANCE)
    return is_later and is_same and _condition(other, "Complete") is not None


@check(
    "claims",
    expected="every volume is bound",
    action="`kubectl describe pvc NAME` says what it waits for; see `storage_class`.",
)
def _claims(workspace: ExaminedWorkspace) -> Seen:
    claims = workspace.of("PersistentVolumeClaim")
    phases = {each["metadata"]["name"]: (each.get("status") or {}).get("phase", "Pending") for each in claims}
    return all_or_failed(
        [f"{name}: {phase}" for name, phase in phases.items() if phase != "Bound"], f"{len(claims)} volumes"
    )


@check(
    "images",
    expected="the images that run are the stack's, or with --namespace those that this version of homelab pins",
    action="`pulumi up` rolls them out; if it shows no change, somebody edited the workload (`pulumi refresh`).",
)
def _images(workspace: ExaminedWorkspace) -> Seen:
    if workspace.expected:
        wanted = [image for each in workspace.expected.images.values() for image in each]
    else:
        wanted = [str(each.reference({})) for each in _pinned()]
    different, unknown = _other_images(workspace, [_parsed(each) for each in wanted])
    if different and workspace.expected:
        return failed("; ".join([*different, *unknown]))
    if different or unknown:
        # One that the user has chosen, or a sidecar that the cluster adds, is no mistake.
        return warning("; ".join([*different, *unknown]))
    return ok("as the stack declares" if workspace.expected else "as pinned")


def _pinned() -> list[Image]:
    return [each for each in vars(images).values() if isinstance(each, Image)]


def _other_images(workspace: ExaminedWorkspace, wanted: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Images of another version than wanted, and those of which no version is wanted."""
    different: list[str] = []
    unknown: list[str] = []
    for pod in workspace.pods:
        for image in dict.fromkeys(each["image"] for each in pod["spec"]["containers"]):
            path, version = _parsed(image)
            # A mirror may put a path of its own in front.
            versions = {pin for known, pin in wanted if path == known or path.endswith(f"/{known}")}
            if not versions:
                unknown.append(f"{pod['metadata']['name']} runs {image}, which is not known")
            elif version not in versions:
                different.append(f"{pod['metadata']['name']} runs {image}, not {' or '.join(sorted(versions))}")
    return different, unknown


def _parsed(image: str) -> tuple[str, str]:
    """Repository without registry, and the digest, or the tag where there is none."""
    try:
        parts = parse_image_reference(image)
    except ValueError:
        return image, ""
    return parts.repository.removeprefix("library/"), parts.version or "latest"


@check(
    "pod-security",
    expected="every pod has the restricted settings of Pod Security",
    action="`pulumi up` restores them; a policy of the cluster or a person has changed the workload.",
)
def _pod_security(workspace: ExaminedWorkspace) -> Seen:
    problems = [
        f"{pod['metadata']['name']}/{container['name']}"
        for pod in workspace.pods
        for container in pod["spec"]["containers"]
        if not _is_restricted(pod["spec"], container.get("securityContext") or {})
    ]
    return all_or_failed(problems, f"{len(workspace.pods)} pods") if workspace.pods else skipped("no pods")


def _is_restricted(pod: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    of_pod = cast("Mapping[str, Any]", pod.get("securityContext") or {})
    non_root = context.get("runAsNonRoot", of_pod.get("runAsNonRoot"))
    dropped = (context.get("capabilities") or {}).get("drop") or []
    return bool(non_root) and context.get("allowPrivilegeEscalation") is False and "ALL" in dropped


def utc_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)
