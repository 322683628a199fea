"""Agents: the section ``endpoints.agents`` of librechat.yaml."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import NOT_EMPTY, whole_number
from homelab.librechat_config.agents.runs import (
    BackgroundTasksArgs,
    CheckpointerArgs,
    FileSharingArgs,
    RemoteAPIArgs,
    ToolApprovalArgs,
    background_tasks,
    checkpointer,
    file_sharing,
    remote_api,
    tool_approval,
)
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.private_addresses import beyond_https
from homelab.librechat_config.settings import Settings, given
from homelab.librechat_config.unknown_names import unknown_endpoint

_STEPS = whole_number(1, 10_000)


class AgentCapability(StrEnum):
    """What agents can have."""

    ACTIONS = "actions"
    """Calls of HTTP APIs by their OpenAPI description."""
    ARTIFACTS = "artifacts"
    """Documents, pages and diagrams beside the chat."""
    ASK_USER_QUESTION = "ask_user_question"
    """Questions to the user in the middle of a run."""
    CHAIN = "chain"
    """A chain of agents."""
    CONTEXT = "context"
    """Files whose text is part of the conversation."""
    DEFERRED_TOOLS = "deferred_tools"
    """Tools that are described to the model only once it looks for them."""
    END_AFTER_TOOLS = "end_after_tools"
    """The choice to end after a tool's answer. Not among LibreChat's defaults."""
    EXECUTE_CODE = "execute_code"
    """Code, for which there has to be a code interpreter."""
    FILE_SEARCH = "file_search"
    """Search in files."""
    HIDE_SEQUENTIAL_OUTPUTS = "hide_sequential_outputs"
    """The choice to hide what agents in the middle of a chain say. Not among LibreChat's defaults."""
    MEMORY = "memory"
    """Memories, which agents write and read as a tool."""
    OCR = "ocr"
    """Text in images and scans."""
    PROGRAMMATIC_TOOLS = "programmatic_tools"
    """Tools that code calls. Not among LibreChat's defaults."""
    RUN_IN_BACKGROUND = "run_in_background"
    """Tools that go on while the conversation does. Not among LibreChat's defaults."""
    SKILLS = "skills"
    """Skills."""
    STATEFUL_CODE_SESSIONS = "stateful_code_sessions"
    """Code whose files outlive one call. Not among LibreChat's defaults."""
    SUBAGENTS = "subagents"
    """Agents that give other agents tasks."""
    TOOL_INTENTS = "tool_intents"
    """A line on display about what each call is for. Not among LibreChat's defaults."""
    TOOLS = "tools"
    """Tools of LibreChat and of MCP servers."""
    WEB_SEARCH = "web_search"
    """Search of the web."""


_ON_CODE = (AgentCapability.STATEFUL_CODE_SESSIONS, AgentCapability.PROGRAMMATIC_TOOLS)


def _contradictions(group: Mapping[str, Any]) -> Iterable[str]:
    limit, most = group.get("recursion_limit"), group.get("max_recursion_limit")
    if limit is not None and most is not None and limit > most:
        yield f"recursion_limit: expected at most max_recursion_limit, {most}, got {limit}"
    capabilities = group.get("capabilities")
    if capabilities is None:
        return
    for name in _ON_CODE:
        if name in capabilities and AgentCapability.EXECUTE_CODE not in capabilities:
            yield f"capabilities: {name.value} has no effect without execute_code"
    for name, capability in (("max_subagents", "subagents"), ("max_catalog_skills", "skills")):
        if name in group and capability not in capabilities:
            yield f"{name} has no effect as capabilities has no {capability}"


