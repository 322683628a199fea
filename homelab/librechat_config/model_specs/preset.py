"""How a model is asked: the key ``preset`` of a model spec.

Each endpoint has names of its own for parameters, and drops those that it does not know without a word.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import NAME, NOT_EMPTY, whole_number
from homelab.librechat_config.settings import Section

_TOKENS = whole_number(1, 10_000_000)


def _number(minimum: float, maximum: float) -> Constraint:
    expected = f"a number from {minimum:g} to {maximum:g}"
    return Constraint(expected, lambda value: minimum <= value <= maximum, {"minimum": minimum, "maximum": maximum})


class ReasoningEffort(StrEnum):
    """How long a model of OpenAI thinks."""

    NONE = "none"
    MINIMAL = "minimal"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    XHIGH = "xhigh"
    MAX = "max"


class AnthropicEffort(StrEnum):
    """How much work a model of Anthropic puts into an answer."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    XHIGH = "xhigh"
    MAX = "max"


class Verbosity(StrEnum):
    """How much a model of OpenAI writes."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@constrain(
    prompt_prefix=NAME,
    greeting=NAME,
    model_label=NAME,
    temperature=_number(0, 2),
    top_p=_number(0, 1),
    top_k=whole_number(1, 1000),
    frequency_penalty=_number(-2, 2),
    presence_penalty=_number(-2, 2),
    max_tokens=_TOKENS,
    max_context_tokens=_TOKENS,
    thinking_budget=_TOKENS,
    stop=NOT_EMPTY,
    region=NAME,
)
class ModelPresetArgs(TypedDict):
    """How a model is asked. Which of the parameters there are depends on the endpoint."""

    prompt_prefix: NotRequired[pulumi.Input[str]]
    """What the model is told before every conversation: its system prompt. Default: nothing."""
    greeting: NotRequired[pulumi.Input[str]]
    """Greeting of an empty chat. Default: LibreChat's own."""
    model_label: NotRequired[pulumi.Input[str]]
    """What the model is called in chats. Default: the provider's name."""
    temperature: NotRequired[float]
    """How much chance there is in answers. Default: the provider's own."""
    top_p: NotRequired[float]
    """Part of the likeliest words to choose from. Default: the provider's own."""
    top_k: NotRequired[int]
    """How many of the likeliest words to choose from: Anthropic, Google, Bedrock. Default: the provider's own."""
    frequency_penalty: NotRequired[float]
    """Penalty of words by how often they occurred: OpenAI, Azure, custom endpoints. Default: the provider's own."""
    presence_penalty: NotRequired[float]
    """Penalty of words that occurred: OpenAI, Azure, custom endpoints. Default: the provider's own."""
    max_tokens: NotRequired[int]
    """Tokens of an answer. Default: the provider's own."""
    max_context_tokens: NotRequired[int]
    """Tokens of the conversation that the model gets. Default: what the model can take."""
    stop: NotRequired[list[str]]
    """Texts at which an answer ends; not for Google. Default: none."""
    reasoning_effort: NotRequired[ReasoningEffort]
    """How long the model thinks: OpenAI, Azure, custom endpoints, Bedrock. Default: the provider's own."""
    verbosity: NotRequired[Verbosity]
    """How much the model writes: OpenAI, Azure, custom endpoints. Default: the provider's own."""
    effort: NotRequired[AnthropicEffort]
    """How much work the model puts into an answer: Anthropic, Bedrock. Default: the provider's own."""
    thinking: NotRequired[bool]
    """Whether the model thinks before it answers: Anthropic, Google, Bedrock. Default: the provider's own."""
    thinking_budget: NotRequired[int]
    """Tokens that it may think: Anthropic, Google, Bedrock. Default: the provider's own."""
    prompt_cache: NotRequired[bool]
    """Whether the provider keeps the conversation in a cache: Anthropic, Bedrock. Default: LibreChat's own."""
    web_search: NotRequired[bool]
    """Whether the provider itself searches the web; not for Bedrock. Default: false."""
    resend_files: NotRequired[bool]
    """Whether files go along with every message after them. Default: true."""
    region: NotRequired[pulumi.Input[str]]
    """Region: Bedrock. Default: that of the endpoint."""


_COMMON = {
    "prompt_prefix": "promptPrefix",
    "greeting": "greeting",
    "model_label": "modelLabel",
    "temperature": "temperature",
    "max_context_tokens": "maxContextTokens",
    "resend_files": "resendFiles",
}
_SHARED = {**_COMMON, "top_p": "topP", "top_k": "topK", "thinking": "thinking", "thinking_budget": "thinkingBudget"}
_ANTHROPIC = {"stop": "stop", "effort": "effort", "prompt_cache": "promptCache"}
_OPENAI = {
    **_COMMON,
    **{name: name for name in ("top_p", "frequency_penalty", "presence_penalty", "max_tokens", "stop")},
    **{name: name for name in ("reasoning_effort", "verbosity", "web_search")},
}
_KEYS: Mapping[str, Mapping[str, str]] = {
    "anthropic": {**_SHARED, **_ANTHROPIC, "max_tokens": "maxOutputTokens", "web_search": "web_search"},
    "google": {**_SHARED, "max_tokens": "maxOutputTokens", "web_search": "web_search"},
    "bedrock": {
        **_SHARED,
        **_ANTHROPIC,
        **{"max_tokens": "maxTokens", "reasoning_effort": "reasoning_effort", "region": "region"},
    },
    "agents": {"greeting": "greeting"},
    "assistants": {"greeting": "greeting", "prompt_prefix": "promptPrefix"},
    "azureAssistants": {"greeting": "greeting", "prompt_prefix": "promptPrefix"},
}
"""What endpoints call what they know; all others are like OpenAI."""


def preset(endpoint: str, args: ModelPresetArgs) -> Section:
    """The parameters as ``endpoint`` calls them."""
    keys = _keys(endpoint)
    return {keys[name]: _plain(value) for name, value in args.items()}


def unknown_parameters(endpoint: str, args: Mapping[str, Any]) -> Iterable[str]:
    """A message for each parameter that ``endpoint`` drops."""
    unknown = (name for name in args if name not in _keys(endpoint))
    return (f"preset.{name} has no effect with endpoint {endpoint}: remove it" for name in unknown)


def _keys(endpoint: str) -> Mapping[str, str]:
    return _KEYS.get(endpoint, _OPENAI)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, StrEnum) else value
