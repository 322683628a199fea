"""Short headings that a model writes over what an agent does and thinks."""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import NAME, whole_number
from homelab.librechat_config.endpoints.rendering import renamed
from homelab.librechat_config.settings import Section

_LABELS = whole_number(1, 1000)
_CHARACTERS = whole_number(1, 1_000_000)


@constrain(model=NAME, endpoint=NAME, prompt=NAME, max_per_run=_LABELS)
class ActivityPhaseLabelArgs(TypedDict):
    """Headings over several activities at once."""

    model: NotRequired[pulumi.Input[str]]
    """Model that writes them. Default: that of the activities."""
    endpoint: NotRequired[str]
    """Endpoint of that model. Default: that of the activities."""
    prompt: NotRequired[pulumi.Input[str]]
    """What the model is told. Default: LibreChat's own."""
    max_per_run: NotRequired[pulumi.Input[int]]
    """Most of them in one answer. Default: 5."""


@constrain(model=NAME, endpoint=NAME, prompt=NAME, max_per_run=_LABELS, max_characters=_CHARACTERS)
class ActivityLabelArgs(TypedDict):
    """Headings over each group of tool calls."""

    model: NotRequired[pulumi.Input[str]]
    """Model that writes them. Default: ``title_model``."""
    endpoint: NotRequired[str]
    """Endpoint of that model, by its name in librechat.yaml. Default: the conversation's own."""
    prompt: NotRequired[pulumi.Input[str]]
    """What the model is told. Default: LibreChat's own."""
    max_per_run: NotRequired[pulumi.Input[int]]
    """Most of them in one answer. Default: 20."""
    max_characters: NotRequired[pulumi.Input[int]]
    """Characters of a tool's input and output that the model sees. Default: 600."""
    phase: NotRequired[ActivityPhaseLabelArgs]
    """Headings over several activities at once. Default: none."""


@constrain(
    model=NAME,
    endpoint=NAME,
    prompt=NAME,
    max_per_run=_LABELS,
    min_characters=_CHARACTERS,
    update_characters=_CHARACTERS,
    update_milliseconds=whole_number(0, 600_000),
)
class ReasoningLabelArgs(TypedDict):
    """A heading over what a model thinks, while it does."""

    model: NotRequired[pulumi.Input[str]]
    """Model that writes it. Default: that of the activities, else ``title_model``."""
    endpoint: NotRequired[str]
    """Endpoint of that model, by its name in librechat.yaml. Default: that of the activities."""
    prompt: NotRequired[pulumi.Input[str]]
    """What the model is told. Default: LibreChat's own."""
    max_per_run: NotRequired[pulumi.Input[int]]
    """Most of them in one answer. Default: 8."""
    min_characters: NotRequired[pulumi.Input[int]]
    """Characters of thought before the first one. Default: 500."""
    update_characters: NotRequired[pulumi.Input[int]]
    """Further characters before the next one. Default: 400."""
    update_milliseconds: NotRequired[pulumi.Input[int]]
    """Milliseconds between two of them, at least. Default: 3000."""


_COMMON = {"model": "Model", "endpoint": "Endpoint", "prompt": "Prompt", "max_per_run": "MaxPerRun"}
_ACTIVITY = {name: f"activity{key}" for name, key in _COMMON.items()} | {"max_characters": "activityCharLimit"}
_PHASE = {name: f"activityPhase{key}" for name, key in _COMMON.items()}
_REASONING = {name: f"reasoningLabel{key}" for name, key in _COMMON.items()} | {
    "min_characters": "reasoningLabelMinChars",
    "update_characters": "reasoningLabelUpdateChars",
    "update_milliseconds": "reasoningLabelUpdateIntervalMs",
}


def activity_section(args: ActivityLabelArgs) -> Section:
    """The keys ``activity...`` of an endpoint."""
    section: Section = {"activityLabel": True, **renamed(args, _ACTIVITY)}
    if "phase" in args:
        section |= {"activityPhaseLabel": True, **renamed(args["phase"], _PHASE)}
    return section


def reasoning_section(args: ReasoningLabelArgs) -> Section:
    """The keys ``reasoningLabel...`` of an endpoint."""
    return {"reasoningLabel": True, **renamed(args, _REASONING)}
