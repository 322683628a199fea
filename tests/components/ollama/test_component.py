from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.components.ollama.component import Ollama
from homelab.offline.checks import check
from homelab.offline.schemas import Schemas
from tests.components.recorded import container, environment, objects, recording
from tests.objects import hardening_violations, restricted_violations, workloads


def ollama(**args: Any):
    given: Any = {"namespace": "ai", **args}
    return objects(lambda: Ollama("llm", given))


def variables(**args: Any) -> dict[str, Any]:
    return environment(ollama(**args), "StatefulSet", "llm")


def pod(made: Any) -> Any:
    return made["StatefulSet", "llm"]["spec"]["template"]["spec"]


EVERYTHING: dict[str, Any] = {
    "models": ["llama3.2:3b", "nomic-embed-text"],
    "gpu": {"count": 2, "supplemental_groups": [44]},
    "pods": {"runtime_class": "nvidia"},
    "env": {"OLLAMA_KEEP_ALIVE": "24h", "OLLAMA_FLASH_ATTENTION": True, "OLLAMA_KV_CACHE_TYPE": "q8_0"},
}


def test_everything_it_keeps_is_on_its_volume():
    made = ollama()
    variables = environment(made, "StatefulSet", "llm")
    assert {"HOME": "/ollama", "OLLAMA_MODELS": "/ollama/models"}.items() <= variables.items()
    mounts = {mount["mountPath"]: mount["name"] for mount in container(made["StatefulSet", "llm"])["volumeMounts"]}
    assert mounts == {"/ollama": "models", "/tmp": "tmp"}
    claim = made["PersistentVolumeClaim", "llm-models"]
    assert claim["spec"]["resources"]["requests"]["storage"] == "50Gi"


def test_image_memory_and_volume_are_as_given():
    made = ollama(
        image="ollama/ollama:0.32.15-rocm",
        resources={"limits": {"memory": "64Gi"}},
        storage={"size": "200Gi", "storage_class": "fast"},
    )
    server = container(made["StatefulSet", "llm"])
    assert (server["image"], server["resources"]["limits"]["memory"]) == ("ollama/ollama:0.32.15-rocm", "64Gi")
    claim = made["PersistentVolumeClaim", "llm-models"]["spec"]
    assert (claim["resources"]["requests"]["storage"], claim["storageClassName"]) == ("200Gi", "fast")


def test_it_is_reached_inside_the_cluster_only_and_has_no_cloud():
    made = ollama()
    assert not {"Ingress", "HTTPRoute"} & {kind for kind, _ in made}
    assert variables()["OLLAMA_NO_CLOUD"] == "1"
    assert variables()["OLLAMA_HOST"] == ":11434"


@pytest.mark.parametrize("on", [True, "1", "true", pulumi.Output.from_input("false")])
def test_a_smaller_cache_goes_with_flash_attention(on: Any):
    env = {"OLLAMA_KV_CACHE_TYPE": "q8_0", "OLLAMA_FLASH_ATTENTION": on}
    assert variables(env=env)["OLLAMA_KV_CACHE_TYPE"] == "q8_0"
    assert variables(env={"OLLAMA_KV_CACHE_TYPE": "f16"})["OLLAMA_KV_CACHE_TYPE"] == "f16"


def test_without_a_gpu_it_sees_none_even_where_the_runtime_would_show_all():
    assert variables()["NVIDIA_VISIBLE_DEVICES"] == "void"
    assert "NVIDIA_VISIBLE_DEVICES" not in variables(gpu={})


def test_a_gpu_is_the_servers_alone():
    made = ollama(**EVERYTHING)
    assert container(made["StatefulSet", "llm"])["resources"]["limits"]["nvidia.com/gpu"] == "2"
    assert pod(made)["runtimeClassName"] == "nvidia"
    job = made["Job", "llm-models"]["spec"]["template"]["spec"]
    assert set(job["containers"][0]["resources"]["limits"]) == {"memory", "ephemeral-storage"}


def test_models_are_pulled_by_a_job():
    made = ollama(models=["llama3.2:3b", "nomic-embed-text"], pull_deadline_minutes=90)
    job = made["Job", "llm-models"]["spec"]
    assert job["activeDeadlineSeconds"] == 90 * 60
    assert job["template"]["spec"]["containers"][0]["args"] == [
        "ollama",
        "http://llm.ai.svc.cluster.local:11434",
        "llama3.2:3b",
        "nomic-embed-text",
    ]
    assert "env" not in job["template"]["spec"]["containers"][0]


def test_the_job_runs_again_for_other_models():
    names = {ollama(models=[model])["Job", "llm-models"]["metadata"]["name"] for model in ("a", "b")}
    assert len(names) == 2


