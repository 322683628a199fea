"""How often people may do what costs something: in librechat.yaml, and where it has no place for it, in variables."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import whole_number
from homelab.librechat_config.settings import Section, given

_MAX = whole_number(1, 1_000_000)
_WINDOW = whole_number(1, 10_080)


@constrain(ip_max=_MAX, ip_window_minutes=_WINDOW, user_max=_MAX, user_window_minutes=_WINDOW)
class RateLimitArgs(TypedDict):
    """How often something may be done, from one address and by one person."""

    ip_max: NotRequired[int]
    """Times from one IP address in its window. Default: LibreChat's own."""
    ip_window_minutes: NotRequired[int]
    """Minutes of that window, at most a week. Default: LibreChat's own."""
    user_max: NotRequired[int]
    """Times by one person in the person's window. Default: LibreChat's own."""
    user_window_minutes: NotRequired[int]
    """Minutes of that window, at most a week. Default: LibreChat's own."""


def _windows_without_max(group: Mapping[str, Any]) -> Iterable[str]:
    for whom in ("ip", "user"):
        if f"{whom}_window_minutes" in group and f"{whom}_max" not in group:
            yield f"{whom}_window_minutes has no effect without {whom}_max"


@constrain(ip_max=_MAX, ip_window_minutes=_WINDOW, user_max=_MAX, user_window_minutes=_WINDOW)
@rules(Rule(("ip_max", "ip_window_minutes", "user_max", "user_window_minutes"), _windows_without_max))
class MessageLimitArgs(TypedDict):
    """How many messages may be sent, from one address and by one person."""

    ip_max: NotRequired[int]
    """Messages from one IP address in its window. Default: any number."""
    ip_window_minutes: NotRequired[int]
    """Minutes of that window, at most a week. Default: 1."""
    user_max: NotRequired[int]
    """Messages of one person in the person's window. Default: any number."""
    user_window_minutes: NotRequired[int]
    """Minutes of that window, at most a week. Default: 1."""


@constrain(user_max=_MAX, user_window_minutes=_WINDOW)
class UserRateLimitArgs(TypedDict):
    """How often something may be done by one person."""

    user_max: NotRequired[int]
    """Times in the window. Default: 40."""
    user_window_minutes: NotRequired[int]
    """Minutes of that window, at most a week. Default: 1."""


@constrain(max=_MAX, window_minutes=_WINDOW)
class AttemptLimitArgs(TypedDict):
    """How often people who are not signed in may try something, from one IP address."""

    max: NotRequired[int]
    """Times in the window. Default: LibreChat's own."""
    window_minutes: NotRequired[int]
    """Minutes of that window, at most a week. Default: LibreChat's own."""


def section(limit: RateLimitArgs | UserRateLimitArgs) -> Section:
    """A limit as librechat.yaml says it."""
    return given(
        {
            "ipMax": limit.get("ip_max"),
            "ipWindowInMinutes": limit.get("ip_window_minutes"),
            "userMax": limit.get("user_max"),
            "userWindowInMinutes": limit.get("user_window_minutes"),
        }
    )


def rate_limit_environment(prefix: str, limit: RateLimitArgs | MessageLimitArgs) -> dict[str, str]:
    """A limit as LibreChat reads it from variables."""
    return _texts(
        {
            f"{prefix}_IP_MAX": limit.get("ip_max"),
            f"{prefix}_IP_WINDOW": limit.get("ip_window_minutes"),
            f"{prefix}_USER_MAX": limit.get("user_max"),
            f"{prefix}_USER_WINDOW": limit.get("user_window_minutes"),
        }
    )


def attempt_limit_environment(prefix: str, limit: AttemptLimitArgs) -> dict[str, str]:
    """A limit of attempts as LibreChat reads it from variables."""
    return _texts({f"{prefix}_MAX": limit.get("max"), f"{prefix}_WINDOW": limit.get("window_minutes")})


def message_limit_environment(limit: MessageLimitArgs) -> dict[str, str]:
    """A limit of messages as LibreChat reads it from variables, which has to be switched on."""
    switches = {
        name: "true"
        for name, number in {"LIMIT_MESSAGE_IP": "ip_max", "LIMIT_MESSAGE_USER": "user_max"}.items()
        if number in limit
    }
    return {**switches, **rate_limit_environment("MESSAGE", limit)}


def _texts(numbers: Mapping[str, int | None]) -> dict[str, str]:
    return {name: str(number) for name, number in numbers.items() if number is not None}
