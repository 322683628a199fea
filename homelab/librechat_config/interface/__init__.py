"""What people see and may do: the section ``interface`` of librechat.yaml."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import NAME, whole_number
from homelab.librechat_config.interface import legal, permissions
from homelab.librechat_config.interface.legal import PrivacyPolicyArgs, TermsOfServiceArgs
from homelab.librechat_config.interface.permissions import (
    MCPServerPermissionsArgs,
    PeoplePickerArgs,
    PermissionsArgs,
    RemoteAgentPermissionsArgs,
    SharedLinkArgs,
    SkillPermissionsArgs,
)
from homelab.librechat_config.interface.schedules import ScheduleArgs, schedules
from homelab.librechat_config.interface.trace_viewer import TraceViewerArgs, trace_viewer
from homelab.librechat_config.settings import Section, Settings, given

_HOURS = whole_number(1, 8760)
_TOOLS = Constraint(
    "a list of names such as 'web_search'", lambda value: len(value) > 0 and all(name.strip() for name in value)
)


class RetentionMode(StrEnum):
    """Which conversations are deleted by themselves."""

    ALL = "all"
    """Every new one: temporary ones and the others after hours of their own."""
    TEMPORARY = "temporary"
    """Temporary ones."""


@constrain(
    code=Constraint("a currency code such as 'EUR'", lambda value: re.fullmatch(r"[A-Z]{3}", value) is not None),
    rate=Constraint("a number above 0", lambda value: value > 0, {"exclusiveMinimum": 0}),
)
class CurrencyArgs(TypedDict):
    """In which currency costs are shown."""

    code: pulumi.Input[str]
    """Code by ISO 4217 such as EUR."""
    rate: pulumi.Input[float]
    """How much of it one US dollar is."""


def _contradictions(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("retention_mode") != RetentionMode.ALL:
        for name in ("general_chat_hours", "retain_agent_files"):
            if name in group:
                yield f"{name} has no effect without retention_mode: all"
    if "currency" in group and not group.get("context_cost"):
        yield "currency has no effect without context_cost: true"


@constrain(
    custom_welcome=NAME,
    temporary_chat_hours=_HOURS,
    general_chat_hours=_HOURS,
    code_highlight_milliseconds=whole_number(0, 60_000),
    default_pinned_tools=_TOOLS,
)
@rules(
    Rule(("retention_mode", "general_chat_hours", "retain_agent_files", "currency", "context_cost"), _contradictions)
)
class InterfaceArgs(TypedDict):
    """What people see and may do. Permissions hold for administrators, too."""

    custom_welcome: NotRequired[pulumi.Input[str]]
    """Greeting on the first page. Default: LibreChat's own."""
    privacy_policy: NotRequired[PrivacyPolicyArgs]
    """Link to the privacy policy. Default: none."""
    terms_of_service: NotRequired[TermsOfServiceArgs]
    """Terms of service. Default: none."""
    model_select: NotRequired[bool]
    """Whether people choose models. Default: true."""
    parameters: NotRequired[bool]
    """Whether people set parameters of models. Default: true."""
    presets: NotRequired[bool]
    """Whether people keep presets. Default: true."""
    prompts: NotRequired[PermissionsArgs]
    """Prompts that people keep. Default: for themselves."""
    agents: NotRequired[PermissionsArgs]
    """Agents that people build. Default: for themselves."""
    skills: NotRequired[SkillPermissionsArgs]
    """Skills that people write. Default: for themselves."""
    remote_agents: NotRequired[RemoteAgentPermissionsArgs]
    """Agents that other programs call. Default: none."""
    mcp_servers: NotRequired[MCPServerPermissionsArgs]
    """MCP servers. Default: people use those of the operator, and add none."""
    shared_links: NotRequired[SharedLinkArgs]
    """Links to conversations. Default: people make links, for everybody who is signed in."""
    people_picker: NotRequired[PeoplePickerArgs]
    """Whom people can look up in order to share something. Default: nobody."""
    marketplace: NotRequired[bool]
    """Whether there is a page of all agents that one may use. Default: false."""
    bookmarks: NotRequired[bool]
    """Whether people keep bookmarks. Default: true."""
    memories: NotRequired[bool]
    """Whether people let models remember things. Default: true."""
    multi_convo: NotRequired[bool]
    """Whether people ask two models at once. Default: true."""
    web_search: NotRequired[bool]
    """Whether people let models search the web, where that is set up. Default: true."""
    file_search: NotRequired[bool]
    """Whether people let models search files, where that is set up. Default: true."""
    file_citations: NotRequired[bool]
    """Whether answers from files name their sources. Default: true."""
    run_code: NotRequired[bool]
    """Whether people run code, where that is set up. Default: true."""
    schedules: NotRequired[ScheduleArgs]
    """Scheduled chats. Default: none."""
    temporary_chat: NotRequired[bool]
    """Whether people have temporary chats. Default: true."""
    temporary_chat_hours: NotRequired[int]
    """Hours until a temporary chat is deleted. Default: 720."""
    retention_mode: NotRequired[RetentionMode]
    """Which conversations are deleted by themselves. Default: temporary."""
    general_chat_hours: NotRequired[int]
    """Hours until any other chat is deleted, for retention_mode all. Default: those of temporary chats."""
    retain_agent_files: NotRequired[bool]
    """Whether files of agents stay, for retention_mode all. Default: false."""
    auto_submit_from_url: NotRequired[bool]
    """Whether a prompt in the URL can be sent without a click. Default: true."""
    feedback: NotRequired[bool]
    """Whether people rate answers. Default: true."""
    context_usage: NotRequired[bool]
    """Whether people see how full a model's context is. Default: true."""
    context_cost: NotRequired[bool]
    """Whether people see what a conversation costs. Default: false."""
    currency: NotRequired[CurrencyArgs]
    """In which currency, for context_cost. Default: US dollars."""
    trace_viewer: NotRequired[TraceViewerArgs]
    """A view of a conversation's traces. Default: none."""
    default_pinned_tools: NotRequired[list[str]]
    """Tools that are pinned to the input of new users: web_search, mcp, names of MCP servers, ... Default: none."""
    code_highlight_milliseconds: NotRequired[int]
    """Milliseconds between two colourings of code that is still coming in. Default: 300."""
    build_info: NotRequired[bool]
    """Whether people see LibreChat's version and build. Default: true."""


