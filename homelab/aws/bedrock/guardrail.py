"""A guardrail and its versions."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.account import Account
from homelab.aws.bedrock.guardrail_args import FILTERS, GuardrailArgs, PersonalDataAction, Strength
from homelab.aws.bedrock.models import Geography, fits
from homelab.kubernetes import apply

if TYPE_CHECKING:
    from pulumi_aws.bedrock import (
        GuardrailContentPolicyConfigArgsDict,
        GuardrailContextualGroundingPolicyConfigArgsDict,
        GuardrailCrossRegionConfigArgsDict,
        GuardrailSensitiveInformationPolicyConfigArgsDict,
        GuardrailTopicPolicyConfigArgsDict,
        GuardrailWordPolicyConfigArgsDict,
    )

_BLOCKED_PROMPT = "Your message was blocked by a rule of this service."
_BLOCKED_ANSWER = "The answer was blocked by a rule of this service."
_WITH_PROFILE = (Geography.US, Geography.EU, Geography.APAC, Geography.US_GOV)
"""Geographies that guardrails can be evaluated across."""


@dataclass(frozen=True)
class Guardrail:
    """A guardrail, and what its use requires."""

    id: pulumi.Input[str]
    """Id, or ARN."""
    version: pulumi.Input[str]
    arn: pulumi.Input[str]
    profile_arn: pulumi.Input[str] | None = None
    """ARN of the profile that it is evaluated across regions with."""
    kms_key_arn: pulumi.Input[str] | None = None


def existing_guardrail(args: GuardrailArgs, account: Account) -> Guardrail:
    """The guardrail that ``args`` name."""
    id_ = args.get("id", "")
    own = pulumi.Output.concat(account.arn("bedrock", "guardrail/"), id_)
    arn = pulumi.Output.all(id_, own).apply(lambda found: found[0] if found[0].startswith("arn:") else found[1])
    return Guardrail(id_, args.get("version", ""), arn, kms_key_arn=args.get("kms_key_arn"))


def create_guardrail(
    name: str,
    args: GuardrailArgs,
    account: Account,
    *,
    geography: Geography,
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
    options: Callable[[], pulumi.ResourceOptions],
) -> Guardrail:
    """Create a guardrail, and a version of its settings."""
    profile = _profile(account, geography) if args.get("across_regions") else None
    guardrail = aws.bedrock.Guardrail(
        name,
        name=re.sub(r"[^0-9a-zA-Z_-]+", "-", name)[:50],
        description=f"Prompts and answers of {name}",
        blocked_input_messaging=args.get("blocked_prompt", _BLOCKED_PROMPT),
        blocked_outputs_messaging=args.get("blocked_answer", _BLOCKED_ANSWER),
        content_policy_config=content_policy(args),
        sensitive_information_policy_config=personal_data_policy(args),
        topic_policy_config=topic_policy(args),
        word_policy_config=word_policy(args),
        contextual_grounding_policy_config=grounding_policy(args),
        cross_region_config=_cross_region(account, profile),
        kms_key_arn=args.get("kms_key_arn"),
        region=region,
        tags=tags,
        opts=options(),
    )
    version = aws.bedrock.GuardrailVersion(
        name,
        guardrail_arn=guardrail.guardrail_arn,
        # A version is of the settings at its creation: other settings need another one. Pods that are not replaced yet
        # still use the old one.
        description=f"Settings {_digest(args)}",
        skip_destroy=True,
        region=region,
        opts=options(),
    )
    return Guardrail(
        guardrail.guardrail_id,
        version.version,
        guardrail.guardrail_arn,
        profile and account_wide(account, profile),
        args.get("kms_key_arn"),
    )


def content_policy(args: GuardrailArgs) -> "GuardrailContentPolicyConfigArgsDict | None":
    """Filters of harmful content."""
    strengths = args.get("filters", dict.fromkeys(FILTERS, Strength.MEDIUM))
    if not strengths:
        return None
    policy: GuardrailContentPolicyConfigArgsDict = {
        "filters_configs": [
            {
                "type": kind,
                "input_strength": Strength(strength).value,
                # Answers do not attack; AWS refuses any other strength.
                "output_strength": "NONE" if kind == "PROMPT_ATTACK" else Strength(strength).value,
            }
            for kind, strength in strengths.items()
        ]
    }
    if args.get("across_regions"):
        policy["tier_configs"] = [{"tier_name": "STANDARD"}]
    return policy


def personal_data_policy(args: GuardrailArgs) -> "GuardrailSensitiveInformationPolicyConfigArgsDict | None":
    """What happens to personal data."""
    actions = args.get("personal_data")
    if not actions:
        return None
    return {
        "pii_entities_configs": [
            {"type": kind, "action": PersonalDataAction(action).value} for kind, action in actions.items()
        ]
    }


def topic_policy(args: GuardrailArgs) -> "GuardrailTopicPolicyConfigArgsDict | None":
    """Topics that are not talked about."""
    if not args.get("topics"):
        return None
    policy: GuardrailTopicPolicyConfigArgsDict = {
        "topics_configs": [
            {
                "name": topic["name"],
                "definition": topic["definition"],
                "examples": topic.get("examples", []),
                "type": "DENY",
            }
            for topic in args.get("topics", [])
        ]
    }
    if args.get("across_regions"):
        policy["tier_configs"] = [{"tier_name": "STANDARD"}]
    return policy


def word_policy(args: GuardrailArgs) -> "GuardrailWordPolicyConfigArgsDict | None":
    """Words that are blocked."""
    words, profanity = args.get("words", []), args.get("profanity", False)
    if not words and not profanity:
        return None
    return {
        "words_configs": [{"text": word} for word in words],
        "managed_word_lists_configs": [{"type": "PROFANITY"}] if profanity else [],
    }


def grounding_policy(args: GuardrailArgs) -> "GuardrailContextualGroundingPolicyConfigArgsDict | None":
    """Checks of answers against sources."""
    grounding = args.get("grounding", {})
    thresholds = [
        (kind, threshold)
        for kind, threshold in (("GROUNDING", grounding.get("grounding")), ("RELEVANCE", grounding.get("relevance")))
        if threshold is not None
    ]
    if not thresholds:
        return None
    return {"filters_configs": [{"type": kind, "threshold": threshold} for kind, threshold in thresholds]}


def account_wide(account: Account, profile_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """ARN of a profile of guardrails in every region, as a request is evaluated in any of the geography."""
    return pulumi.Output.concat("arn:", account.partition, ":bedrock:*:", account.id, ":guardrail-profile/", profile_id)


def _profile(account: Account, geography: Geography) -> pulumi.Input[str]:
    """Id of the profile of guardrails for a geography; by region, if it has none of its own."""

    def of_region(region: str) -> str:
        found = next((each for each in _WITH_PROFILE if fits(region, each)), Geography.US)
        return f"{found}.guardrail.v1:0"

    return f"{geography}.guardrail.v1:0" if geography in _WITH_PROFILE else apply(of_region, account.region)


def _cross_region(account: Account, profile: pulumi.Input[str] | None) -> "GuardrailCrossRegionConfigArgsDict | None":
    if profile is None:
        return None
    return {"guardrail_profile_identifier": account.arn("bedrock", pulumi.Output.concat("guardrail-profile/", profile))}


def _digest(args: GuardrailArgs) -> str:
    """Text that differs with the settings."""
    settings = {name: value for name, value in args.items() if name != "kms_key_arn"}
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:12]
