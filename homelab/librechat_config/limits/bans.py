"""Bans: LibreChat keeps score of what people overdo, and shuts them out for a while."""

from typing import NotRequired, TypedDict

from homelab.arguments import constrain
from homelab.arguments.constraints import whole_number

_SCORE = whole_number(0, 1000)
_MINUTE = 60 * 1000


@constrain(
    login=_SCORE,
    two_factor=_SCORE,
    registration=_SCORE,
    password_reset=_SCORE,
    email_verification=_SCORE,
    message=_SCORE,
    concurrent_message=_SCORE,
    non_browser=_SCORE,
    illegal_model=_SCORE,
    file_upload=_SCORE,
    conversation_import=_SCORE,
    conversation_access=_SCORE,
    fork=_SCORE,
    tool_call=_SCORE,
    tts=_SCORE,
    stt=_SCORE,
    shared_link=_SCORE,
)
class ViolationScoreArgs(TypedDict):
    """What each violation adds to a person's score; 0 means nothing."""

    login: NotRequired[int]
    """A login too many. Default: 1."""
    two_factor: NotRequired[int]
    """A second factor too many. Default: that of a login."""
    registration: NotRequired[int]
    """A registration too many. Default: 1."""
    password_reset: NotRequired[int]
    """A password reset too many. Default: 1."""
    email_verification: NotRequired[int]
    """A verification of an email address too many. Default: 1."""
    message: NotRequired[int]
    """A message too many. Default: 1."""
    concurrent_message: NotRequired[int]
    """A message too many at the same time. Default: 1."""
    non_browser: NotRequired[int]
    """A message from a program that is no browser. Default: 20, which bans at once."""
    illegal_model: NotRequired[int]
    """A message to a model that is not on offer. Default: 1."""
    file_upload: NotRequired[int]
    """An upload too many. Default: 1."""
    conversation_import: NotRequired[int]
    """An import of conversations too many. Default: 1."""
    conversation_access: NotRequired[int]
    """A look at another person's conversation. Default: 0."""
    fork: NotRequired[int]
    """A copy of a conversation too many. Default: 1."""
    tool_call: NotRequired[int]
    """A call of a tool too many. Default: 1."""
    tts: NotRequired[int]
    """Speech output too often. Default: 1."""
    stt: NotRequired[int]
    """Speech input too often. Default: 1."""
    shared_link: NotRequired[int]
    """A look at shared links too many. Default: 0."""


_VARIABLES = {
    "login": "LOGIN_VIOLATION_SCORE",
    "two_factor": "TWO_FACTOR_TEMP_VIOLATION_SCORE",
    "registration": "REGISTRATION_VIOLATION_SCORE",
    "password_reset": "RESET_PASSWORD_VIOLATION_SCORE",
    "email_verification": "VERIFY_EMAIL_VIOLATION_SCORE",
    "message": "MESSAGE_VIOLATION_SCORE",
    "concurrent_message": "CONCURRENT_VIOLATION_SCORE",
    "non_browser": "NON_BROWSER_VIOLATION_SCORE",
    "illegal_model": "ILLEGAL_MODEL_REQ_SCORE",
    "file_upload": "FILE_UPLOAD_VIOLATION_SCORE",
    "conversation_import": "IMPORT_VIOLATION_SCORE",
    "conversation_access": "CONVO_ACCESS_VIOLATION_SCORE",
    "fork": "FORK_VIOLATION_SCORE",
    "tool_call": "TOOL_CALL_VIOLATION_SCORE",
    "tts": "TTS_VIOLATION_SCORE",
    "stt": "STT_VIOLATION_SCORE",
    "shared_link": "SHARE_VIOLATION_SCORE",
}


@constrain(
    duration_minutes=whole_number(1, 525_600),
    interval=whole_number(1, 100_000),
    score_lifetime_minutes=whole_number(0, 525_600),
)
class BanArgs(TypedDict):
    """Who is banned, and for how long, together with the IP address in use: ``trust_proxy`` has to be right."""

    enabled: NotRequired[bool]
    """Whether people are banned. Default: true, where the group is given."""
    duration_minutes: NotRequired[int]
    """Minutes of a ban. Default: 120."""
    interval: NotRequired[int]
    """Score that means a ban, as does each multiple of it. Default: 20."""
    score_lifetime_minutes: NotRequired[int]
    """Minutes without a violation after which a score is forgotten; 0 means never. Default: 60."""
    scores: NotRequired[ViolationScoreArgs]
    """What each violation adds to a person's score. Default: see there."""


def ban_environment(args: BanArgs) -> dict[str, str]:
    """What LibreChat reads of bans: nothing where they are off, as it bans nobody by itself."""
    if not args.get("enabled", True):
        return {}
    return {
        "BAN_VIOLATIONS": "true",
        "BAN_DURATION": str(args.get("duration_minutes", 120) * _MINUTE),
        "BAN_INTERVAL": str(args.get("interval", 20)),
        "VIOLATION_SCORE_TTL": str(args.get("score_lifetime_minutes", 60) * _MINUTE),
        **{_VARIABLES[violation]: str(score) for violation, score in args.get("scores", {}).items()},
    }
