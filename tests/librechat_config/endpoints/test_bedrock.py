from typing import Any

import pulumi
import pytest

from homelab.arguments import check
from homelab.librechat_config.endpoints.bedrock import model_names, settings
from homelab.librechat_config.endpoints.bedrock_args import BedrockArgs
from homelab.librechat_config.settings import Settings
from tests.librechat_config.endpoints.sound import (
    AGENT_ENDPOINT,
    REFERENCE,
    assert_sound,
    assert_sound_whatever_is_given,
    forgotten,
    parts_of,
    problems,
    whatever_is,
)
from tests.librechat_config.leaves import given, without

SONNET, HAIKU, BARE = "eu.anthropic.claude-sonnet-4-6", "amazon.nova-lite-v1:0", "anthropic.claude-opus-5"
ARN = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6"
EVERYTHING: dict[str, Any] = {
    "enabled": True,
    **AGENT_ENDPOINT,
    "title_convo": True,
    "region": "eu-central-1",
    "regions": ["eu-central-1", "us-gov-west-1"],
    "models": [HAIKU, SONNET, BARE],
    "default_model": SONNET,
    "inference_profiles": {BARE: ARN},
    "guardrail": {"identifier": "gr-1", "version": "2", "trace": "enabled_full", "stream_processing_mode": "async"},
    "access_key_id": "AKIAhidden",
    "secret_access_key": "hidden",
    "session_token": "hidden-token",
    "base_url": "https://vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com/",
}
REQUIRED = {("region",), ("guardrail", "identifier"), ("guardrail", "version")}
DEFAULTS = {("enabled",), ("title_convo",)}
R: dict[str, Any] = {"region": "eu-central-1"}


def told(args: dict[str, Any]) -> Settings:
    return settings(check(BedrockArgs, args, owner="it"))


def section(made: Settings) -> dict[str, Any]:
    return made.config["endpoints"]["bedrock"]


def test_a_region_is_enough_for_a_role():
    made = told(R)
    assert made.config == {"endpoints": {"bedrock": {"titleConvo": True, "titleModel": "current_model"}}}
    assert (made.environment, made.secrets) == ({"BEDROCK_AWS_DEFAULT_REGION": "eu-central-1"}, {})
    assert made.servers == []
    assert_sound(made)


def test_all_arguments_are_told():
    made = told(EVERYTHING)
    told_section = section(made)
    assert told_section["availableRegions"] == ["eu-central-1", "us-gov-west-1"]
    assert told_section["models"] == [SONNET, HAIKU, BARE]
    assert told_section["inferenceProfiles"] == {BARE: ARN}
    assert told_section["guardrailConfig"] == {
        "guardrailIdentifier": "gr-1",
        "guardrailVersion": "2",
        "trace": "enabled_full",
        "streamProcessingMode": "async",
    }
    assert (told_section["titleModel"], told_section["titleEndpoint"]) == ("small", "google")
    assert made.environment == {
        "BEDROCK_AWS_DEFAULT_REGION": "eu-central-1",
        "BEDROCK_REVERSE_PROXY": "vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com",
    }
    assert made.secrets == {
        "BEDROCK_AWS_ACCESS_KEY_ID": "AKIAhidden",
        "BEDROCK_AWS_SECRET_ACCESS_KEY": "hidden",
        "BEDROCK_AWS_SESSION_TOKEN": "hidden-token",
    }
    assert made.servers == ["https://vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com/"]
    assert_sound(made)


def test_models_are_in_the_order_of_preference():
    args = check(BedrockArgs, {**R, "models": [HAIKU, SONNET]}, owner="it")
    assert list(model_names(args)) == [HAIKU, SONNET]
    assert list(model_names({**args, "default_model": SONNET})) == [SONNET, HAIKU]
    assert list(model_names(check(BedrockArgs, R, owner="it"))) == []


@pytest.mark.parametrize(
    ("credentials", "environment", "secrets"),
    [
        ({"bearer_token": "hidden"}, {}, {"BEDROCK_AWS_BEARER_TOKEN": "hidden"}),
        ({"bearer_token_secret": REFERENCE}, {}, {"BEDROCK_AWS_BEARER_TOKEN": REFERENCE}),
        ({"profile": "chat"}, {"BEDROCK_AWS_PROFILE": "chat"}, {}),
        (
            {
                "access_key_id_secret": REFERENCE,
                "secret_access_key_secret": REFERENCE,
                "session_token_secret": REFERENCE,
            },
            {},
            {
                "BEDROCK_AWS_ACCESS_KEY_ID": REFERENCE,
                "BEDROCK_AWS_SECRET_ACCESS_KEY": REFERENCE,
                "BEDROCK_AWS_SESSION_TOKEN": REFERENCE,
            },
        ),
        (
            {"user_provided": True},
            dict.fromkeys(
                (
                    "BEDROCK_AWS_ACCESS_KEY_ID",
                    "BEDROCK_AWS_SECRET_ACCESS_KEY",
                    "BEDROCK_AWS_SESSION_TOKEN",
                    "BEDROCK_AWS_BEARER_TOKEN",
                ),
                "user_provided",
            ),
            {},
        ),
    ],
)
def test_there_are_many_ways_in(credentials: dict[str, Any], environment: dict[str, str], secrets: dict[str, Any]):
    made = told({**R, **credentials})
    assert made.environment == {"BEDROCK_AWS_DEFAULT_REGION": "eu-central-1", **environment}
    assert made.secrets == secrets
    assert_sound(made)


