"""What the endpoints of all providers have in common: titles of conversations, pace, headings."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import NAME, whole_number
from homelab.librechat_config.endpoints.labels import (
    ActivityLabelArgs,
    ReasoningLabelArgs,
    activity_section,
    reasoning_section,
)
from homelab.librechat_config.endpoints.rendering import renamed
from homelab.librechat_config.settings import Section

CURRENT_MODEL = "current_model"
"""LibreChat's word for the model of the conversation."""
_MODEL = re.compile(r"[^\s,]([^,\r\n]*[^\s,])?")
MODELS = Constraint(
    "a list of different models that is not empty, without commas in their names",
    lambda value: len(value) > 0 and len(set(value)) == len(value) and all(_MODEL.fullmatch(name) for name in value),
    {"minItems": 1},
)
_PROMPT = Constraint("a text with {convo} in it, for the conversation", lambda text: "{convo}" in text)
_TEMPLATE = Constraint(
    "a text with {input} and {output} in it, for question and answer",
    lambda text: "{input}" in text and "{output}" in text,
)


class TitleMethod(StrEnum):
    """How a model is asked for a title."""

    COMPLETION = "completion"
    """By a plain question, which every model understands."""
    STRUCTURED = "structured"
    """By structured output."""
    FUNCTIONS = "functions"
    """An older name of structured."""


class TitleTiming(StrEnum):
    """When a conversation gets its title."""

    IMMEDIATE = "immediate"
    """At once, by the first question."""
    FINAL = "final"
    """After the first answer."""


_TITLE_KEYS = {
    "title_method": "titleMethod",
    "title_prompt": "titlePrompt",
    "title_prompt_template": "titlePromptTemplate",
    "title_timing": "titleTiming",
    "title_endpoint": "titleEndpoint",
}
_KEYS = {"stream_rate": "streamRate", "max_tool_result_chars": "maxToolResultChars"}
_TITLE_FIELDS = ("title_model", *_TITLE_KEYS)


def _titles_are_wanted(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("title_convo") is False:
        yield from (f"{name} has no effect with title_convo: false" for name in _TITLE_FIELDS if name in group)


@rules(Rule(("title_convo", *_TITLE_FIELDS), _titles_are_wanted))
@constrain(title_model=NAME, title_prompt=_PROMPT, title_prompt_template=_TEMPLATE, stream_rate=whole_number(0, 10_000))
class EndpointArgs(TypedDict):
    """An endpoint of LibreChat: what it does beside answering."""

    title_convo: NotRequired[bool]
    """Whether conversations get a title from a model. Default: true."""
    title_model: NotRequired[pulumi.Input[str]]
    """Model that names conversations. Default: the conversation's own."""
    title_method: NotRequired[TitleMethod]
    """How it is asked. Default: LibreChat's own, completion."""
    title_prompt: NotRequired[pulumi.Input[str]]
    """What it is asked; ``{convo}`` stands for the conversation. Default: LibreChat's own."""
    title_prompt_template: NotRequired[pulumi.Input[str]]
    """How the conversation is put there, with ``{input}`` and ``{output}``. Default: LibreChat's own."""
    title_timing: NotRequired[TitleTiming]
    """When a conversation gets its title. Default: LibreChat's own, immediate."""
    stream_rate: NotRequired[pulumi.Input[int]]
    """Milliseconds between two pieces of an answer; 0 shows them as they come. Default: LibreChat's own, 25."""
    activity_label: NotRequired[ActivityLabelArgs]
    """Headings over what an agent does. Default: none."""
    reasoning_label: NotRequired[ReasoningLabelArgs]
    """Headings over what a model thinks. Default: none."""


@constrain(title_endpoint=NAME, max_tool_result_chars=whole_number(1, 100_000_000))
class AgentEndpointArgs(EndpointArgs):
    """What all endpoints but Azure's can do as well."""

    title_endpoint: NotRequired[str]
    """Endpoint of ``title_model``, by its name in librechat.yaml: ``openAI``, ``bedrock``, that of a custom one.
    Default: this one."""
    max_tool_result_chars: NotRequired[pulumi.Input[int]]
    """Characters of a tool's result after which it is cut. Default: by the model's context."""


def endpoint_section(args: EndpointArgs) -> Section:
    """The keys that all endpoints have."""
    return {
        **_titles(args),
        **renamed(args, _KEYS),
        **(activity_section(args["activity_label"]) if "activity_label" in args else {}),
        **(reasoning_section(args["reasoning_label"]) if "reasoning_label" in args else {}),
    }


def _titles(args: EndpointArgs) -> Section:
    if not args.get("title_convo", True):
        return {"titleConvo": False}
    return {"titleConvo": True, "titleModel": args.get("title_model", CURRENT_MODEL), **renamed(args, _TITLE_KEYS)}
