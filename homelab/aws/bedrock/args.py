"""Arguments of `BedrockAccess`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.aws.bedrock import models
from homelab.aws.bedrock.guardrail_args import GuardrailArgs
from homelab.aws.bedrock.models import Geography, GeographyChoice
from homelab.aws.component import AWSArgs
from homelab.aws.policies import CONDITIONS, Conditions, binds_region

_MODEL_ID = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,3}(:[a-z0-9-]{1,63}){0,2}")
_PROFILE_ARN = re.compile(r"arn:aws[a-z-]*:bedrock:[a-z0-9-]+:[0-9]{12}:application-inference-profile/[a-z0-9]+")


def _is_model(value: str) -> bool:
    return _MODEL_ID.fullmatch(value) is not None


_MODEL = Constraint("the id of a model or inference profile such as 'eu.anthropic.claude-sonnet-5'", _is_model)
_MODELS = Constraint(
    "a list of different ids of inference profiles such as 'eu.anthropic.claude-sonnet-5', or of models that need none",
    lambda value: len(value) > 0 and len({*value}) == len(value) and all(map(_is_model, value)),
)
_PROFILES = Constraint(
    "a map from a model in models to the ARN of an application inference profile",
    lambda value: all(not isinstance(arn, str) or _PROFILE_ARN.fullmatch(arn) for arn in value.values()),
)


def geography_of(args: Mapping[str, Any]) -> Geography:
    """Where requests may be answered: as it is set, or around the region."""
    return args.get("geography") or models.geography_around(args["region"])


def _region_fits(group: Mapping[str, Any]) -> Iterable[str]:
    if not group.keys() & {"geography", "region"}:
        yield "missing argument: one of geography, region, which say where prompts may be processed"
    if group.keys() >= {"geography", "region"}:
        yield from unfit_region(group["region"], group["geography"])


def _models_can_be_invoked(group: Mapping[str, Any]) -> Iterable[str]:
    if not group.keys() & {"geography", "region"}:
        return
    geography = geography_of(group)
    if "models" not in group and not models.hierarchy(geography):
        yield f"missing argument models: no model of the default has inference profiles of geography {geography}"
    for index, model in enumerate(group.get("models", [])):
        yield from _refused(f"models.{index}", model, geography, group.get("region"))
    if "embeddings" in group:
        yield from _refused("embeddings", group["embeddings"], geography, group.get("region"))


def _profiles_are_used(group: Mapping[str, Any]) -> Iterable[str]:
    if "existing_profiles" in group and group.get("application_profiles"):
        yield "application_profiles and existing_profiles are mutually exclusive: remove one"
    if not group.keys() & {"geography", "region"}:
        return
    offered = group.get("models", models.hierarchy(geography_of(group)))
    for model in group.get("existing_profiles", {}):
        if model not in offered:
            yield f"existing_profiles.{model}: no effect, as it is not among models"


def _conditions_permit_profiles(group: Mapping[str, Any]) -> Iterable[str]:
    if binds_region(group.get("conditions", {})):
        yield "conditions: aws:RequestedRegion denies inference profiles, which run in other regions: remove it"


@rules(Rule(("conditions",), _conditions_permit_profiles))
@constrain(models=_MODELS, embeddings=_MODEL, existing_profiles=_PROFILES, conditions=CONDITIONS)
class BedrockSettings(AWSArgs):
    """What is used of Amazon Bedrock."""

    geography: NotRequired[GeographyChoice]
    """Where requests may be answered; also the prefix of inference profiles. Default: the narrowest one around
    ``region``: us, eu, jp, au or us-gov; global where there is none of them."""
    models: NotRequired[list[str]]
    """Models to chat with, in order of preference: ids of inference profiles such as ``eu.anthropic.claude-sonnet-5``,
    or of models that need none. Default: `homelab.aws.bedrock.models.HIERARCHY`, as far as the geography has it."""
    embeddings: NotRequired[str]
    """Embedding model of the RAG API. Another one requires a new collection. Default: amazon.titan-embed-text-v2:0."""
    application_profiles: NotRequired[bool]
    """Create an application inference profile for each of the models, with the component's tags, by which costs are
    told apart. Default: false."""
    existing_profiles: NotRequired[dict[str, pulumi.Input[str]]]
    """ARNs of existing application inference profiles, by model. Default: none."""
    guardrail: NotRequired[GuardrailArgs]
    """Guardrail that prompts and answers pass. Default: none."""
    conditions: NotRequired[Conditions]
    """Additional conditions of the chat's permissions, such as ``{"StringEquals": {"aws:SourceVpce": ["vpce-1a2b"]}}``.
    Default: none."""


@rules(
    Rule(("geography", "region"), _region_fits),
    Rule(("geography", "region", "models", "embeddings"), _models_can_be_invoked),
    Rule(("geography", "region", "models", "application_profiles", "existing_profiles"), _profiles_are_used),
)
class BedrockAccessArgs(BedrockSettings):
    """What is used of Amazon Bedrock, where ``region`` or ``geography`` is known."""


def unfit_region(region: str, geography: Geography) -> Iterable[str]:
    """One message if profiles of the geography cannot be called in the region."""
    if not models.fits(region, geography):
        fitting = [each.value for each in Geography if models.fits(region, each)]
        instead = f", or set geography to {' or '.join(fitting)}" if fitting else ""
        yield f"region {region} has no inference profiles of geography {geography}: name another region{instead}"


def _refused(path: str, model: str, geography: Geography, region: str | None) -> Iterable[str]:
    """One message about a model that AWS would refuse, or that would be answered elsewhere."""
    own, bare = models.geography_of(model), models.without_geography(model)
    if new := models.replacement(model):
        yield f"{path}: {model} has ended on Amazon Bedrock: name {geography}.{new}"
    elif own is None and bare.startswith("anthropic."):
        yield f"{path}: AWS refuses {model} by itself: name its inference profile, {geography}.{model}"
    elif own is not None and own != geography:
        within = geography is Geography.GLOBAL and own is not Geography.US_GOV
        if not within:
            yield f"{path}: {model} is not of geography {geography}: name {geography}.{bare}, or set geography to {own}"
        elif region is not None and not models.fits(region, own):
            yield f"{path}: {model} cannot be called in region {region}: name {geography}.{bare}"
