"""Arguments of Amazon Bedrock."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.endpoints.base import MODELS, AgentEndpointArgs
from homelab.librechat_config.endpoints.keys import is_enabled

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
_ARN = re.compile(r"arn:aws[-a-z]*:bedrock:[-a-z0-9]+:[0-9]{12}:(application-)?inference-profile/\S+")
# Models from Claude 4 on are invoked by profiles alone.
_NEEDS_PROFILE = re.compile(r"anthropic\.claude-(?!3-|v[12]|instant)")


class GuardrailTrace(StrEnum):
    """What a guardrail says of itself."""

    ENABLED = "enabled"
    """What it found."""
    DISABLED = "disabled"
    """Nothing."""
    ENABLED_FULL = "enabled_full"
    """What it found, and what it did not."""


class StreamProcessingMode(StrEnum):
    """When a guardrail looks at an answer."""

    SYNC = "sync"
    """Before people see it."""
    ASYNC = "async"
    """While they see it, which is faster."""


@constrain(
    identifier=NAME,
    version=Constraint(
        "the version of a guardrail such as '1', or 'DRAFT'",
        lambda value: re.fullmatch(r"[1-9][0-9]*|DRAFT", value) is not None,
    ),
)
class BedrockGuardrailArgs(TypedDict):
    """A guardrail for all conversations."""

    identifier: pulumi.Input[str]
    """Id or ARN."""
    version: pulumi.Input[str]
    """Version, or DRAFT."""
    trace: NotRequired[GuardrailTrace]
    """What it says of itself. Default: disabled."""
    stream_processing_mode: NotRequired[StreamProcessingMode]
    """When it looks at an answer. Default: sync."""


_KEYS = ("access_key_id", "access_key_id_secret", "secret_access_key", "secret_access_key_secret")
_TOKENS = ("session_token", "session_token_secret", "bearer_token", "bearer_token_secret")
CREDENTIALS = (*_KEYS, *_TOKENS, "profile", "user_provided")
"""What takes the place of a role."""
"""Arguments that say who LibreChat is for AWS; without any of them it has the pod's role."""


def _has(group: Mapping[str, Any], name: str) -> bool:
    return name in group or f"{name}_secret" in group


def _credentials_are_whole(group: Mapping[str, Any]) -> Iterable[str]:
    if not is_enabled(group):
        return
    pair = ("access_key_id", "secret_access_key")
    if sum(_has(group, name) for name in pair) == 1:
        missing = next(name for name in pair if not _has(group, name))
        yield f"missing argument {missing}: access_key_id and secret_access_key belong together"
    if _has(group, "session_token") and not _has(group, "access_key_id"):
        yield "session_token has no effect without access_key_id and secret_access_key"
    ways = [name for name in ("access_key_id", "bearer_token", "profile") if _has(group, name)]
    ways += ["user_provided"] if group.get("user_provided") else []
    if len(ways) > 1:
        yield f"{' and '.join(ways)} are mutually exclusive: remove one"


def _models_can_be_invoked(group: Mapping[str, Any]) -> Iterable[str]:
    profiles = group.get("inference_profiles", {})
    invoked = [("models", model) for model in group.get("models", [])]
    if "title_endpoint" not in group:
        invoked.append(("title_model", group.get("title_model")))
    for argument, model in invoked:
        if isinstance(model, str) and _NEEDS_PROFILE.match(model) and model not in profiles:
            yield (
                f"{argument}: AWS refuses {model} by itself: name an inference profile such as us.{model}, "
                f"eu.{model} or global.{model}, or give its ARN in inference_profiles"
            )


def _fits_models(group: Mapping[str, Any]) -> Iterable[str]:
    models = group.get("models", [])
    if models:
        yield from (
            f"inference_profiles has {model}, which is not among models"
            for model in group.get("inference_profiles", {})
            if model not in models
        )
    if "default_model" in group and group["default_model"] not in models:
        yield f"default_model {group['default_model']} is not among models"
    if "regions" in group and isinstance(group["region"], str) and group["region"] not in group["regions"]:
        yield f"region {group['region']} is not among regions"


@rules(
    *(mutually_exclusive(name, f"{name}_secret") for name in ("access_key_id", "secret_access_key")),
    *(mutually_exclusive(name, f"{name}_secret") for name in ("session_token", "bearer_token")),
    Rule(("enabled", *CREDENTIALS), _credentials_are_whole),
    Rule(("models", "inference_profiles", "title_model", "title_endpoint"), _models_can_be_invoked),
    Rule(("models", "inference_profiles", "default_model", "region", "regions"), _fits_models),
)
@constrain(
    region=Constraint("a region of AWS such as 'eu-central-1'", lambda value: _REGION.fullmatch(value) is not None),
    regions=Constraint(
        "a list of regions of AWS such as 'eu-central-1'",
        lambda value: len(value) > 0 and all(_REGION.fullmatch(region) for region in value),
    ),
    models=MODELS,
    inference_profiles=Constraint(
        "a map of models to ARNs such as "
        "'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6'",
        lambda value: all(not isinstance(arn, str) or _ARN.fullmatch(arn) for arn in value.values()),
    ),
    access_key_id=secret(),
    secret_access_key=secret(),
    session_token=secret(),
    bearer_token=secret(),
    profile=NAME,
    base_url=url("https", example="https://vpce-1234-abcd.bedrock-runtime.eu-central-1.vpce.amazonaws.com"),
)
class BedrockArgs(AgentEndpointArgs):
    """Amazon Bedrock. Without keys, LibreChat has the role of its service account (IRSA, Pod Identity) or its node."""

    enabled: NotRequired[bool]
    """Whether LibreChat offers it. Default: true, where the group is given."""
    region: pulumi.Input[str]
    """Region that is asked where nobody chooses another one."""
    regions: NotRequired[list[str]]
    """Regions that people choose from. Default: LibreChat's own list."""
    models: NotRequired[list[str]]
    """Models on offer, the preferred one first, then what to fall back to: ids of inference profiles such as
    ``global.anthropic.claude-sonnet-4-6``, or of models that need none. Default: LibreChat's own list."""
    default_model: NotRequired[str]
    """Which of ``models`` comes first. Default: the first."""
    inference_profiles: NotRequired[dict[str, pulumi.Input[str]]]
    """ARNs of inference profiles to invoke, by model of ``models``. Default: none."""
    guardrail: NotRequired[BedrockGuardrailArgs]
    """A guardrail for all conversations. Default: none."""
    access_key_id: NotRequired[pulumi.Input[str]]
    """Id of an access key, together with ``secret_access_key``. Default: none."""
    access_key_id_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``access_key_id``. Default: none."""
    secret_access_key: NotRequired[pulumi.Input[str]]
    """The access key. Default: none."""
    secret_access_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``secret_access_key``. Default: none."""
    session_token: NotRequired[pulumi.Input[str]]
    """Token of a temporary access key. Default: none."""
    session_token_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``session_token``. Default: none."""
    bearer_token: NotRequired[pulumi.Input[str]]
    """API key of Bedrock. Default: none."""
    bearer_token_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``bearer_token``. Default: none."""
    profile: NotRequired[pulumi.Input[str]]
    """Profile of a configuration file of AWS that an extra volume brings. Default: none."""
    user_provided: NotRequired[bool]
    """Whether each user enters keys of their own. Default: false."""
    base_url: NotRequired[str]
    """Another address for the same API: a VPC endpoint or proxy. Default: the region's own."""
