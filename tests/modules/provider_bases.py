"""Workspaces in which the arguments of model providers have a meaning."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.full_scenarios import SERVICE_KEY, secret
from tests.scenarios import CHAT, KEY

TITLES = {"title_prompt": "{convo}", "title_prompt_template": "{input} {output}"}
LABELS = {
    "activity_label": {"endpoint": "openAI", "phase": {"endpoint": "openAI"}},
    "reasoning_label": {"endpoint": "openAI"},
}
COMMON: Mapping[str, Any] = {**TITLES, **LABELS, "title_endpoint": "openAI"}
HEADERS = {"existing_secret_headers": {"X-Team": secret("a")}}
PRICES = dict.fromkeys(("prompt", "completion", "context", "cache_read", "cache_write"), 1.5)
COMPATIBLE = {"token_config": {"m": PRICES}, "custom_params": {"param_definitions": [{"key": "temperature"}]}}
PROFILE = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3"

OPENAI: Mapping[str, Any] = {"api_key": KEY, "models": ["m", "sample"]}
CUSTOM_ENDPOINT: Mapping[str, Any] = {
    "name": "sample",
    "base_url": "https://llm.example.com/v1",
    "api_key": KEY,
    "models": ["m", "sample"],
}
AZURE_GROUP = {"name": "a", "api_key": KEY, "instance_name": "a", "models": [{"name": "m", "deployment": "m"}]}


def beside_openai(**groups: Any) -> dict[str, Any]:
    """A workspace with OpenAI and others."""
    return {"namespace": "ai", "librechat": CHAT, "openai": OPENAI, **groups}


PROVIDER_BASES: Sequence[Mapping[str, Any]] = [
    beside_openai(openai={**OPENAI, **COMMON, **HEADERS}),
    beside_openai(anthropic={"api_key": KEY, **COMMON, **HEADERS}),
    beside_openai(
        anthropic={
            "models": ["m", "sample"],
            "vertex": {"service_account_key": SERVICE_KEY + " ", "region": "eu", "deployments": {"m": "n"}},
        }
    ),
    beside_openai(google={"api_key": KEY, **COMMON, **HEADERS}),
    beside_openai(azure_openai={**TITLES, **LABELS, "groups": [{**AZURE_GROUP, "version": "2024-06-01", **HEADERS}]}),
    beside_openai(bedrock={"region": "eu-central-1", **COMMON, "regions": ["eu-central-1", "eu-west-3"]}),
    beside_openai(
        bedrock={
            "region": "eu-central-1",
            "models": ["m", "sample"],
            "default_model": "m",
            "inference_profiles": {"m": PROFILE},
            "guardrail": {"identifier": "a", "version": "1"},
        }
    ),
    beside_openai(openrouter={"api_key": KEY, "models": ["m"], **COMMON, **HEADERS, **COMPATIBLE}),
    beside_openai(ollama={"models": ["m"], **COMMON, **HEADERS, **COMPATIBLE}),
    beside_openai(custom_endpoints=[{**CUSTOM_ENDPOINT, **COMMON, **HEADERS, **COMPATIBLE}]),
]