@pytest.mark.parametrize(
    "model",
    [
        SONNET,
        "global.anthropic.claude-haiku-4-5-20251001-v1:0",
        "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "anthropic.claude-v2:1",
        "anthropic.claude-instant-v1",
        "meta.llama3-1-8b-instruct-v1:0",
        ARN,
    ],
)
def test_models_that_can_be_invoked_pass(model: str):
    assert section(told({**R, "models": [model], "title_model": model}))["models"] == [model]


def test_arns_may_be_known_later():
    arn = pulumi.Output.from_input(ARN)
    made = told({**R, "models": [BARE], "inference_profiles": {BARE: arn}})
    assert section(made)["inferenceProfiles"][BARE] is arn


def test_what_is_off_tells_nothing():
    assert told({**EVERYTHING, "enabled": False}) == Settings()


def test_every_argument_has_a_test():
    others = {
        "bearer_token": "a",
        "profile": "a",
        "user_provided": True,
        **{
            f"{name}_secret": REFERENCE
            for name in ("access_key_id", "secret_access_key", "session_token", "bearer_token")
        },
    }
    assert forgotten(BedrockArgs, EVERYTHING, others) == set()


@pytest.mark.parametrize("path", sorted(set(given(EVERYTHING)) - REQUIRED - DEFAULTS))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    assert settings(without(EVERYTHING, path)) != settings(EVERYTHING)  # type: ignore[arg-type]


@whatever_is(parts_of(EVERYTHING))
def test_whatever_is_given_is_sound(args: dict[str, Any]):
    assert_sound_whatever_is_given(BedrockArgs, settings, args)


KEYS: dict[str, Any] = {"access_key_id": "a", "secret_access_key": "b"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument region"),
        ({"region": "Frankfurt"}, "region: expected a region of AWS such as 'eu-central-1', got 'Frankfurt'"),
        ({**R, "regions": []}, "regions: expected a list of regions of AWS"),
        ({**R, "regions": ["eu"]}, "regions: expected a list of regions of AWS"),
        ({**R, "regions": ["us-east-1"]}, "region eu-central-1 is not among regions"),
        (
            {**R, "models": [BARE]},
            f"models: AWS refuses {BARE} by itself: name an inference profile such as us.{BARE}, "
            f"eu.{BARE} or global.{BARE}, or give its ARN in inference_profiles",
        ),
        ({**R, "models": ["anthropic.claude-sonnet-4-20250514-v1:0"]}, "models: AWS refuses anthropic.claude-sonnet-4"),
        ({**R, "title_model": BARE}, f"title_model: AWS refuses {BARE} by itself"),
        (
            {**R, "models": [SONNET], "inference_profiles": {HAIKU: ARN}},
            f"inference_profiles has {HAIKU}, which is not",
        ),
        (
            {**R, "models": [SONNET], "inference_profiles": {SONNET: "a1b2"}},
            "inference_profiles: expected a map of models",
        ),
        ({**R, "models": [SONNET], "default_model": HAIKU}, f"default_model {HAIKU} is not among models"),
        ({**R, "default_model": SONNET}, f"default_model {SONNET} is not among models"),
        ({**R, "models": [SONNET, SONNET]}, "models: expected a list of different models"),
        ({**R, "models": {"default": [SONNET]}}, "models: expected a list, got a value of type dict"),
        ({**R, "access_key_id": "a"}, "missing argument secret_access_key: access_key_id and secret_access_key belong"),
        ({**R, "secret_access_key_secret": REFERENCE}, "missing argument access_key_id: access_key_id and secret_acc"),
        (
            {**R, **KEYS, "access_key_id_secret": REFERENCE},
            "access_key_id and access_key_id_secret are mutually exclusive",
        ),
        ({**R, "session_token": "t"}, "session_token has no effect without access_key_id and secret_access_key"),
        ({**R, **KEYS, "bearer_token": "t"}, "access_key_id and bearer_token are mutually exclusive: remove one"),
        ({**R, **KEYS, "profile": "p"}, "access_key_id and profile are mutually exclusive: remove one"),
        ({**R, "bearer_token": "t", "profile": "p"}, "bearer_token and profile are mutually exclusive: remove one"),
        ({**R, "bearer_token": "t", "user_provided": True}, "bearer_token and user_provided are mutually exclusive"),
        ({**R, "bearer_token": "t", "bearer_token_secret": REFERENCE}, "bearer_token and bearer_token_secret are mutu"),
        ({**R, "base_url": "http://a.b"}, "base_url: expected a URL such as 'https://vpce-"),
        ({**R, "base_url": "vpce-1.amazonaws.com"}, "base_url: expected a URL such as 'https://vpce-"),
        ({**R, "guardrail": {"identifier": "a"}}, "missing argument guardrail.version"),
        ({**R, "guardrail": {"identifier": "a", "version": 1}}, "guardrail.version: expected a string, got 1"),
        (
            {**R, "guardrail": {"identifier": "a", "version": "v1"}},
            "expected the version of a guardrail such as '1', or",
        ),
        ({**R, "guardrail": {"identifier": "a", "version": "1", "trace": True}}, "expected one of enabled, disabled"),
        (
            {**R, "guardrail": {"identifier": "a", "version": "1", "stream_processing_mode": "later"}},
            "guardrail.stream_processing_mode: expected one of sync, async, got 'later'",
        ),
        ({**R, "headers": {"a": "b"}}, "unknown argument headers"),
        ({**R, "role": "arn:aws:iam::1:role/a"}, "unknown argument role"),
    ],
)
def test_what_librechat_or_aws_would_refuse_is_an_error(args: dict[str, Any], message: str):
    assert message in problems(BedrockArgs, args)
