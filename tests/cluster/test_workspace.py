"""Every stack and scenario, and some examples, on a cluster that enforces what a careful operator would."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
import yaml

from homelab.offline import GeneratedValues
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.workspaces import create_namespace, render_workspace
from tests.scenarios import SCENARIOS
from tests.stacks_and_examples import ROOT, STACKS, render_stack

QUOTA = {
    "requests.cpu": "8",
    "requests.memory": "24Gi",
    "limits.memory": "40Gi",
    "requests.storage": "500Gi",
    "pods": "30",
    "services.loadbalancers": "1",
    "services.nodeports": "1",
}
LIMITS = {
    "type": "Container",
    "min": {"cpu": "10m", "memory": "16Mi"},
    "max": {"memory": "8Gi"},
    "maxLimitRequestRatio": {"memory": "8"},
}


@dataclass(frozen=True)
class Applied:
    """A workspace on the cluster."""

    kubectl: Kubectl
    namespace: str
    folder: Path
    outcomes: dict[str, str]


# The others were never applied by this test yet; the unit tests check their objects without a server.
EXAMPLES = ("corporate-network", "openai", "production")
NOT_YET = ("everything inside", "by role", "by directory")
ON_OPENSHIFT: Mapping[str, Any] = {
    "librechat": {"domain": "chat.example.com"},
    "openai": {"user_provided": True},
    "openshift": True,
    "pods": {
        "all": {
            "annotations": {"reloader.stakater.com/auto": "true"},
            "labels": {"tags.datadoghq.com/env": "test"},
            "tolerations": [{"key": "ai", "operator": "Exists"}],
            "priority_class": "system-cluster-critical",
            "host_aliases": [{"ip": "10.0.0.5", "hostnames": ["llm.internal"]}],
            "dns_config": {"options": [{"name": "ndots", "value": "2"}]},
            "init_containers": [{"name": "wait", "image": "registry.example.com/wait:1"}],
            "topology_spread": [
                {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway"}
            ],
            "affinity": {
                "podAntiAffinity": {
                    "preferredDuringSchedulingIgnoredDuringExecution": [
                        {"weight": 1, "podAffinityTerm": {"topologyKey": "kubernetes.io/hostname"}}
                    ]
                }
            },
        }
    },
    "valkey": {"enabled": False},
    "meilisearch": {"enabled": False},
}
"""With everything that can be said of pods, as far as a server without OpenShift can tell."""
WORKSPACES: Mapping[str, Mapping[str, Any]] = {**SCENARIOS, "on openshift": ON_OPENSHIFT}
ON_THE_CLUSTER = [name for name, stack in STACKS.items() if stack.folder == ROOT or stack.folder.name in EXAMPLES]
# Some stacks have one namespace, which takes seconds to be deleted: other workspaces have their turn meanwhile.
IN_TURNS = [
    name
    for pair in zip_longest(ON_THE_CLUSTER, [name for name in WORKSPACES if name not in NOT_YET])
    for name in pair
    if name
]


@pytest.fixture(scope="module", params=IN_TURNS)
def applied(
    request: pytest.FixtureRequest, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Applied]:
    folder = tmp_path_factory.mktemp("rendered") / "out"
    if request.param in STACKS:
        render_stack(STACKS[request.param], folder)
    else:
        namespace = request.param.replace(" ", "-")
        render_workspace({**WORKSPACES[request.param], "namespace": namespace}, folder, GeneratedValues())
    namespace = _prepare_namespace(cluster.kubectl, folder)
    outcomes = cluster.kubectl.apply(folder)
    cluster.kubectl.wait_until_ready(namespace)
    yield Applied(cluster.kubectl, namespace, folder, outcomes)
    cluster.kubectl.run("delete", "namespace", namespace, "--wait=false")


def _prepare_namespace(kubectl: Kubectl, folder: Path) -> str:
    """The workspace's namespace, or the administrator's where it brings none, with a quota and limits in force."""
    name = next(
        yaml.safe_load(file.read_text())["metadata"]["namespace"] for file in folder.glob("networkpolicy-*.yaml")
    )
    kubectl.run("wait", "--for=delete", f"namespace/{name}", "--timeout=60s")
    own = folder / f"namespace-{name}.yaml"
    if own.is_file():
        kubectl.run("apply", "-f", str(own))
    else:
        create_namespace(kubectl, name)
    place = {"name": "administrators", "namespace": name}
    kubectl.create({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": place, "spec": {"hard": QUOTA}})
    kubectl.create({"apiVersion": "v1", "kind": "LimitRange", "metadata": place, "spec": {"limits": [LIMITS]}})
    return name


def test_everything_is_created_and_becomes_ready(applied: Applied):
    created = {name for name, outcome in applied.outcomes.items() if outcome == "created"}
    assert set(applied.outcomes) - created <= {f"namespace/{applied.namespace}"}
    pods = applied.kubectl.items("pods", namespace=applied.namespace)
    assert pods
    assert {pod["status"]["phase"] for pod in pods} <= {"Running", "Succeeded"}


def test_the_namespace_enforces_pod_security(applied: Applied):
    root = {"name": "root", "image": "example.com/root:1", "securityContext": {"runAsUser": 0}}
    place = {"name": "root", "namespace": applied.namespace}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": place, "spec": {"containers": [root]}}
    with pytest.raises(Exception, match="violates PodSecurity"):
        applied.kubectl.create(pod)


def test_every_service_has_a_ready_endpoint(applied: Applied):
    ready = {
        each["metadata"]["labels"]["kubernetes.io/service-name"]
        for each in applied.kubectl.items("endpointslices", namespace=applied.namespace)
        for endpoint in each["endpoints"] or []
        if endpoint["conditions"]["ready"]
    }
    services = applied.kubectl.items("services", namespace=applied.namespace)
    # What hides a path from the ingress leads nowhere on purpose: it has no selector.
    assert ready == {service["metadata"]["name"] for service in services if "selector" in service["spec"]}
    assert ready


def test_a_second_apply_changes_nothing(applied: Applied):
    before = applied.kubectl.versions(applied.namespace)
    applied.kubectl.apply(applied.folder)
    assert applied.kubectl.versions(applied.namespace) == before
