"""Traces of a conversation that people can look at, read back from Langfuse."""

from typing import NotRequired, TypedDict

from homelab.arguments import constrain
from homelab.arguments.constraints import whole_number
from homelab.librechat_config.settings import Section, given


@constrain(
    max_records=whole_number(1, 10_000),
    max_content_length=whole_number(1, 1_000_000),
    requests_per_minute=whole_number(1, 1000),
    request_timeout_seconds=whole_number(1, 300),
)
class TraceViewerArgs(TypedDict):
    """A view of a conversation's traces. It needs Langfuse, to which LibreChat exports them."""

    enabled: NotRequired[bool]
    """Whether the view is on display. Default: true, where the group is given."""
    show_input_output: NotRequired[bool]
    """Whether it shows what went into each step, and what came out. Default: false."""
    show_tool_names: NotRequired[bool]
    """Whether it names tools by what Langfuse knows, which takes further requests. Default: false."""
    max_records: NotRequired[int]
    """Steps that one request reads. Default: 1000."""
    max_content_length: NotRequired[int]
    """Characters that are shown of each input and output. Default: 50000."""
    requests_per_minute: NotRequired[int]
    """Requests that one may make in a minute. Default: 30."""
    request_timeout_seconds: NotRequired[int]
    """Seconds that Langfuse has for an answer. Default: 10."""


def trace_viewer(args: TraceViewerArgs) -> Section:
    """The key ``traceViewer``."""
    timeout = args.get("request_timeout_seconds")
    return given(
        {
            "enabled": args.get("enabled", True),
            "showInputOutput": args.get("show_input_output"),
            "showToolNames": args.get("show_tool_names"),
            "maxRecords": args.get("max_records"),
            "maxContentLength": args.get("max_content_length"),
            "requestsPerMinute": args.get("requests_per_minute"),
            "requestTimeoutMs": None if timeout is None else timeout * 1000,
        }
    )