@constrain(
    recursion_limit=_STEPS,
    max_recursion_limit=_STEPS,
    allowed_providers=NOT_EMPTY,
    capabilities=Constraint("a list whose entries differ", lambda names: len(names) == len(set(names))),
    max_citations=whole_number(1, 50),
    max_citations_per_file=whole_number(1, 10),
    min_relevance_score=Constraint("a number from 0 to 1", lambda value: 0 <= value <= 1),
    max_subagents=whole_number(1, 50),
    max_catalog_skills=whole_number(1, 100),
    max_tool_call_arg_bytes=whole_number(0, 100_000_000),
    response_timeout_seconds=whole_number(0, 86_400),
    first_response_timeout_seconds=whole_number(0, 86_400),
)
@rules(
    Rule(
        ("recursion_limit", "max_recursion_limit", "capabilities", "max_subagents", "max_catalog_skills"),
        _contradictions,
    )
)
class AgentsArgs(TypedDict):
    """What agents can do, and how far they go."""

    disable_builder: NotRequired[bool]
    """Whether the page where people build agents is hidden. Default: false."""
    capabilities: NotRequired[list[AgentCapability]]
    """The only capabilities there are. Default: all but those that say otherwise."""
    allowed_providers: NotRequired[list[str]]
    """The only endpoints whose models agents can have. Default: all."""
    recursion_limit: NotRequired[int]
    """Steps that an agent takes for one answer, unless it has its own limit. Default: 50."""
    max_recursion_limit: NotRequired[int]
    """The most that an agent's own limit can be. Default: no bound."""
    max_subagents: NotRequired[int]
    """Other agents that one agent can give tasks. Default: 10."""
    max_catalog_skills: NotRequired[int]
    """Skills that an agent is told of. Default: LibreChat's own."""
    max_citations: NotRequired[int]
    """Sources that an answer names. Default: 30."""
    max_citations_per_file: NotRequired[int]
    """Sources of one file that an answer names. Default: 7."""
    min_relevance_score: NotRequired[pulumi.Input[float]]
    """How relevant a source has to be, from 0 to 1. Default: 0.45."""
    max_tool_call_arg_bytes: NotRequired[int]
    """Bytes that the arguments of one call can have; 0 means no bound. Default: 65536."""
    first_response_timeout_seconds: NotRequired[int]
    """Seconds in which a model has to begin its answer; 0 means no bound. Default: 300."""
    response_timeout_seconds: NotRequired[int]
    """Seconds that a model may pause in its answer; 0 means no bound. Default: 900."""
    tool_approval: NotRequired[ToolApprovalArgs]
    """Calls of tools that people have to approve. Default: none."""
    checkpointer: NotRequired[CheckpointerArgs]
    """Where runs are kept that wait for somebody. Default: in MongoDB, for a day."""
    background_tasks: NotRequired[BackgroundTasksArgs]
    """What happens when a task in the background ends. Default: the model goes on by itself."""
    file_sharing: NotRequired[FileSharingArgs]
    """Files that agents hand to those that they give tasks. Default: none."""
    remote_api: NotRequired[RemoteAPIArgs]
    """How other programs that call agents sign in. Default: by API key."""
    openapi: NotRequired[bool]
    """Whether the API that other programs call is described at ``/api/docs``. Default: false."""


def settings(args: AgentsArgs) -> Settings:
    """What LibreChat is told of agents."""
    capabilities = args.get("capabilities")
    section = {
        "disableBuilder": args.get("disable_builder"),
        "capabilities": None if capabilities is None else [AgentCapability(name).value for name in capabilities],
        "allowedProviders": args.get("allowed_providers"),
        "recursionLimit": args.get("recursion_limit"),
        "maxRecursionLimit": args.get("max_recursion_limit"),
        "maxSubagents": args.get("max_subagents"),
        "skills": given({"maxCatalogSkills": args.get("max_catalog_skills")}),
        "maxCitations": args.get("max_citations"),
        "maxCitationsPerFile": args.get("max_citations_per_file"),
        "minRelevanceScore": args.get("min_relevance_score"),
        "maxToolCallArgBytes": args.get("max_tool_call_arg_bytes"),
        "modelResponseHeadersTimeoutMs": _milliseconds(args.get("first_response_timeout_seconds")),
        "modelResponseBodyTimeoutMs": _milliseconds(args.get("response_timeout_seconds")),
        "toolApproval": tool_approval(args["tool_approval"]) if "tool_approval" in args else None,
        "checkpointer": checkpointer(args.get("checkpointer", {})),
        "backgroundTasks": background_tasks(args.get("background_tasks", {})),
        "fileSharing": file_sharing(args["file_sharing"]) if "file_sharing" in args else None,
        "remoteApi": remote_api(args.get("remote_api", {})),
    }
    openapi = {"enabled": args["openapi"]} if "openapi" in args else {}
    oidc = args.get("remote_api", {}).get("oidc", {})
    return Settings(
        config=given({"endpoints": given({"agents": given(section)}), "openapi": openapi}),
        servers=beyond_https(url for url in (oidc.get("issuer"), oidc.get("jwks_uri")) if url is not None),
    )


def contradictions(args: AgentsArgs, offered: Sequence[OfferedModels]) -> Iterable[str]:
    """Providers that there are not."""
    for index, provider in enumerate(args.get("allowed_providers", [])):
        yield from unknown_endpoint(f"allowed_providers.{index}", provider, offered)


def _milliseconds(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * 1000
