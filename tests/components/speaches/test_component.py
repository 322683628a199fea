from typing import Any

import pytest

from homelab.arguments import ArgumentError
from homelab.components.speaches.component import Speaches
from homelab.offline.checks import check
from homelab.offline.schemas import Schemas
from tests.components.recorded import container, environment, objects, recording
from tests.objects import hardening_violations, restricted_violations, workloads

WHISPER = "Systran/faster-whisper-small"
KOKORO = "speaches-ai/Kokoro-82M-v1.0-ONNX"


def speaches(**args: Any):
    given: Any = {"namespace": "ai", "models": [WHISPER], **args}
    return objects(lambda: Speaches("speech", given))


def server(**args: Any) -> Any:
    return container(speaches(**args)["StatefulSet", "speech"])


def variables(**args: Any) -> dict[str, Any]:
    return environment(speaches(**args), "StatefulSet", "speech")


def test_it_listens_on_both_families():
    assert server()["args"][-2:] == ["--host", ""]
    assert "UVICORN_HOST" not in variables()


def test_models_stay_on_the_volume_and_nothing_else_is_written_there():
    made = speaches()
    assert variables()["HF_HOME"] == "/models"
    assert variables()["HF_XET_CHUNK_CACHE_SIZE_BYTES"] == "0"
    mounts = {mount["mountPath"]: mount["name"] for mount in server()["volumeMounts"]}
    assert mounts == {"/models": "models", "/tmp": "tmp"}
    assert made["PersistentVolumeClaim", "speech-models"]["spec"]["resources"]["requests"]["storage"] == "10Gi"


def test_it_serves_an_api_and_no_page():
    assert variables()["ENABLE_UI"] == "false"
    assert variables()["UVICORN_PORT"] == "8000"
    assert {server()[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "readiness", "liveness")} == {
        "/health"
    }


