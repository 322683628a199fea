"""The ResourceQuota of a footprint on an API server: it admits a whole workspace at its peak, and nothing more."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from homelab.kubernetes.quantity import parse_quantity
from homelab.offline import GeneratedValues
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.workspaces import create_fitting_quota, render_workspace
from tests.scenarios import SCENARIOS

NAMESPACE = "within-quota"
QUOTA = "resourcequota/footprint"
ARGS: dict[str, Any] = {
    **SCENARIOS["production"],
    "preset": "production",
    "namespace": NAMESPACE,
    "storage_class": "fast",
    "searxng": {},
    "firecrawl": {},
    "librechat": {name: value for name, value in SCENARIOS["production"]["librechat"].items() if name != "replicas"},
}
NOWHERE = {"kubernetes.io/hostname": "nowhere"}
"""Pods that are on no node never end: they count for as long as the test wants."""


@dataclass(frozen=True)
class Peak:
    """A workspace with as many pods as its autoscalers permit, whose Deployments are all being replaced and whose
    Jobs all run."""

    kubectl: Kubectl
    hard: Mapping[str, str]
    jobs: list[dict[str, Any]]


def here(*arguments: str) -> tuple[str, ...]:
    return (f"--namespace={NAMESPACE}", *arguments)


def eventually(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


def used(kubectl: Kubectl) -> dict[str, str]:
    return json.loads(kubectl.run("get", QUOTA, *here("--output=json")).stdout)["status"].get("used", {})


def events(kubectl: Kubectl) -> list[str]:
    return [each["message"] for each in kubectl.items("events", namespace=NAMESPACE)]


@pytest.fixture(scope="module")
def peak(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peak]:
    kubectl, folder = cluster.kubectl, tmp_path_factory.mktemp("rendered") / "out"
    render_workspace(ARGS, folder, GeneratedValues())
    kubectl.run("apply", "-f", str(folder / f"namespace-{NAMESPACE}.yaml"))
    hard = create_fitting_quota(kubectl, NAMESPACE, ARGS)
    eventually(lambda: used(kubectl).keys() == hard.keys(), "the quota is in force")
    kubectl.apply(folder)
    kubectl.wait_until_ready(NAMESPACE)
    jobs = [yaml.safe_load(file.read_text()) for file in folder.glob("job-*.yaml")]
    for job in jobs:
        _run_for_ever(kubectl, job)
    for autoscaler in kubectl.items("hpa", namespace=NAMESPACE):
        _scale_to_maximum(kubectl, autoscaler["spec"])
    for deployment in kubectl.items("deployments", namespace=NAMESPACE):
        _replace_for_ever(kubectl, deployment["metadata"]["name"])
    yield Peak(kubectl, hard, jobs)
    kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")


def _run_for_ever(kubectl: Kubectl, job: dict[str, Any]) -> None:
    kubectl.run("delete", "job", job["metadata"]["name"], *here())
    pod = job["spec"]["template"]["spec"]
    pod["nodeSelector"] = NOWHERE
    job["spec"].pop("activeDeadlineSeconds", None)
    kubectl.create(job)


def _scale_to_maximum(kubectl: Kubectl, autoscaler: dict[str, Any]) -> None:
    # Nobody measures anything on this cluster, so that the autoscaler leaves what is within its bounds.
    replicas = f"--replicas={autoscaler['maxReplicas']}"
    kubectl.run("scale", "deployment", autoscaler["scaleTargetRef"]["name"], *here(replicas))


def _replace_for_ever(kubectl: Kubectl, deployment: str) -> None:
    # New pods are not available for an hour, so that the old ones stay.
    template = {"metadata": {"annotations": {"version": "next"}}}
    patch = json.dumps({"spec": {"minReadySeconds": 3600, "progressDeadlineSeconds": 7200, "template": template}})
    kubectl.run("patch", "deployment", deployment, *here(f"--patch={patch}"))


def test_a_quota_that_just_fits_admits_everything_and_is_used_up(peak: Peak):
    eventually(lambda: used(peak.kubectl) == dict(peak.hard), f"{peak.hard} is used up")
    assert not [message for message in events(peak.kubectl) if "exceeded quota" in message]
    assert peak.jobs


@pytest.mark.parametrize("resource", ["pods", "requests.cpu", "requests.memory", "limits.memory"])
def test_a_pod_is_refused_with_one_less(peak: Peak, resource: str):
    kubectl, job = peak.kubectl, peak.jobs[0]
    eventually(lambda: used(kubectl) == dict(peak.hard), "the quota is used up")
    kubectl.run("delete", "job", job["metadata"]["name"], *here())
    eventually(lambda: int(used(kubectl)["pods"]) < int(peak.hard["pods"]), "the Job's pod is gone")
    _set_hard(kubectl, {resource: one_less(resource, peak.hard[resource])})
    kubectl.create(job)
    refusal = f"exceeded quota: footprint, requested: {resource}="
    eventually(lambda: any(refusal in message for message in events(kubectl)), refusal)
    kubectl.run("delete", "job", job["metadata"]["name"], *here())
    _set_hard(kubectl, peak.hard)
    kubectl.create(job)


def one_less(resource: str, amount: str) -> str:
    """The amount less the smallest unit that Kubernetes counts: a pod, a thousandth of a core, or a byte."""
    number = parse_quantity(amount)
    return f"{number * 1000 - 1:f}m" if resource == "requests.cpu" else f"{number - 1:f}"


def _set_hard(kubectl: Kubectl, hard: Mapping[str, str]) -> None:
    kubectl.run("patch", QUOTA, *here("--type=merge", f"--patch={json.dumps({'spec': {'hard': dict(hard)}})}"))