def settings(args: InterfaceArgs) -> Settings:
    """The section ``interface``, and what is said of shared links for the whole server."""
    environment = permissions.shared_link_environment(args.get("shared_links", {}))
    return Settings(config={"interface": {**_permissions(args), **_display(args)}}, environment=environment)


def _permissions(args: InterfaceArgs) -> Section:
    return {
        "modelSelect": args.get("model_select", True),
        "parameters": args.get("parameters", True),
        "presets": args.get("presets", True),
        "prompts": permissions.permissions(args.get("prompts", {})),
        "agents": permissions.permissions(args.get("agents", {})),
        "bookmarks": args.get("bookmarks", True),
        "memories": args.get("memories", True),
        "multiConvo": args.get("multi_convo", True),
        "webSearch": args.get("web_search", True),
        "fileSearch": args.get("file_search", True),
        "temporaryChat": args.get("temporary_chat", True),
        "temporaryChatRetention": args.get("temporary_chat_hours", 720),
        "fileCitations": args.get("file_citations", True),
        "runCode": args.get("run_code", True),
        "skills": permissions.skills(args.get("skills", {})),
        "remoteAgents": permissions.remote_agents(args.get("remote_agents", {})),
        "mcpServers": permissions.mcp_servers(args.get("mcp_servers", {})),
        "sharedLinks": permissions.shared_links(args.get("shared_links", {})),
        "peoplePicker": permissions.people_picker(args.get("people_picker", {})),
        "marketplace": {"use": args.get("marketplace", False)},
    }


def _display(args: InterfaceArgs) -> Section:
    return given(
        {
            "customWelcome": args.get("custom_welcome"),
            "privacyPolicy": legal.privacy_policy(args["privacy_policy"]) if "privacy_policy" in args else None,
            "termsOfService": legal.terms_of_service(args["terms_of_service"]) if "terms_of_service" in args else None,
            "schedules": schedules(args["schedules"]) if "schedules" in args else None,
            "retentionMode": RetentionMode(args["retention_mode"]).value if "retention_mode" in args else None,
            "generalChatRetention": args.get("general_chat_hours"),
            "retainAgentFiles": args.get("retain_agent_files"),
            "autoSubmitFromUrl": args.get("auto_submit_from_url"),
            "feedback": args.get("feedback"),
            "contextUsage": args.get("context_usage"),
            "contextCost": args.get("context_cost"),
            "currency": args.get("currency"),
            "traceViewer": trace_viewer(args["trace_viewer"]) if "trace_viewer" in args else None,
            "defaultPinnedTools": args.get("default_pinned_tools"),
            "codeHighlightThrottleMs": args.get("code_highlight_milliseconds"),
            "buildInfo": args.get("build_info"),
        }
    )
