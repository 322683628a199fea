"""Arguments of what happens while an agent runs: approvals, tasks in the background, files, other programs."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import NAME, NOT_EMPTY, whole_number
from homelab.librechat_config.private_addresses import server_url
from homelab.librechat_config.settings import Section, given


class ToolApprovalMode(StrEnum):
    """What happens to calls that no list names."""

    DEFAULT = "default"
    """People are asked."""
    DONT_ASK = "dontAsk"
    """They are denied."""
    BYPASS = "bypass"
    """They are allowed."""


def _lists_decide(group: Mapping[str, Any]) -> Iterable[str]:
    lists = {name: group.get(name, []) for name in ("allow", "deny", "ask")}
    for one, other in (("allow", "deny"), ("allow", "ask"), ("ask", "deny")):
        for pattern in lists[one]:
            if pattern in lists[other]:
                yield f"{pattern!r} is in {one} and in {other}: remove one"


@constrain(allow=NOT_EMPTY, deny=NOT_EMPTY, ask=NOT_EMPTY, reason=NAME)
@rules(Rule(("allow", "deny", "ask"), _lists_decide))
class ToolApprovalArgs(TypedDict):
    """Calls of tools that people have to approve. Lists hold names, in which ``*`` stands for anything."""

    enabled: NotRequired[bool]
    """Whether there are approvals. Default: true, where the group is given."""
    mode: NotRequired[ToolApprovalMode]
    """What happens to calls that no list names. Default: default."""
    allow: NotRequired[list[str]]
    """Tools that nobody has to approve, such as ``mcp:github:*``. Default: none."""
    ask: NotRequired[list[str]]
    """Tools that somebody has to approve in any case. Default: none."""
    deny: NotRequired[list[str]]
    """Tools that are never called. Default: none."""
    reason: NotRequired[pulumi.Input[str]]
    """What people are told; ``{tool}`` stands for the tool. Default: LibreChat's own."""


class CheckpointerType(StrEnum):
    """Where runs are kept that wait for somebody."""

    MONGO = "mongo"
    """In LibreChat's database."""
    MEMORY = "memory"
    """In the process: they are lost when it ends, and only it can go on with them."""


@constrain(ttl_seconds=whole_number(60, 31_536_000))
class CheckpointerArgs(TypedDict):
    """Runs that wait for somebody's approval or answer."""

    type: NotRequired[CheckpointerType]
    """Where they are kept. Default: mongo."""
    ttl_seconds: NotRequired[int]
    """Seconds until they are given up. Default: 86400."""


@constrain(completion_result_max_chars=whole_number(1, 65_536), completion_result_batch_size=whole_number(1, 16))
class BackgroundTasksArgs(TypedDict):
    """What happens when a task in the background ends."""

    completion_wakeups: NotRequired[bool]
    """Whether the model goes on by itself then, rather than when it looks. Default: true."""
    completion_result_max_chars: NotRequired[int]
    """Characters of a task's result that the model gets. Default: 24576."""
    completion_result_batch_size: NotRequired[int]
    """Results that the model gets at once. Default: 8."""
    ordinary_tool_cancellation: NotRequired[bool]
    """Whether people can stop tools in the background. Default: false."""


@constrain(
    max_files=whole_number(1, 1000),
    max_private_megabytes=whole_number(1, 10_240),
    ttl_seconds=whole_number(1, 86_400),
)
class FileSharingArgs(TypedDict):
    """Files that an agent hands to those that it gives tasks."""

    enabled: NotRequired[bool]
    """Whether files are handed over. Default: true, where the group is given."""
    allow_sibling_sharing: NotRequired[bool]
    """Whether agents that work on the same task hand each other files, too. Default: false."""
    max_files: NotRequired[int]
    """Files of one run. Default: 100."""
    max_private_megabytes: NotRequired[int]
    """MiB of versions that are kept while it runs. Default: 256."""
    ttl_seconds: NotRequired[int]
    """Seconds that they are kept at most. Default: 3600."""


_URL = server_url("https")
_SCOPE = Constraint(
    "scopes with spaces between them, such as 'agents.read agents.run'",
    lambda value: re.fullmatch(r"[^\s,]+( [^\s,]+)*", value) is not None,
)


@constrain(issuer=_URL, audience=NAME, jwks_uri=_URL, scope=_SCOPE)
class RemoteAPIOIDCArgs(TypedDict):
    """Tokens of an OpenID Connect provider, which other programs call agents with."""

    issuer: str
    """The provider."""
    audience: pulumi.Input[str]
    """Whom its tokens have to be for."""
    jwks_uri: NotRequired[str]
    """Where the provider's keys are. Default: as the provider says."""
    scope: NotRequired[pulumi.Input[str]]
    """Scopes that a token needs. Default: none."""


class RemoteAPIArgs(TypedDict):
    """How other programs that call agents sign in."""

    api_key: NotRequired[bool]
    """Whether by API key. Default: true."""
    oidc: NotRequired[RemoteAPIOIDCArgs]
    """By token, too. Default: not."""


def tool_approval(args: ToolApprovalArgs) -> Section:
    """The key ``toolApproval``."""
    return given(
        {
            "enabled": args.get("enabled", True),
            "mode": ToolApprovalMode(args["mode"]).value if "mode" in args else None,
            "allow": args.get("allow"),
            "ask": args.get("ask"),
            "deny": args.get("deny"),
            "reason": args.get("reason"),
        }
    )


def checkpointer(args: CheckpointerArgs) -> Section:
    """The key ``checkpointer``."""
    kind = CheckpointerType(args["type"]).value if "type" in args else None
    return given({"type": kind, "ttl": args.get("ttl_seconds")})


def background_tasks(args: BackgroundTasksArgs) -> Section:
    """The key ``backgroundTasks``."""
    return given(
        {
            "completionWakeups": args.get("completion_wakeups"),
            "completionResultMaxChars": args.get("completion_result_max_chars"),
            "completionResultBatchSize": args.get("completion_result_batch_size"),
            "ordinaryToolCancellation": args.get("ordinary_tool_cancellation"),
        }
    )


def file_sharing(args: FileSharingArgs) -> Section:
    """The key ``fileSharing``."""
    megabytes, seconds = args.get("max_private_megabytes"), args.get("ttl_seconds")
    return given(
        {
            "enabled": args.get("enabled", True),
            "allowSiblingSharing": args.get("allow_sibling_sharing"),
            "maxFiles": args.get("max_files"),
            "maxPrivateBytes": None if megabytes is None else megabytes * 2**20,
            "ttlMs": None if seconds is None else seconds * 1000,
        }
    )


def remote_api(args: RemoteAPIArgs) -> Section:
    """The key ``remoteApi``."""
    oidc = args.get("oidc")
    auth: Section = {}
    if "api_key" in args:
        auth["apiKey"] = {"enabled": args["api_key"]}
    if oidc is not None:
        auth["oidc"] = given(
            {
                "enabled": True,
                "issuer": oidc["issuer"],
                "audience": oidc["audience"],
                "jwksUri": oidc.get("jwks_uri"),
                "scope": oidc.get("scope"),
            }
        )
    return given({"auth": auth})