def test_what_needs_the_models_can_wait_for_them():
    waited_for: list[pulumi.Resource | None] = []

    def program() -> None:
        waited_for.append(Ollama("a", {"namespace": "ai", "models": ["m"]}).models_pulled)
        waited_for.append(Ollama("b", {"namespace": "ai"}).models_pulled)

    objects(program)
    assert [type(each).__name__ for each in waited_for] == ["Job", "NoneType"]


def test_only_the_job_and_the_clients_come_in_and_only_pulling_goes_out():
    made = ollama(models=["m"], clients=["chat"])
    policy = made["NetworkPolicy", "llm"]["spec"]
    selectors = [peer["podSelector"]["matchLabels"] for peer in policy["ingress"][0]["from"]]
    assert [selector["app.kubernetes.io/instance"] for selector in selectors] == ["chat", "llm-models"]
    assert [[port["port"] for port in rule["ports"]] for rule in policy["egress"]] == [[53, 53], [443]]
    job = made["NetworkPolicy", "llm-models"]["spec"]
    assert [[port["port"] for port in rule["ports"]] for rule in job["egress"]] == [[53, 53], [11434]]
    assert "ingress" not in job


def test_without_models_it_reaches_nobody_and_there_is_no_job():
    made = ollama()
    assert "egress" not in made["NetworkPolicy", "llm"]["spec"]
    assert not [name for kind, name in made if kind == "Job"]


def test_an_external_server_makes_nothing():
    assert ollama(external={"url": "http://10.0.0.5:11434"}, models=["m"]) == {}


@pytest.mark.parametrize(
    ("url", "connection"),
    [
        ("http://10.0.0.5:11434/", {"url": "http://10.0.0.5:11434", "port": 11434}),
        ("https://ollama.example.com", {"url": "https://ollama.example.com", "port": 443}),
        ("http://ollama.example.com", {"url": "http://ollama.example.com", "port": 80}),
    ],
)
def test_an_external_server_is_where_its_url_says(url: str, connection: dict[str, Any]):
    made: list[Ollama] = []
    objects(lambda: made.append(Ollama("llm", {"namespace": "ai", "external": {"url": url}})))
    assert made[0].connection == connection
    assert made[0].workload is None


def test_kubernetes_and_pod_security_take_it():
    made = recording(lambda: Ollama("llm", {"namespace": "ai", **EVERYTHING}))  # type: ignore[typeddict-item]
    assert [str(violation) for violation in check(made, Schemas()).violations] == []
    manifests = [each.manifest for each in made.objects]
    found = [violation for each in workloads(manifests) for violation in restricted_violations(each)]
    found += [violation for each in workloads(manifests) for violation in hardening_violations(each)]
    assert found == []


EXTERNAL = {"url": "http://10.0.0.5:11434"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"models": ["llama 3"]}, "models: expected a list of different models such as 'llama3.2:3b'"),
        ({"models": ["gpt-oss:120b-cloud"]}, "that are not in Ollama's cloud"),
        ({"models": ["kimi:cloud"]}, "that are not in Ollama's cloud"),
        ({"models": ["a", "a"]}, "a list of different models"),
        ({"models": "llama3.2"}, "models: expected a list, got 'llama3.2'"),
        ({"pull_deadline_minutes": 0}, "pull_deadline_minutes: expected a whole number from 1 to 1440"),
        ({"env": {"OLLAMA_KV_CACHE_TYPE": "q8_0"}}, "env.OLLAMA_KV_CACHE_TYPE q8_0 needs env.OLLAMA_FLASH_ATTENTION"),
        (
            {"env": {"OLLAMA_KV_CACHE_TYPE": "q4_0", "OLLAMA_FLASH_ATTENTION": False}},
            "env.OLLAMA_KV_CACHE_TYPE q4_0 needs env.OLLAMA_FLASH_ATTENTION true",
        ),
        (
            {"env": {"NVIDIA_VISIBLE_DEVICES": "all"}},
            "env.NVIDIA_VISIBLE_DEVICES is set by the component: use gpu inst",
        ),
        ({"image": "ollama/ollama:latest"}, "image: expected an image with a pinned tag"),
        ({"gpu": {"resource": "gpu"}}, "gpu.resource: expected the name of an extended resource"),
        ({"gpu": {"cont": 1}}, r"unknown argument gpu\.cont \(did you mean gpu\.count\?\)"),
        ({"external": {"url": "10.0.0.5:11434"}}, "external.url: expected a URL such as 'http://10.0.0.5:11434'"),
        ({"external": {"url": "http://10.0.0.5:11434/v1"}}, "without /v1 and /api, got 'http://10.0.0.5:11434/v1'"),
        ({"external": EXTERNAL, "gpu": {}}, "gpu has no effect with external: remove one"),
        ({"external": EXTERNAL, "env": {}}, "env has no effect with external: remove one"),
        ({"external": EXTERNAL, "clients": ["a"]}, "clients has no effect with external"),
        ({"model": ["a"]}, r"unknown argument model \(did you mean models\?\)"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        ollama(**args)
