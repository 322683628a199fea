"""Models on Amazon Bedrock: permissions, profiles, guardrail, and what LibreChat is told of them."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pulumi
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from homelab import AIWorkspace, ArgumentError
from homelab.aws import BedrockAccess, PodIdentity
from homelab.aws.bedrock.access import application_profile_name
from homelab.aws.policies import policy
from homelab.components.librechat.storage.args import StorageType
from homelab.offline import Recording, functions
from tests.aws.actions import unknown_actions
from tests.aws.linting import findings, wildcards
from tests.aws.recordings import ACCOUNT, of_type, only, recorded, statements

SONNET, TITAN = "eu.anthropic.claude-sonnet-5", "amazon.titan-embed-text-v2:0"
PROFILE = f"arn:aws:bedrock:eu-central-1:{ACCOUNT}:inference-profile/{SONNET}"
EXISTING = f"arn:aws:bedrock:eu-central-1:{ACCOUNT}:application-inference-profile/a1b2c3d4e5f6"
ARGS: dict[str, Any] = {"geography": "eu", "region": "eu-central-1"}
ONE: dict[str, Any] = {"models": [SONNET]}
GUARDRAIL: dict[str, Any] = {
    "filters": {"HATE": "HIGH", "PROMPT_ATTACK": "LOW"},
    "personal_data": {"EMAIL": "ANONYMIZE"},
    "topics": [{"name": "Tax", "definition": "Advice on taxes."}],
    "words": ["confidential"],
    "profanity": True,
    "grounding": {"grounding": 0.7},
}


def access(args: Mapping[str, Any] = MappingProxyType({}), *, preview: bool = False) -> Recording:
    def program() -> None:
        created = BedrockAccess("models", {**ARGS, **args})  # type: ignore[arg-type]  wrong arguments are among them
        pulumi.export("chat", policy(created.statements))
        pulumi.export("embeddings", policy(created.embedding_statements))
        pulumi.export("config", created.librechat_config)
        pulumi.export("bedrock", created.bedrock)
        pulumi.export("dimensions", created.embedding_dimensions)

    return recorded(program, preview=preview)


def by_sid(recording: Recording, name: str = "chat") -> dict[str, Any]:
    return {each["Sid"]: each for each in statements(recording.exports[name])}


def bedrock_section(recording: Recording) -> Any:
    return recording.exports["config"]["endpoints"]["bedrock"]


def test_chat_invokes_a_profile_and_its_model_in_any_region_through_that_profile_alone():
    assert statements(access(ONE).exports["chat"]) == [
        {
            "Sid": "Profiles",
            "Effect": "Allow",
            "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
            "Resource": [PROFILE],
        },
        {
            "Sid": "ModelsOfProfiles",
            "Effect": "Allow",
            "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
            "Resource": ["arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-5"],
            "Condition": {"ArnLike": {"bedrock:InferenceProfileArn": [PROFILE]}},
        },
    ]


def test_a_model_that_needs_no_profile_is_invoked_in_its_own_region():
    statement = by_sid(access({"models": [SONNET, "mistral.mistral-large-2407-v1:0"]}))["Models"]
    assert statement["Resource"] == ["arn:aws:bedrock:eu-central-1::foundation-model/mistral.mistral-large-2407-v1:0"]
    assert "Condition" not in statement


def test_the_rag_api_invokes_the_embedding_model_and_nothing_else():
    recording = access()
    (statement,) = statements(recording.exports["embeddings"])
    assert statement["Action"] == ["bedrock:InvokeModel"]
    assert statement["Resource"] == [f"arn:aws:bedrock:eu-central-1::foundation-model/{TITAN}"]
    assert recording.exports["dimensions"] == 1024


def test_an_application_profile_of_each_model_has_the_tags_that_costs_are_told_apart_by():
    recording = access({"models": [SONNET, TITAN], "application_profiles": True, "tags": {"team": "chat"}})
    made = {
        each.inputs["modelSource"]["copyFrom"]: each
        for each in of_type(recording, "aws:bedrock/inferenceProfile:InferenceProfile")
    }
    sources = {SONNET: PROFILE, TITAN: f"arn:aws:bedrock:eu-central-1::foundation-model/{TITAN}"}
    assert all(each.inputs["tags"]["team"] == "chat" for each in made.values())
    arns = [made[source].outputs["arn"] for source in sources.values()]
    # LibreChat looks for the very id in its list of models, and calls the profile instead.
    assert bedrock_section(recording)["inferenceProfiles"] == dict(zip([SONNET, TITAN], arns, strict=True))
    found = by_sid(recording)
    assert found["Profiles"]["Resource"] == [PROFILE, *arns]
    assert found["ModelsOfProfiles"]["Condition"] == {"ArnLike": {"bedrock:InferenceProfileArn": [PROFILE, *arns]}}
    assert "Models" not in found


def test_existing_application_profiles_are_used():
    recording = access({**ONE, "existing_profiles": {SONNET: EXISTING}})
    assert bedrock_section(recording)["inferenceProfiles"] == {SONNET: EXISTING}
    assert by_sid(recording)["Profiles"]["Resource"] == [PROFILE, EXISTING]
    assert not of_type(recording, "aws:bedrock/inferenceProfile:InferenceProfile")


def test_a_guardrail_has_the_rules_that_are_wanted():
    recording = access({"guardrail": GUARDRAIL})
    inputs = only(recording, "aws:bedrock/guardrail:Guardrail").inputs
    assert inputs["contentPolicyConfig"]["filtersConfigs"] == [
        {"type": "HATE", "inputStrength": "HIGH", "outputStrength": "HIGH"},
        {"type": "PROMPT_ATTACK", "inputStrength": "LOW", "outputStrength": "NONE"},
    ]
    assert inputs["sensitiveInformationPolicyConfig"] == {
        "piiEntitiesConfigs": [{"type": "EMAIL", "action": "ANONYMIZE"}]
    }
    assert inputs["topicPolicyConfig"]["topicsConfigs"] == [
        {"name": "Tax", "definition": "Advice on taxes.", "examples": [], "type": "DENY"}
    ]
    assert inputs["wordPolicyConfig"] == {
        "wordsConfigs": [{"text": "confidential"}],
        "managedWordListsConfigs": [{"type": "PROFANITY"}],
    }
    assert inputs["contextualGroundingPolicyConfig"] == {"filtersConfigs": [{"type": "GROUNDING", "threshold": 0.7}]}
    assert "crossRegionConfig" not in inputs


def test_librechat_uses_a_version_of_the_guardrail_and_may_apply_it():
    recording = access({"guardrail": {}})
    guardrail = only(recording, "aws:bedrock/guardrail:Guardrail").outputs
    assert bedrock_section(recording)["guardrailConfig"] == {
        "guardrailIdentifier": guardrail["guardrailId"],
        "guardrailVersion": "1",
    }
    assert by_sid(recording)["Guardrail"]["Action"] == ["bedrock:ApplyGuardrail"]
    assert by_sid(recording)["Guardrail"]["Resource"] == [guardrail["guardrailArn"]]


def test_other_settings_of_a_guardrail_get_a_version_of_their_own_and_the_old_one_stays():
    first, same, other = (
        only(access({"guardrail": {"words": words}}), "aws:bedrock/guardrailVersion:GuardrailVersion").inputs
        for words in (["a"], ["a"], ["b"])
    )
    assert first["description"] == same["description"] != other["description"]
    assert first["skipDestroy"] is True


@pytest.mark.parametrize(
    ("geography", "region", "profile"),
    [("eu", "eu-central-1", "eu"), ("jp", "ap-northeast-1", "apac"), ("global", "eu-west-1", "eu")],
)
def test_a_guardrail_across_regions_is_of_the_standard_tier(geography: str, region: str, profile: str):
    recording = access({"geography": geography, "region": region, "guardrail": {"across_regions": True}})
    inputs = only(recording, "aws:bedrock/guardrail:Guardrail").inputs
    name = f"guardrail-profile/{profile}.guardrail.v1:0"
    assert inputs["contentPolicyConfig"]["tierConfigs"] == [{"tierName": "STANDARD"}]
    assert inputs["crossRegionConfig"]["guardrailProfileIdentifier"] == f"arn:aws:bedrock:{region}:{ACCOUNT}:{name}"
    assert by_sid(recording)["Guardrail"]["Resource"][1] == f"arn:aws:bedrock:*:{ACCOUNT}:{name}"


def test_an_existing_guardrail_is_used():
    recording = access({"guardrail": {"id": "gr1a2b3c", "version": "3"}})
    assert not of_type(recording, "aws:bedrock/guardrail:Guardrail")
    assert bedrock_section(recording)["guardrailConfig"] == {"guardrailIdentifier": "gr1a2b3c", "guardrailVersion": "3"}
    arn = f"arn:aws:bedrock:eu-central-1:{ACCOUNT}:guardrail/gr1a2b3c"
    assert by_sid(recording)["Guardrail"]["Resource"] == [arn]
    assert by_sid(access({"guardrail": {"id": arn, "version": "3"}}))["Guardrail"]["Resource"] == [arn]


def test_the_key_of_a_guardrail_is_used_through_bedrock_alone():
    key = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/1a2b"
    recording = access({"guardrail": {"kms_key_arn": key}})
    assert only(recording, "aws:bedrock/guardrail:Guardrail").inputs["kmsKeyArn"] == key
    statement = by_sid(recording)["GuardrailKey"]
    assert (statement["Action"], statement["Resource"]) == (["kms:Decrypt"], [key])
    assert statement["Condition"] == {"StringEquals": {"kms:ViaService": ["bedrock.eu-central-1.amazonaws.com"]}}


def test_additional_conditions_bind_every_invocation():
    condition = {"StringEquals": {"aws:SourceVpce": ["vpce-1a2b"]}}
    found = by_sid(access({"models": [SONNET, TITAN], "conditions": condition}))
    assert found["Profiles"]["Condition"] == found["Models"]["Condition"] == condition
    assert found["ModelsOfProfiles"]["Condition"] == {
        **condition,
        "ArnLike": {"bedrock:InferenceProfileArn": [PROFILE]},
    }


EVERYTHING: dict[str, Any] = {
    "models": [SONNET, TITAN],
    "application_profiles": True,
    "guardrail": {**GUARDRAIL, "across_regions": True, "kms_key_arn": f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/1a2b"},
}


@pytest.mark.parametrize("args", [{}, EVERYTHING], ids=["default", "everything"])
def test_the_policies_are_accepted_by_parliament_and_permit_nothing_on_everything(args: dict[str, Any]):
    recording = access(args)
    for name in ("chat", "embeddings"):
        assert findings(recording.exports[name]) == []
        assert wildcards(recording.exports[name]) == []
        assert unknown_actions(recording.exports[name]) == []


@pytest.mark.parametrize("args", [{}, EVERYTHING], ids=["default", "everything"])
def test_a_preview_needs_no_value_that_aws_chooses(args: dict[str, Any]):
    assert access(args, preview=True).exports["bedrock"]


def test_the_partition_is_that_of_the_account(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(functions.ANSWERS, "aws:index/getPartition:getPartition", {"partition": "aws-us-gov"})
    model = "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0"
    recording = access({"geography": "us-gov", "region": "us-gov-west-1", "models": [model], "guardrail": {}})
    arns = [
        arn
        for name in ("chat", "embeddings")
        for each in statements(recording.exports[name])
        for arn in each["Resource"]
    ]
    # The guardrail's is AWS's answer, of which the stand-in knows one partition.
    assert {arn.split(":")[1] for arn in arns if ":guardrail/" not in arn} == {"aws-us-gov"}


@given(
    st.sampled_from(["us", "eu", "global"]),
    st.lists(
        st.from_regex(r"(amazon\.nova|meta\.llama|mistral\.large)-[a-z0-9]{1,8}(-v1:0)?", fullmatch=True),
        min_size=1,
        max_size=4,
        unique=True,
    ),
)
@settings(max_examples=15, deadline=None)
def test_every_model_has_the_permissions_that_its_id_requires(geography: str, ids: list[str]):
    region = "us-east-1" if geography != "eu" else "eu-west-1"
    offered = [f"{geography}.{id_}" if index % 2 else id_ for index, id_ in enumerate(ids)]
    recording = access({"geography": geography, "region": region, "models": offered})
    permitted = [arn for each in statements(recording.exports["chat"]) for arn in each["Resource"]]
    for index, id_ in enumerate(ids):
        where = "*" if index % 2 else region
        assert f"arn:aws:bedrock:{where}::foundation-model/{id_}" in permitted
        profile = f"arn:aws:bedrock:{region}:{ACCOUNT}:inference-profile/{geography}.{id_}"
        assert (profile in permitted) == bool(index % 2)
    assert recording.exports["bedrock"] == {"region": region, "models": offered}


@given(st.text(max_size=80), st.text(max_size=80))
def test_names_of_application_profiles_are_such_that_aws_takes(name: str, model: str):
    made = application_profile_name(f"ai{name}", model)
    assert 0 < len(made) <= 64
    assert made.replace("-", "").isalnum()
    assert made.isascii()
    assert "--" not in made


def workspace(args: Mapping[str, Any], *, preview: bool = False) -> Recording:
    def program() -> None:
        created = BedrockAccess("models", {**ARGS, **args})  # type: ignore[arg-type]  a map of any arguments
        chat = PodIdentity(
            "chat",
            {
                "cluster_name": "production",
                "namespace": "ai",
                "service_account": "librechat",
                "statements": created.statements,
            },
        )
        rag = PodIdentity(
            "rag",
            {
                "cluster_name": "production",
                "namespace": "ai",
                "service_account": "rag-api",
                "statements": created.embedding_statements,
            },
        )
        AIWorkspace(
            "ai",
            {
                "namespace": "ai",
                "librechat": {
                    "domain": "chat.example.com",
                    "config": created.librechat_config,
                    "model_specs": created.model_specs,
                    "storage": {
                        "type": StorageType.S3,
                        "s3": {"bucket": "files-of-chat", "region": "eu-central-1"},
                        "service_account": chat.service_account,
                    },
                },
                "bedrock": created.bedrock,
                "rag": {"embeddings": created.embeddings, "service_account": rag.service_account},
            },
        )

    return recorded(program, preview=preview)


def test_a_workspace_takes_what_it_is_given():
    recording = workspace(EVERYTHING | {"models": [SONNET, "eu.anthropic.claude-haiku-4-5-20251001-v1:0"]})
    data = [each.get("data", {}) for each in recording.manifests]
    document = yaml.safe_load(next(each["librechat.yaml"] for each in data if "librechat.yaml" in each))
    section = document["endpoints"]["bedrock"]
    assert section["models"] == [SONNET, "eu.anthropic.claude-haiku-4-5-20251001-v1:0"]
    assert section["titleModel"] == "eu.anthropic.claude-haiku-4-5-20251001-v1:0"
    assert all(":application-inference-profile/" in arn for arn in section["inferenceProfiles"].values())
    assert section["guardrailConfig"]["guardrailVersion"] == "1"
    (first, second) = document["modelSpecs"]["list"]
    assert (first["preset"]["model"], first["softDefault"]) == (SONNET, True)
    assert "Fallback 1" in second["description"]
    variables = {name: value for each in data for name, value in each.items()}
    assert variables["BEDROCK_AWS_DEFAULT_REGION"] == "eu-central-1"
    assert (variables["EMBEDDINGS_PROVIDER"], variables["EMBEDDINGS_MODEL"]) == ("bedrock", TITAN)
    assert variables["AWS_DEFAULT_REGION"] == "eu-central-1"
    assert not any("SECRET_ACCESS_KEY" in json.dumps(each) for each in recording.manifests)


def test_a_workspace_is_previewed_before_anything_exists():
    assert workspace(EVERYTHING, preview=True).manifests


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"models": ["anthropic.claude-sonnet-5"]},
            "models.0: AWS refuses anthropic.claude-sonnet-5 by itself: name its inference profile, "
            "eu.anthropic.claude-sonnet-5",
        ),
        (
            {"models": [SONNET, "us.anthropic.claude-opus-4-8"]},
            r"models.1: us\.\S+ is not of geography eu: name eu\.anth",
        ),
        ({"models": ["global.anthropic.claude-opus-4-8"]}, "or set geography to global"),
        (
            {"geography": "global", "models": ["us.anthropic.claude-opus-4-8"]},
            "cannot be called in region eu-central-1",
        ),
        ({"geography": "us"}, "region eu-central-1 has no inference profiles of geography us: .* to eu or global"),
        ({"geography": "apac", "region": "ap-south-1"}, "missing argument models: no model of the default"),
        ({"geography": "mars"}, "geography: expected"),
        ({"models": ["amazon.titan-text-express-v1"]}, "has ended on Amazon Bedrock: name eu.amazon.nova-2-lite-v1:0"),
        ({"models": []}, "models: expected a list of different ids"),
        ({"models": [SONNET, SONNET]}, "models: expected a list of different ids"),
        ({"models": [EXISTING]}, "models: expected a list of different ids"),
        ({"embeddings": "titan"}, "embeddings: expected the id of a model"),
        ({"embeddings": "us.cohere.embed-v4:0"}, "embeddings: us.cohere.embed-v4:0 is not of geography eu"),
        ({"existing_profiles": {"other": EXISTING}}, "existing_profiles.other: no effect"),
        ({"existing_profiles": {SONNET: "a1b2"}}, "existing_profiles: expected a map from a model"),
        ({"existing_profiles": {SONNET: EXISTING}, "application_profiles": True}, "are mutually exclusive"),
        ({"conditions": {"StringEquals": {"aws:RequestedRegion": ["eu-central-1"]}}}, "aws:RequestedRegion denies"),
        ({"conditions": {"StringEquals": "eu-central-1"}}, "conditions"),
        ({"guardrail": {"id": "gr1"}}, "guardrail: missing argument version|missing argument guardrail.version"),
        ({"guardrail": {"version": "1"}}, "version has no effect without the id"),
        ({"guardrail": {"id": "gr1", "version": "1", "words": ["a"]}}, "words has no effect with id"),
        ({"guardrail": {"filters": {"LIES": "HIGH"}}}, "guardrail.filters: expected a map from SEXUAL"),
        ({"guardrail": {"filters": {"HATE": "EXTREME"}}}, "guardrail.filters.HATE: expected"),
        ({"guardrail": {"grounding": {"grounding": 70}}}, "guardrail.grounding.grounding: expected a number from 0"),
        ({"guardrail": {"topics": [{"name": "Tax", "definition": ""}]}}, "guardrail.topics.0.definition: expected"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        access(args)
    assert "\n" not in str(caught.value)


def test_the_providers_region_must_fit_too():
    with pytest.raises(ArgumentError, match="region us-east-1 has no inference profiles of geography eu"):
        recorded(lambda: BedrockAccess("models", {"geography": "eu"}))  # type: ignore[arg-type]  a choice as text


def test_any_statement_with_a_region_condition_on_profiles_is_refused():
    condition: dict[str, dict[str, list[pulumi.Input[str]]]] = {
        "StringEquals": {"aws:RequestedRegion": ["eu-central-1"]}
    }

    def program(resource: str) -> None:
        PodIdentity(
            "chat",
            {
                "cluster_name": "production",
                "namespace": "ai",
                "service_account": "librechat",
                "statements": [{"actions": ["bedrock:InvokeModel"], "resources": [resource], "conditions": condition}],
            },
        )

    with pytest.raises(ArgumentError, match="aws:RequestedRegion denies inference profiles"):
        recorded(lambda: program(PROFILE))
    recorded(lambda: program(f"arn:aws:bedrock:eu-central-1::foundation-model/{TITAN}"))
