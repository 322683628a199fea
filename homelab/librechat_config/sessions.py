"""Sessions: how long people stay signed in."""

from typing import NotRequired, TypedDict

from homelab.arguments import constrain
from homelab.arguments.constraints import whole_number
from homelab.librechat_config.settings import Settings

_MINUTE = 60 * 1000
_DAY = 24 * 60 * _MINUTE


@constrain(expiry_minutes=whole_number(1, 1440), refresh_days=whole_number(1, 365))
class SessionArgs(TypedDict):
    """How long people stay logged in."""

    expiry_minutes: NotRequired[int]
    """Life of a token, which the browser renews unseen. Default: 15."""
    refresh_days: NotRequired[int]
    """Days without a visit after which one has to log in again. Default: 7."""


def settings(args: SessionArgs) -> Settings:
    """The two variables, which LibreChat reads as milliseconds."""
    return Settings(
        environment={
            "SESSION_EXPIRY": str(args.get("expiry_minutes", 15) * _MINUTE),
            "REFRESH_TOKEN_EXPIRY": str(args.get("refresh_days", 7) * _DAY),
        }
    )
