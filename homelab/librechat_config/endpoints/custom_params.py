"""Parameters of models behind custom endpoints: which ones people see, and how reasoning is asked for."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.librechat_config.endpoints.parameters import PARAMETERS, ParameterSet
from homelab.librechat_config.endpoints.rendering import renamed
from homelab.librechat_config.schema.problem import did_you_mean
from homelab.librechat_config.settings import Section


class ReasoningFormat(StrEnum):
    """How a request asks for reasoning."""

    DISABLED = "disabled"
    """Not at all."""
    REASONING_EFFORT = "reasoning_effort"
    """By the field ``reasoning_effort``."""
    REASONING_OBJECT = "reasoning_object"
    """By the field ``reasoning``, an object."""


class ReasoningKey(StrEnum):
    """Where reasoning stands in an answer."""

    REASONING = "reasoning"
    REASONING_CONTENT = "reasoning_content"


def _parameters_are_known(group: Mapping[str, Any]) -> Iterable[str]:
    """LibreChat does not start with others."""
    parameters = ParameterSet(group.get("default_params_endpoint", ParameterSet.CUSTOM))
    for definition in group.get("param_definitions", []):
        if definition["key"] not in PARAMETERS[parameters]:
            hint = did_you_mean(definition["key"], PARAMETERS[parameters])
            yield f"param_definitions: {parameters.value} has no parameter {definition['key']!r}{hint}"


@rules(Rule(("default_params_endpoint", "param_definitions"), _parameters_are_known))
@constrain(
    param_definitions=Constraint(
        "a list of parameters that each have a key",
        lambda value: len(value) > 0 and all("key" in item for item in value),
    )
)
class CustomParamsArgs(TypedDict):
    """Parameters of the models of one endpoint."""

    default_params_endpoint: NotRequired[ParameterSet]
    """Whose parameters people see. Default: custom."""
    reasoning_format: NotRequired[ReasoningFormat]
    """How a request asks for reasoning. Default: LibreChat's own, by the server."""
    reasoning_key: NotRequired[ReasoningKey]
    """Where reasoning stands in an answer. Default: LibreChat's own, by the server."""
    include_reasoning_content: NotRequired[bool]
    """Whether the server gets its reasoning back with the results of tools. Default: false."""
    include_reasoning_history: NotRequired[bool]
    """Whether it gets the reasoning of earlier answers back, too. Default: false."""
    param_definitions: NotRequired[list[dict[str, Any]]]
    """Parameters to show otherwise, by LibreChat's keys: ``key``, ``default``, ``range``, ... Default: none."""


_KEYS = {
    "default_params_endpoint": "defaultParamsEndpoint",
    "reasoning_format": "reasoningFormat",
    "reasoning_key": "reasoningKey",
    "include_reasoning_content": "includeReasoningContent",
    "include_reasoning_history": "includeReasoningHistory",
    "param_definitions": "paramDefinitions",
}


def custom_params_section(args: CustomParamsArgs) -> Section:
    """The key ``customParams``."""
    return renamed(args, _KEYS)
