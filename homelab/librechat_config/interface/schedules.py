"""Scheduled chats: prompts that LibreChat sends by itself, at times that people choose."""

from typing import NotRequired, TypedDict

from homelab.arguments import constrain
from homelab.arguments.constraints import whole_number
from homelab.librechat_config.settings import Section, given

_MANY = whole_number(1, 1_000_000)


@constrain(
    max_per_user=whole_number(0, 1_000_000),
    min_interval_minutes=_MANY,
    auto_disable_after_failures=_MANY,
    admission_concurrency=whole_number(1, 100),
    fire_concurrency=_MANY,
    mcp_preflight_concurrency=whole_number(1, 10),
    mcp_preflight_timeout_seconds=whole_number(1, 600),
)
class ScheduleArgs(TypedDict):
    """Scheduled chats, which LibreChat calls experimental. They are off where the group is not given."""

    enabled: NotRequired[bool]
    """Whether schedules run and are on display. Default: true, where the group is given."""
    use: NotRequired[bool]
    """Whether people can have schedules. Default: true."""
    create: NotRequired[bool]
    """Whether people can make new ones. Default: true."""
    max_per_user: NotRequired[int]
    """Schedules that one may have. Default: LibreChat's own."""
    min_interval_minutes: NotRequired[int]
    """Minutes between two runs of a schedule, at least. Default: LibreChat's own."""
    auto_disable_after_failures: NotRequired[int]
    """Failed runs in a row after which a schedule is switched off. Default: LibreChat's own."""
    admission_concurrency: NotRequired[int]
    """Schedules that a replica makes ready at the same time. Default: 20."""
    fire_concurrency: NotRequired[int]
    """Schedules that a replica runs at the same time. Default: LibreChat's own."""
    mcp_preflight_concurrency: NotRequired[int]
    """MCP servers that are made ready for a schedule at the same time. Default: 3."""
    mcp_preflight_timeout_seconds: NotRequired[int]
    """Seconds that an MCP server has to get ready. Default: 300."""
    require_project: NotRequired[bool]
    """Whether each schedule has to belong to a project. Default: false."""


def schedules(args: ScheduleArgs) -> Section | bool:
    """The key ``schedules``; false stops all schedules, but leaves permissions as they are in the database."""
    if not args.get("enabled", True):
        return False
    timeout = args.get("mcp_preflight_timeout_seconds")
    return given(
        {
            "use": args.get("use", True),
            "create": args.get("create", True),
            "maxPerUser": args.get("max_per_user"),
            "minIntervalMinutes": args.get("min_interval_minutes"),
            "autoDisableAfterFailures": args.get("auto_disable_after_failures"),
            "admissionConcurrency": args.get("admission_concurrency"),
            "fireConcurrency": args.get("fire_concurrency"),
            "mcpPreflightConcurrency": args.get("mcp_preflight_concurrency"),
            "mcpPreflightTimeoutMs": None if timeout is None else timeout * 1000,
            "requireProject": args.get("require_project"),
        }
    )
