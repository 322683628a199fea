"""What has to hold of the settings of every provider, whatever it is told."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import hypothesis
import pytest
import yaml
from hypothesis import strategies as st

from homelab.arguments import ArgumentError, check
from homelab.librechat_config import schema
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.librechat_config.leaves import given, leaves, without

HIDDEN = "hidden"
"""Stands in every secret of the tests."""
REFERENCE: dict[str, Any] = {"name": "existing", "key": "key"}
SERVICE_ACCOUNT = json.dumps({"project_id": "p", "client_email": "a@b", "private_key": HIDDEN})
LABELS: dict[str, Any] = {
    "activity_label": {
        "model": "a",
        "endpoint": "google",
        "prompt": "b",
        "max_per_run": 3,
        "max_characters": 100,
        "phase": {"model": "c", "endpoint": "openAI", "prompt": "d", "max_per_run": 2},
    },
    "reasoning_label": {
        "model": "e",
        "endpoint": "bedrock",
        "prompt": "f",
        "max_per_run": 4,
        "min_characters": 200,
        "update_characters": 300,
        "update_milliseconds": 0,
    },
}
ENDPOINT: dict[str, Any] = {
    "title_model": "small",
    "title_method": "structured",
    "title_prompt": "Name this: {convo}",
    "title_prompt_template": "Q: {input} A: {output}",
    "title_timing": "final",
    "stream_rate": 0,
    **LABELS,
}
"""Every argument that all endpoints have, but ``title_convo``."""
AGENT_ENDPOINT: dict[str, Any] = {**ENDPOINT, "title_endpoint": "google", "max_tool_result_chars": 1000}
HEADERS: dict[str, Any] = {
    "headers": {"X-Team": "{{LIBRECHAT_USER_EMAIL}}"},
    "secret_headers": {"Authorization": f"Bearer {HIDDEN}"},
    "existing_secret_headers": {"X-Other": REFERENCE},
}
COMPATIBLE: dict[str, Any] = {
    **AGENT_ENDPOINT,
    **HEADERS,
    "fetch_models": False,
    "user_id_query": True,
    "add_params": {"top_k": 5, "web_search": True},
    "drop_params": ["user"],
    "custom_params": {
        "default_params_endpoint": "anthropic",
        "reasoning_format": "reasoning_object",
        "reasoning_key": "reasoning_content",
        "include_reasoning_content": True,
        "include_reasoning_history": True,
        "param_definitions": [{"key": "temperature", "default": 0.5}],
    },
    "icon_url": "https://example.com/icon.svg",
    "token_config": {"m": {"prompt": 1.5, "completion": 2, "context": 8000, "cache_read": 0, "cache_write": 3}},
}
"""Every argument that servers with OpenAI's API have, but ``title_convo``."""
COMPATIBLE_SECTION: dict[str, Any] = {
    "titleConvo": True,
    "titleModel": "small",
    "titleMethod": "structured",
    "titlePrompt": "Name this: {convo}",
    "titlePromptTemplate": "Q: {input} A: {output}",
    "titleTiming": "final",
    "titleEndpoint": "google",
    "streamRate": 0,
    "maxToolResultChars": 1000,
    "activityLabel": True,
    "activityModel": "a",
    "activityEndpoint": "google",
    "activityPrompt": "b",
    "activityMaxPerRun": 3,
    "activityCharLimit": 100,
    "activityPhaseLabel": True,
    "activityPhaseModel": "c",
    "activityPhaseEndpoint": "openAI",
    "activityPhasePrompt": "d",
    "activityPhaseMaxPerRun": 2,
    "reasoningLabel": True,
    "reasoningLabelModel": "e",
    "reasoningLabelEndpoint": "bedrock",
    "reasoningLabelPrompt": "f",
    "reasoningLabelMaxPerRun": 4,
    "reasoningLabelMinChars": 200,
    "reasoningLabelUpdateChars": 300,
    "reasoningLabelUpdateIntervalMs": 0,
    "iconURL": "https://example.com/icon.svg",
    "addParams": {"top_k": 5, "web_search": True},
    "dropParams": ["user"],
    "customParams": {
        "defaultParamsEndpoint": "anthropic",
        "reasoningFormat": "reasoning_object",
        "reasoningKey": "reasoning_content",
        "includeReasoningContent": True,
        "includeReasoningHistory": True,
        "paramDefinitions": [{"key": "temperature", "default": 0.5}],
    },
    "tokenConfig": {"m": {"prompt": 1.5, "completion": 2, "context": 8000, "cacheRead": 0, "cacheWrite": 3}},
}
"""What they become, without headers and models."""


def problems(args_type: Any, args: Mapping[str, Any]) -> str:
    """What is wrong with arguments that something is wrong with."""
    with pytest.raises(ArgumentError) as error:
        check(args_type, args, owner="it")
    return str(error.value)


def forgotten(args_type: Any, *args: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """Arguments that no example gives."""
    paths = {path for example in args for path in given(example)}
    return {leaf for leaf in leaves(args_type) if not any(path[: len(leaf)] == leaf for path in paths)}


def parts_of(args: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The arguments without some of their leaves."""
    leaves = sorted(set(given(args)))

    def remaining(removed: set[tuple[str, ...]]) -> dict[str, Any]:
        rest = dict(args)
        for path in removed:
            rest = without(rest, path)
        return rest

    return st.sets(st.sampled_from(leaves)).map(remaining)


def whatever_is(strategy: st.SearchStrategy[Any]) -> Callable[[Callable[[Any], None]], Callable[[], None]]:
    """Run a test with some arguments: few, as each goes through the whole of LibreChat's schema."""

    def decorate(test: Callable[[Any], None]) -> Callable[[], None]:
        return hypothesis.settings(max_examples=20)(hypothesis.given(strategy)(test))

    return decorate


def assert_sound(made: Settings) -> None:
    """LibreChat takes it all, reads it all, and finds no secret in what is none."""
    text = yaml.safe_dump(dict(made.config))
    assert yaml.safe_load(text) == made.config
    assert HIDDEN not in text + json.dumps(dict(made.environment))
    assert all(isinstance(value, str) and value for value in made.environment.values())
    variables = {*made.environment, *made.secrets, *made.secret_files}
    names = set(re.findall(r"\$\{([A-Z0-9_]+)\}", text)) - {"INSTANCE_NAME", "DEPLOYMENT_NAME"}
    assert names <= variables
    config = {"version": "1.3.17", **made.config}
    assert [str(problem) for problem in schema.problems(config, variables=None)] == []
    assert unknown_variables(variables, reader=Reader.LIBRECHAT, referenced=names) == []


def assert_sound_whatever_is_given(
    args_type: Any, settings: Callable[[Any], Settings], args: Mapping[str, Any]
) -> None:
    """Arguments that pass the check make sound settings; those that do not say why."""
    try:
        checked = check(args_type, args, owner="it")
    except ArgumentError:
        return
    assert_sound(settings(checked))
