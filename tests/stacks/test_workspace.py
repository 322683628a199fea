import json
from collections.abc import Mapping
from pathlib import Path

import pulumi
import pytest
import yaml

from homelab import ArgumentError
from homelab.offline import Recording, record
from stacks.workspace import deploy
from tests.scenarios import CHAT, S3

SMALLEST = {"namespace": "ai", "librechat": CHAT}


def deployed(workspace: object, secrets: Mapping[str, str] | None = None) -> Recording:
    config = {"homelab:workspace": json.dumps(workspace)} | {f"homelab:{key}": v for key, v in (secrets or {}).items()}
    return record(deploy, config=config, secret_keys=[f"homelab:{key}" for key in secrets or {}])


def test_a_key_alone_switches_its_provider_on():
    recording = deployed(SMALLEST, {"openai-api-key": "sk-not-a-key-000"})
    environment = next(each for each in recording.resources if each.name == "ai-workspace-librechat-environment")
    assert environment.inputs["stringData"]["OPENAI_API_KEY"] == "sk-not-a-key-000"
    assert environment.secrets


def test_a_key_completes_a_group_of_the_object():
    s3 = {key: value for key, value in S3.items() if key != "secret_key"}
    workspace = {**SMALLEST, "librechat": {**CHAT, "storage": {"type": "s3", "s3": s3}}}
    recording = deployed(workspace, {"s3-secret-key": "a-secret-key"})
    secret = next(each for each in recording.resources if each.name == "ai-workspace-librechat-s3-secret-key")
    assert secret.inputs["stringData"] == {"s3-secret-key": "a-secret-key"}


def test_a_custom_endpoint_has_a_key_by_its_name():
    endpoint = {"name": "vLLM", "base_url": "http://vllm.models.svc:8000/v1", "models": ["m"]}
    recording = deployed({**SMALLEST, "custom_endpoints": [endpoint]}, {"vllm-endpoint-key": "sk-not-a-key-001"})
    environment = next(each for each in recording.resources if each.name == "ai-workspace-librechat-environment")
    assert environment.inputs["stringData"]["VLLM_ENDPOINT_KEY"] == "sk-not-a-key-001"


def test_outputs_are_what_people_look_for():
    assert deployed(SMALLEST).exports == {"url": "https://chat.example.com", "ragApiUrl": "", "namespace": "ai"}


def test_mistakes_in_the_config_are_one_line():
    with pytest.raises(ArgumentError, match="unknown argument opneai"):
        deployed({**SMALLEST, "opneai": {}})


def test_an_object_in_the_place_of_a_group_is_named():
    with pytest.raises(pulumi.RunError, match="openai: expected a group of arguments"):
        deployed({**SMALLEST, "openai": "sk-not-a-key"}, {"openai-api-key": "sk-not-a-key-000"})


def test_the_production_stack_is_complete_once_its_secrets_are_set():
    file = Path(__file__).parent.parent.parent / "Pulumi.production.yaml"
    workspace = yaml.safe_load(file.read_text())["config"]["homelab:workspace"]
    keys = ("openai-api-key", "anthropic-api-key", "s3-secret-key")
    assert (
        deployed(workspace, {key: f"not-a-secret-{key}" for key in keys}).exports["url"] == "https://chat.example.com"
    )
