from typing import Any

from homelab.kubernetes import Container, Identity, PlacementArgs, PodsArgs, Resources, combined_pods, container
from homelab.kubernetes.pod import pod_spec
from homelab.kubernetes.scheduling import GpuArgs

RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")
SELECTOR = {"app": "server"}


def server(*, gpu: GpuArgs | None = None) -> Container:
    return container("server", image="image:1", resources=RESOURCES, gpu=gpu)


def pod(each: Container | None = None, *, placement: PlacementArgs | None = None, **pods: Any) -> Any:
    return pod_spec(
        [each or server()],
        Identity(1000, 2000),
        placement=placement or {},
        pods=PodsArgs(**pods),
        selector=SELECTOR,
        termination_grace_period=30,
    )


def test_without_arguments_the_cluster_decides_where_a_pod_runs():
    decided = {"node_selector", "tolerations", "affinity", "topology_spread_constraints", "priority_class_name"}
    assert not (decided | {"runtime_class_name", "host_aliases", "dns_config", "init_containers"}) & pod().keys()
    assert "supplemental_groups" not in pod()["security_context"]


def test_arguments_are_fields_of_the_pod():
    alias, dns = {"ip": "10.0.0.5", "hostnames": ["a.internal"]}, {"options": [{"name": "ndots", "value": "2"}]}
    placed = pod(
        node_selector={"disk": "ssd"},
        tolerations=[{"key": "ai"}],
        priority_class="high",
        runtime_class="gvisor",
        host_aliases=[alias],
        dns_config=dns,
    )
    assert (placed["node_selector"], placed["tolerations"]) == ({"disk": "ssd"}, [{"key": "ai"}])
    assert (placed["priority_class_name"], placed["runtime_class_name"]) == ("high", "gvisor")
    assert (placed["host_aliases"], placed["dns_config"]) == ([alias], dns)


def test_spread_and_affinity_are_about_the_pods_of_the_workload_unless_they_say_otherwise():
    own = {"labelSelector": {"matchLabels": SELECTOR}}
    other = {"topologyKey": "zone", "labelSelector": {"matchLabels": {"app": "other"}}}
    assert pod(topology_spread=[{"maxSkew": 1, "topologyKey": "zone"}, other])["topology_spread_constraints"] == [
        {"maxSkew": 1, "topologyKey": "zone", **own},
        other,
    ]
    nodes = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": []}}
    preferred = [{"weight": 1, "podAffinityTerm": {"topologyKey": "zone"}}]
    affinity = pod(
        affinity={
            "nodeAffinity": nodes,
            "podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [other]},
            "podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred},
        }
    )["affinity"]
    assert affinity["nodeAffinity"] == nodes
    assert affinity["podAffinity"] == {"requiredDuringSchedulingIgnoredDuringExecution": [other]}
    (term,) = affinity["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    assert term == {"weight": 1, "podAffinityTerm": {"topologyKey": "zone", **own}}


def test_an_init_container_is_hardened_unless_it_says_otherwise():
    context = {"readOnlyRootFilesystem": False}
    (plain, writing) = pod(
        init_containers=[{"name": "a", "image": "a:1"}, {"name": "b", "image": "b:1", "securityContext": context}]
    )["init_containers"]
    assert plain["resources"]["limits"] == {"memory": "128Mi", "ephemeral-storage": "100Mi"}
    assert plain["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert writing["securityContext"] == {**plain["securityContext"], "readOnlyRootFilesystem": False}


def test_maps_and_lists_for_all_are_joined_with_those_for_one():
    first: PodsArgs = {"labels": {"a": "1", "b": "1"}, "tolerations": [{"key": "a"}], "priority_class": "low"}
    second: PodsArgs = {"labels": {"b": "2"}, "tolerations": [{"key": "b"}], "priority_class": "high"}
    assert combined_pods(first, second) == {
        "labels": {"a": "1", "b": "2"},
        "tolerations": [{"key": "a"}, {"key": "b"}],
        "priority_class": "high",
    }
    assert combined_pods(first, {}) == first
    assert combined_pods({}, second) == second


def test_on_openshift_user_and_groups_are_the_namespace_s_own():
    context = pod(placement={"openshift": True})["security_context"]
    assert context == {"run_as_non_root": True, "seccomp_profile": {"type": "RuntimeDefault"}}
    assert pod()["security_context"]["run_as_user"] == 1000
    assert pod()["security_context"]["fs_group"] == 2000


def test_one_gpu_is_what_an_empty_group_means():
    assert pod(server(gpu={}))["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert "nvidia.com/gpu" not in pod()["containers"][0]["resources"]["limits"]


def test_groups_of_devices_are_the_pod_s_too():
    context = pod(server(gpu={"supplemental_groups": [44, 109]}))["security_context"]
    assert context["supplemental_groups"] == [44, 109]
    assert context["run_as_non_root"] is True
