"""What pods may invoke on Amazon Bedrock."""

from collections.abc import Mapping, Sequence

import pulumi

from homelab.aws.account import Account
from homelab.aws.bedrock.guardrail import Guardrail
from homelab.aws.bedrock.models import geography_of, without_geography
from homelab.aws.policies import Conditions, StatementArgs

_INVOKE = "bedrock:InvokeModel"
_STREAM = "bedrock:InvokeModelWithResponseStream"


def chat_statements(
    account: Account,
    models: Sequence[str],
    application_profiles: Mapping[str, pulumi.Input[str]],
    guardrail: Guardrail | None,
    conditions: Conditions,
) -> list[StatementArgs]:
    """What LibreChat may do: invoke the models, by their profiles alone where they have one, and use the guardrail.

    Converse and ConverseStream, which it calls, are not actions of their own.

    :param application_profiles: ARNs by model.
    """
    statements = _invocations(account, models, application_profiles, (_INVOKE, _STREAM), conditions)
    if guardrail:
        statements += _guardrail_statements(account, guardrail)
    return statements


def embedding_statements(account: Account, model: str) -> list[StatementArgs]:
    """What the RAG API may do: invoke the embedding model."""
    return _invocations(account, [model], {}, (_INVOKE,), {})


def model_arn(account: Account, model: str) -> pulumi.Output[str]:
    """ARN of an inference profile, or of a model in the account's region."""
    if geography_of(model):
        return account.arn("bedrock", f"inference-profile/{model}")
    return _foundation_model(account, model, account.region)


def _invocations(
    account: Account,
    models: Sequence[str],
    application_profiles: Mapping[str, pulumi.Input[str]],
    actions: Sequence[str],
    conditions: Conditions,
) -> list[StatementArgs]:
    by_profile = [model for model in models if geography_of(model) or model in application_profiles]
    directly = [model for model in models if model not in by_profile]
    profiles = [model_arn(account, model) for model in by_profile if geography_of(model)]
    profiles += [
        pulumi.Output.from_input(application_profiles[each]) for each in by_profile if each in application_profiles
    ]
    found: list[StatementArgs] = []
    if by_profile:
        # A profile may run the model in any region of its geography, and a global one asks for the model's ARN without
        # a region, too, which the wildcard matches. The condition permits nothing but what runs through the profiles.
        anywhere = [_foundation_model(account, without_geography(model), "*") for model in by_profile]
        bound = _with(conditions, {"ArnLike": {"bedrock:InferenceProfileArn": [*profiles]}})
        found.append(_statement("Profiles", actions, profiles, conditions))
        found.append(_statement("ModelsOfProfiles", actions, anywhere, bound))
    if directly:
        found.append(_statement("Models", actions, [model_arn(account, model) for model in directly], conditions))
    return found


def _guardrail_statements(account: Account, guardrail: Guardrail) -> list[StatementArgs]:
    resources = [guardrail.arn, *([guardrail.profile_arn] if guardrail.profile_arn else [])]
    found: list[StatementArgs] = [{"sid": "Guardrail", "actions": ["bedrock:ApplyGuardrail"], "resources": resources}]
    if guardrail.kms_key_arn:
        service = pulumi.Output.concat("bedrock.", account.region, ".amazonaws.com")
        found.append(
            {
                "sid": "GuardrailKey",
                "actions": ["kms:Decrypt"],
                "resources": [guardrail.kms_key_arn],
                "conditions": {"StringEquals": {"kms:ViaService": [service]}},
            }
        )
    return found


def _foundation_model(account: Account, model: str, region: pulumi.Input[str]) -> pulumi.Output[str]:
    # Models of AWS and its partners belong to no account.
    return pulumi.Output.concat("arn:", account.partition, ":bedrock:", region, "::foundation-model/", model)


def _with(conditions: Conditions, more: Conditions) -> Conditions:
    operators = [*conditions, *(name for name in more if name not in conditions)]
    return {name: {**conditions.get(name, {}), **more.get(name, {})} for name in operators}


def _statement(
    sid: str, actions: Sequence[str], resources: Sequence[pulumi.Input[str]], conditions: Conditions
) -> StatementArgs:
    statement: StatementArgs = {"sid": sid, "actions": [*actions], "resources": [*resources]}
    if conditions:
        statement["conditions"] = conditions
    return statement
