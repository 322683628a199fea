from typing import Any

from homelab.kubernetes import Identity, PlacementArgs, Resources, container
from homelab.kubernetes.pod import pod_spec
from homelab.kubernetes.scheduling import GpuArgs

RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")


def pod(*gpus: GpuArgs | None, placement: PlacementArgs | None = None) -> Any:
    containers = [container(f"c{i}", image="image:1", resources=RESOURCES, gpu=gpu) for i, gpu in enumerate(gpus)]
    return pod_spec(containers, Identity(1000, 2000), placement=placement or {}, termination_grace_period=30)


def test_without_a_gpu_a_pod_goes_where_its_placement_says():
    placed = pod(None, placement={"node_selector": {"disk": "ssd"}, "tolerations": [{"key": "ai"}]})
    assert (placed["node_selector"], placed["tolerations"]) == ({"disk": "ssd"}, [{"key": "ai"}])
    assert not {"runtime_class_name", "node_selector", "tolerations"} & pod(None).keys()
    assert "supplemental_groups" not in pod(None)["security_context"]


def test_one_gpu_is_what_an_empty_group_means():
    assert pod({})["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert "nvidia.com/gpu" not in pod(None)["containers"][0]["resources"]["limits"]


def test_with_a_gpu_it_goes_where_gpus_are_too():
    gpu: GpuArgs = {
        "runtime_class": "nvidia",
        "node_selector": {"gpu": "a100"},
        "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists"}],
        "supplemental_groups": [44, 109],
    }
    placed = pod(gpu, placement={"node_selector": {"disk": "ssd"}, "tolerations": [{"key": "ai"}]})
    assert placed["runtime_class_name"] == "nvidia"
    assert placed["node_selector"] == {"disk": "ssd", "gpu": "a100"}
    assert placed["tolerations"] == [{"key": "ai"}, {"key": "nvidia.com/gpu", "operator": "Exists"}]
    assert placed["security_context"]["supplemental_groups"] == [44, 109]
    assert placed["security_context"]["run_as_non_root"] is True


def test_a_sidecar_without_a_gpu_changes_nothing():
    placed = pod(None, {"runtime_class": "nvidia"})
    assert placed["runtime_class_name"] == "nvidia"
    assert "nvidia.com/gpu" not in placed["containers"][0]["resources"]["limits"]
