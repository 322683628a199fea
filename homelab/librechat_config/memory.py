"""Memory: what models remember of people from one conversation to the next."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import NAME, NOT_EMPTY, whole_number
from homelab.librechat_config.model_parameters import PARAMETERS
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.settings import Section, Settings, given
from homelab.librechat_config.unknown_names import unknown_endpoint, unknown_model


def _one_kind_of_agent(group: Mapping[str, Any]) -> Iterable[str]:
    if "id" in group:
        others = [name for name in ("provider", "model", "instructions", "model_parameters") if name in group]
        yield from (f"{name} has no effect with id: remove one" for name in others)
    else:
        missing = [name for name in ("provider", "model") if name not in group]
        yield from (f"missing argument {name}: give it, or id" for name in missing)


@constrain(id=NAME, provider=NAME, model=NAME, instructions=NAME, model_parameters=PARAMETERS)
@rules(Rule(("id", "provider", "model", "instructions", "model_parameters"), _one_kind_of_agent))
class MemoryAgentArgs(TypedDict):
    """Who reads along and decides what to remember: an agent that exists, or a model."""

    id: NotRequired[str]
    """Id of an agent, such as agent_abc123. Default: none."""
    provider: NotRequired[str]
    """Endpoint of a model, such as openAI. Default: none."""
    model: NotRequired[str]
    """The model. Default: none."""
    instructions: NotRequired[pulumi.Input[str]]
    """What it is told. Default: LibreChat's own."""
    model_parameters: NotRequired[dict[str, Any]]
    """Parameters of the model, such as temperature. Default: none."""


@constrain(
    valid_keys=NOT_EMPTY,
    token_limit=whole_number(1, 1_000_000),
    char_limit=whole_number(1, 1_000_000),
    max_input_tokens=whole_number(1, 1_000_000),
    message_window_size=whole_number(1, 1000),
)
class MemoryArgs(TypedDict):
    """Memories, which each user can see and change."""

    enabled: NotRequired[bool]
    """Whether there are memories. Default: true, where the group is given."""
    personalize: NotRequired[bool]
    """Whether each user can switch memories off for themselves. Default: true."""
    valid_keys: NotRequired[list[str]]
    """The only things that are remembered, such as preferences or work. Default: anything."""
    token_limit: NotRequired[int]
    """Tokens of all memories of a user. Default: no bound."""
    char_limit: NotRequired[int]
    """Characters of one memory. Default: 10000."""
    max_input_tokens: NotRequired[int]
    """Tokens that ``agent`` reads at once. Default: 12000."""
    message_window_size: NotRequired[int]
    """Messages that ``agent`` reads at once. Default: 5."""
    agent: NotRequired[MemoryAgentArgs]
    """Who decides after each message what to remember. Default: nobody; people write memories, and agents that have
    them as a tool do."""


def settings(args: MemoryArgs) -> Settings:
    """The section ``memory``. LibreChat has no memories without it."""
    if not args.get("enabled", True):
        return Settings()
    section = {
        "personalize": args.get("personalize", True),
        "validKeys": args.get("valid_keys"),
        "tokenLimit": args.get("token_limit"),
        "charLimit": args.get("char_limit"),
        "maxInputTokens": args.get("max_input_tokens"),
        "messageWindowSize": args.get("message_window_size"),
        "agent": _agent(args["agent"]) if "agent" in args else None,
    }
    return Settings(config={"memory": given(section)})


def contradictions(args: MemoryArgs, offered: Sequence[OfferedModels]) -> Iterable[str]:
    """A model that there is not."""
    agent = args.get("agent", {})
    if "provider" in agent and "model" in agent:
        yield from unknown_endpoint("agent.provider", agent["provider"], offered)
        yield from unknown_model("agent.model", agent["provider"], agent["model"], offered)


def _agent(args: MemoryAgentArgs) -> Section:
    # Without enabled, LibreChat loads the agent and never asks it.
    return given({"enabled": True, **args})