def test_image_and_device_go_together():
    assert server()["image"].endswith("-cpu")
    assert variables()["WHISPER__INFERENCE_DEVICE"] == "cpu"
    assert server(gpu={})["image"].endswith("-cuda")
    assert server(gpu={})["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert variables(gpu={})["WHISPER__INFERENCE_DEVICE"] == "cuda"


def test_image_memory_and_volume_are_as_given():
    made = speaches(
        image="ghcr.io/speaches-ai/speaches:0.9.0-rc.3-cuda-12.4.1",
        gpu={},
        resources={"limits": {"memory": "16Gi"}},
        storage={"size": "30Gi"},
    )
    given = container(made["StatefulSet", "speech"])
    assert given["image"].endswith("-cuda-12.4.1")
    assert given["resources"]["limits"]["memory"] == "16Gi"
    assert made["PersistentVolumeClaim", "speech-models"]["spec"]["resources"]["requests"]["storage"] == "30Gi"


@pytest.mark.parametrize(
    ("args", "compute_type"),
    [({}, "int8"), ({}, "int16"), ({"gpu": {}}, "int8"), ({"gpu": {}}, "int8_float16"), ({"gpu": {}}, "bfloat16")],
)
def test_it_computes_with_numbers_that_suit_its_device(args: dict[str, Any], compute_type: str):
    assert variables(env={"WHISPER__COMPUTE_TYPE": compute_type}, **args)["WHISPER__COMPUTE_TYPE"] == compute_type
    assert "WHISPER__COMPUTE_TYPE" not in variables()


def test_server_and_job_read_one_key():
    made = speaches(api_key="k" * 20)
    key = {"secretKeyRef": {"name": made["Secret", "speech-api-key"]["metadata"]["name"], "key": "api-key"}}
    assert made["Secret", "speech-api-key"]["stringData"] == {"api-key": "k" * 20}
    assert {"name": "API_KEY", "valueFrom": key} in container(made["StatefulSet", "speech"])["env"]
    assert container(made["Job", "speech-models"])["env"] == [{"name": "API_KEY", "valueFrom": key}]


def test_a_key_is_generated_and_another_rotation_generates_another_one():
    assert len(speaches()["Secret", "speech-api-key"]["stringData"]["api-key"]) == 32
    args: Any = {"namespace": "ai", "models": [WHISPER], "api_key_rotation": 3}
    made = recording(lambda: Speaches("speech", args)).resources
    (password,) = [resource for resource in made if resource.type == "random:index/randomPassword:RandomPassword"]
    assert password.inputs["keepers"] == {"rotation": "3"}


def test_a_key_in_an_existing_secret_is_read_there():
    made = speaches(api_key_secret={"name": "mine", "key": "speech"})
    assert not [name for kind, name in made if kind == "Secret"]
    assert environment(made, "StatefulSet", "speech")["API_KEY"] == "speech"


def test_connection_and_key_are_for_clients_to_use():
    made: list[Speaches] = []
    objects(
        lambda: made.append(
            Speaches("speech", {"namespace": "ai", "models": [WHISPER], "api_key_secret": {"name": "a", "key": "b"}})
        )
    )
    assert made[0].connection == {
        "url": "http://speech.ai.svc.cluster.local:8000",
        "port": 8000,
        "workload": "speech",
    }
    assert made[0].api_key == {"name": "a", "key": "b"}
    assert type(made[0].models_downloaded).__name__ == "Job"


def test_models_are_downloaded_by_a_job():
    job = speaches(models=[WHISPER, KOKORO], download_deadline_minutes=5)["Job", "speech-models"]["spec"]
    assert job["activeDeadlineSeconds"] == 300
    arguments = job["template"]["spec"]["containers"][0]["args"]
    assert arguments == ["speaches", "http://speech.ai.svc.cluster.local:8000", WHISPER, KOKORO]


def test_only_the_job_and_the_clients_come_in_and_only_downloads_go_out():
    policy = speaches(clients=["chat"])["NetworkPolicy", "speech"]["spec"]
    selectors = [peer["podSelector"]["matchLabels"] for peer in policy["ingress"][0]["from"]]
    assert [selector["app.kubernetes.io/instance"] for selector in selectors] == ["chat", "speech-models"]
    assert [[port["port"] for port in rule["ports"]] for rule in policy["egress"]] == [[53, 53], [443]]


def test_kubernetes_and_pod_security_take_it():
    gpu: Any = {"count": 1}
    made = recording(lambda: Speaches("speech", {"namespace": "ai", "models": [WHISPER], "gpu": gpu}))
    assert [str(violation) for violation in check(made, Schemas()).violations] == []
    manifests = [each.manifest for each in made.objects]
    found = [violation for each in workloads(manifests) for violation in restricted_violations(each)]
    found += [violation for each in workloads(manifests) for violation in hardening_violations(each)]
    assert found == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"models": []}, "missing argument models: Speaches serves nothing without a model"),
        ({"models": ["whisper-1"]}, "models: expected a list of different models of the Hugging Face Hub"),
        ({"models": [WHISPER, WHISPER]}, "models: expected a list of different models"),
        (
            {"env": {"WHISPER__COMPUTE_TYPE": "float16"}},
            "env.WHISPER__COMPUTE_TYPE: expected without gpu one of default, int8",
        ),
        (
            {"env": {"WHISPER__COMPUTE_TYPE": "int16"}, "gpu": {}},
            "env.WHISPER__COMPUTE_TYPE: expected with gpu one of default, int8",
        ),
        ({"env": {"WHISPER__COMPUTE_TYPE": "int4"}}, "env.WHISPER__COMPUTE_TYPE: expected without gpu one of"),
        ({"env": {"STT_MODEL_TTL": -2}}, "env.STT_MODEL_TTL: expected a whole number from -1, got '-2'"),
        ({"env": {"TTS_MODEL_TTL": "5m"}}, "env.TTS_MODEL_TTL: expected a whole number from -1, got '5m'"),
        ({"env": {"WHISPER__INFERENCE_DEVICE": "cuda"}}, "set by the component: use gpu instead"),
        ({"download_deadline_minutes": 0}, "download_deadline_minutes: expected a whole number from 1 to 1440"),
        ({"api_key": "short"}, "api_key: expected a secret of at least 16 letters and digits, got a value of type str"),
        ({"api_key_rotation": -1}, "api_key_rotation: expected a whole number from 0"),
        ({"api_key_secret": {"name": "a", "key": "b"}, "api_key": "k" * 20}, "api_key has no effect with api_key_se"),
        ({"api_key_secret": {"name": "a"}}, "missing argument api_key_secret.key"),
        ({"image": "speaches"}, "image: expected an image with a pinned tag"),
        ({"external": {"url": "http://a"}}, "unknown argument external"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        speaches(**args)
