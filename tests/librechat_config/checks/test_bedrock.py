from typing import Any

import pulumi
import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.checks.bedrock import credential_problems, model_problems
from homelab.librechat_config.configuration import Configuration
from tests.librechat_config.checks.found import found

SONNET, BARE = "eu.anthropic.claude-sonnet-4-6", "anthropic.claude-opus-5"
ARN = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6"


def bedrock(**section: Any) -> dict[str, Any]:
    return {"endpoints": {"bedrock": section}}


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
        pulumi.Output.from_input(BARE),
    ],
)
def test_models_that_can_be_invoked_pass(model: Any):
    assert found(model_problems, bedrock(models=[model], titleModel=model)) == []


def test_models_that_require_a_profile_are_rejected_without_one():
    assert found(model_problems, bedrock(models=[SONNET, BARE], titleModel=BARE)) == [
        f"endpoints.bedrock.{place}: AWS refuses {BARE} by itself: name an inference profile such as us.{BARE}, "
        f"eu.{BARE} or global.{BARE}, or set its ARN in endpoints.bedrock.inferenceProfiles"
        for place in ("models.1", "titleModel")
    ]
    assert found(model_problems, bedrock(models=[BARE], inferenceProfiles={BARE: ARN})) == []
    # Another endpoint's model.
    assert found(model_problems, bedrock(titleModel=BARE, titleEndpoint="anthropic")) == []


def test_profiles_of_unlisted_models_are_rejected():
    assert found(model_problems, bedrock(models=[SONNET], inferenceProfiles={BARE: ARN})) == [
        f"endpoints.bedrock.inferenceProfiles.{BARE}: no effect: it is not among endpoints.bedrock.models"
    ]
    # LibreChat's own list may have it.
    assert found(model_problems, bedrock(inferenceProfiles={BARE: ARN})) == []


def test_a_bedrock_role_and_an_s3_key_are_mutually_exclusive():
    role = {"BEDROCK_AWS_DEFAULT_REGION": "eu-central-1"}
    (message,) = found(credential_problems, None, **role, AWS_ACCESS_KEY_ID="a")
    assert message.startswith(
        "bedrock by role and a key of S3 (librechat.storage.s3.access_key) are mutually exclusive"
    )
    assert found(credential_problems, None, **role) == []
    unknown = Variables({**role, "AWS_ACCESS_KEY_ID": "a"}, secrets=["may-have-a-key"])
    assert list(credential_problems(Configuration({}, unknown))) == []
    assert found(credential_problems, None, AWS_ACCESS_KEY_ID="a") == []
    own_key = {"BEDROCK_AWS_ACCESS_KEY_ID": "b", "AWS_ACCESS_KEY_ID": "a"}
    assert found(credential_problems, None, **role, **own_key) == []
