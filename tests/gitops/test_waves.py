from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pytest

from homelab.gitops.waves import AWAITED, waves
from homelab.offline import KubernetesObject, Recording, record
from homelab.offline.network import ServicePort, resolve_host
from homelab.offline.network.pods import pods
from homelab.offline.network.selectors import has_labels
from homelab.offline.network.services import service_ports
from tests import recordings
from tests.recordings import grouped
from tests.scenarios import SCENARIOS
from tests.stacks_and_examples import WORKSPACES
from tests.wiring import servers

META: Any = {"namespace": "ai"}


def numbers(recording: Recording) -> dict[str, int]:
    by_urn = waves(recording.objects, recording.resources)
    return {f"{each.kind} {each.resource.name}": by_urn[each.resource.urn] for each in recording.objects}


def deployment(name: str, *claims: str, **options: Any) -> k8s.apps.v1.Deployment:
    volumes: Any = [{"name": claim, "persistent_volume_claim": {"claim_name": claim}} for claim in claims]
    spec: Any = {"selector": {}, "template": {"spec": {"containers": [], "volumes": volumes}}}
    opts = pulumi.ResourceOptions(**options)
    return k8s.apps.v1.Deployment(name, metadata=META | {"name": name}, spec=spec, opts=opts)


def claim(name: str) -> k8s.core.v1.PersistentVolumeClaim:
    return k8s.core.v1.PersistentVolumeClaim(name, metadata=META | {"name": name})


def test_each_wave_waits_for_workloads_and_not_for_what_is_there_once_it_is_applied():
    def program() -> None:
        config = k8s.core.v1.ConfigMap("config", metadata=META)
        store = deployment("store", depends_on=[config])
        job = k8s.batch.v1.Job("job", metadata=META, opts=pulumi.ResourceOptions(depends_on=[store]))
        deployment("app", depends_on=[job, config])

    expected = {"ConfigMap config": 0, "Deployment store": 0, "Job job": 1, "Deployment app": 2}
    assert numbers(record(program)) == expected


def test_children_wait_for_what_their_component_depends_on():
    def program() -> None:
        store = deployment("store")
        app = pulumi.ComponentResource("t:index:App", "app", {}, pulumi.ResourceOptions(depends_on=[store]))
        inner = pulumi.ComponentResource("t:index:Inner", "inner", {}, pulumi.ResourceOptions(parent=app))
        deployment("web", parent=inner)

    assert numbers(record(program)) == {"Deployment store": 0, "Deployment web": 1}


def test_a_claim_comes_with_the_first_pod_that_mounts_it():
    def program() -> None:
        for name in ("early", "late", "shared", "nobodys"):
            claim(name)
        store = deployment("store", "early", "shared")
        deployment("app", "late", "shared", depends_on=[store])
        deployment("beside", "late")

    found = numbers(record(program))
    names = ("early", "shared", "late", "nobodys")
    assert [found[f"PersistentVolumeClaim {name}"] for name in names] == [0, 0, 1, 1]


def test_what_is_healthy_by_the_help_of_others_comes_last():
    def program() -> None:
        k8s.policy.v1.PodDisruptionBudget("x", metadata=META)
        k8s.networking.v1.Ingress("x", metadata=META)
        k8s.core.v1.Service("outside", metadata=META, spec={"type": "LoadBalancer"})
        k8s.core.v1.Service("inside", metadata=META, spec={"type": "ClusterIP"})
        deployment("app", depends_on=[deployment("store")])

    found = numbers(record(program))
    assert [found[name] for name in ("PodDisruptionBudget x", "Ingress x", "Service outside")] == [1, 1, 1]
    assert found["Service inside"] == 0


def test_what_nothing_depends_on_holds_up_nothing():
    def program() -> None:
        deployment("app", depends_on=[deployment("store")])
        deployment("panel")
        k8s.batch.v1.Job("job", metadata=META)

    assert numbers(record(program)) == {"Deployment store": 0, "Deployment app": 1, "Deployment panel": 1, "Job job": 1}


def test_what_only_an_entrance_depends_on_holds_up_nothing():
    def program() -> None:
        app = deployment("app")
        k8s.networking.v1.Ingress("door", metadata=META, opts=pulumi.ResourceOptions(depends_on=[app]))
        deployment("client", depends_on=[deployment("store")])

    found = numbers(record(program))
    assert found == {"Deployment store": 0, "Deployment app": 1, "Deployment client": 1, "Ingress door": 1}


def test_there_are_no_gaps():
    def program() -> None:
        claim("data")
        k8s.core.v1.ConfigMap("config", metadata=META)

    assert {*numbers(record(program)).values()} == {0}
    assert waves([], []) == {}


@pytest.mark.parametrize("title", grouped([*SCENARIOS, *WORKSPACES]))
def test_nothing_waits_for_a_server_of_a_later_wave(title: str):
    made = recordings.made(title).recording
    found = waves(made.objects, made.resources)
    last = max(found.values())
    late = [
        f"{client} waits for {server}"
        for client in made.objects
        if client.kind in AWAITED and found[client.resource.urn] < last
        for server in _servers(client, made.objects)
        if found[server.resource.urn] > found[client.resource.urn]
    ]
    assert late == []


def _servers(client: KubernetesObject, objects: Sequence[KubernetesObject]) -> list[KubernetesObject]:
    """Workloads behind the Services that a workload connects to."""
    manifests = [each.manifest for each in objects]
    known: Sequence[ServicePort] = service_ports(manifests, pods(manifests))
    named = [each for host, _ in servers(client.manifest, manifests) for each in resolve_host(host, "ai", known)]
    behind = {(each.namespace, each.service) for each in named}
    selectors = [
        each.manifest["spec"].get("selector") or {"no": "selector"}
        for each in objects
        if each.kind == "Service" and (each.namespace, each.name) in behind
    ]
    return [
        each
        for each in objects
        if each.kind in ("Deployment", "StatefulSet")
        for selector in selectors
        if has_labels(each.manifest["spec"]["template"]["metadata"]["labels"], selector)
    ]
