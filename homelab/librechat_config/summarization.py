"""Summaries that stand in for the beginning of conversations that outgrow a model's context."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import NAME, whole_number
from homelab.librechat_config.model_parameters import PARAMETERS
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.settings import Section, Settings, given
from homelab.librechat_config.unknown_names import unknown_endpoint, unknown_model

_RATIO = Constraint("a number from 0 to 1", lambda value: 0 <= value <= 1, {"minimum": 0, "maximum": 1})


class SummarizationTriggerType(StrEnum):
    """What is measured."""

    TOKEN_RATIO = "token_ratio"
    """How full the context is, from 0 to 1."""
    REMAINING_TOKENS = "remaining_tokens"
    """Tokens that are left."""
    MESSAGES_TO_REFINE = "messages_to_refine"
    """Messages that a summary would stand in for."""


def _value_fits_type(group: Mapping[str, Any]) -> Iterable[str]:
    value = group["value"]
    if group["type"] == SummarizationTriggerType.TOKEN_RATIO:
        if not 0 <= value <= 1:
            yield f"value: expected a number from 0 to 1 for type token_ratio, got {value}"
    elif value < 1 or not float(value).is_integer():
        kind = SummarizationTriggerType(group["type"]).value
        yield f"value: expected a whole number from 1 on for type {kind}, got {value}"


@rules(Rule(("type", "value"), _value_fits_type))
class SummarizationTriggerArgs(TypedDict):
    """When a summary is made."""

    type: SummarizationTriggerType
    """What is measured."""
    value: float
    """From where on, in the unit of ``type``."""


@constrain(
    keep_last_assistants=whole_number(0, 10),
    soft_trim_ratio=_RATIO,
    hard_clear_ratio=_RATIO,
    min_prunable_tool_chars=whole_number(0, 10_000_000),
)
class ContextPruningArgs(TypedDict):
    """Results of tools that are shortened, and later left out, before there is a summary."""

    enabled: NotRequired[bool]
    """Whether they are. Default: true, where the group is given."""
    keep_last_assistants: NotRequired[int]
    """Answers at the end of the conversation that nothing is taken from. Default: LibreChat's own."""
    soft_trim_ratio: NotRequired[float]
    """How full the context is when results are shortened, from 0 to 1. Default: LibreChat's own."""
    hard_clear_ratio: NotRequired[float]
    """How full the context is when results are left out, from 0 to 1. Default: LibreChat's own."""
    min_prunable_tool_chars: NotRequired[int]
    """Characters below which a result stays as it is. Default: LibreChat's own."""


@constrain(turns=whole_number(0, 20), tokens=whole_number(1, 10_000_000))
class RetainRecentArgs(TypedDict):
    """The end of the conversation, which no summary stands in for."""

    turns: NotRequired[int]
    """Questions with their answers. Default: LibreChat's own."""
    tokens: NotRequired[int]
    """Tokens at most. Default: LibreChat's own."""


def _model_has_endpoint(group: Mapping[str, Any]) -> Iterable[str]:
    if "provider" in group and "model" not in group:
        yield "missing argument model: the conversation's own model is none of provider"
    if group.get("enabled") is False and len(group) > 1:
        yield "enabled: false leaves every other argument without effect: take them away"


@constrain(
    provider=NAME,
    model=NAME,
    parameters=PARAMETERS,
    prompt=NAME,
    update_prompt=NAME,
    reserve_ratio=_RATIO,
    max_summary_tokens=whole_number(1, 1_000_000),
)
@rules(Rule(("enabled", "provider", "model"), _model_has_endpoint))
class SummarizationArgs(TypedDict):
    """How conversations that outgrow a model's context are summarized. LibreChat does it without this group, too."""

    enabled: NotRequired[bool]
    """Whether there are summaries. Default: true."""
    provider: NotRequired[str]
    """Endpoint of the model that writes them, such as openAI. Default: the conversation's own."""
    model: NotRequired[str]
    """Model that writes them. Default: the conversation's own."""
    parameters: NotRequired[dict[str, Any]]
    """Parameters of the model, such as temperature. Default: none."""
    trigger: NotRequired[SummarizationTriggerArgs]
    """When a summary is made. Default: when the context is full."""
    prompt: NotRequired[pulumi.Input[str]]
    """What the model is told. Default: LibreChat's own."""
    update_prompt: NotRequired[pulumi.Input[str]]
    """What the model is told when there is a summary already. Default: LibreChat's own."""
    reserve_ratio: NotRequired[float]
    """Part of the context that stays free, from 0 to 1. Default: 0.05."""
    max_summary_tokens: NotRequired[int]
    """Tokens of a summary. Default: LibreChat's own."""
    context_pruning: NotRequired[ContextPruningArgs]
    """Results of tools that are shortened first. Default: none."""
    retain_recent: NotRequired[RetainRecentArgs]
    """The end of the conversation, which stays as it is. Default: LibreChat's own."""


def settings(args: SummarizationArgs) -> Settings:
    """The section ``summarization``."""
    section = {
        "enabled": args.get("enabled", True),
        "provider": args.get("provider"),
        "model": args.get("model"),
        "parameters": args.get("parameters"),
        "trigger": _trigger(args["trigger"]) if "trigger" in args else None,
        "prompt": args.get("prompt"),
        "updatePrompt": args.get("update_prompt"),
        "reserveRatio": args.get("reserve_ratio"),
        "maxSummaryTokens": args.get("max_summary_tokens"),
        "contextPruning": _context_pruning(args["context_pruning"]) if "context_pruning" in args else None,
        "retainRecent": args.get("retain_recent"),
    }
    return Settings(config={"summarization": given(section)})


def contradictions(args: SummarizationArgs, offered: Sequence[OfferedModels]) -> Iterable[str]:
    """A model that there is not."""
    if "provider" in args:
        yield from unknown_endpoint("provider", args["provider"], offered)
        yield from unknown_model("model", args["provider"], args.get("model", ""), offered)


def _trigger(args: SummarizationTriggerArgs) -> Section:
    kind, value = SummarizationTriggerType(args["type"]), args["value"]
    return {"type": kind.value, "value": value if kind is SummarizationTriggerType.TOKEN_RATIO else int(value)}


def _context_pruning(args: ContextPruningArgs) -> Section:
    return given(
        {
            "enabled": args.get("enabled", True),
            "keepLastAssistants": args.get("keep_last_assistants"),
            "softTrimRatio": args.get("soft_trim_ratio"),
            "hardClearRatio": args.get("hard_clear_ratio"),
            "minPrunableToolChars": args.get("min_prunable_tool_chars"),
        }
    )
