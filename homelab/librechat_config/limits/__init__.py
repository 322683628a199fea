"""How much and how often: rate limits, bans and moderation."""

from typing import NotRequired, TypedDict

from homelab.arguments import constrain
from homelab.arguments.constraints import whole_number
from homelab.librechat_config.limits import moderation
from homelab.librechat_config.limits.bans import BanArgs, ban_environment
from homelab.librechat_config.limits.moderation import ModerationArgs
from homelab.librechat_config.limits.rate_limits import (
    AttemptLimitArgs,
    MessageLimitArgs,
    RateLimitArgs,
    UserRateLimitArgs,
    attempt_limit_environment,
    message_limit_environment,
    rate_limit_environment,
    section,
)
from homelab.librechat_config.settings import Settings, given, together


@constrain(
    upload_megabytes=whole_number(1, 1024),
    avatar_megabytes=whole_number(1, 100),
    conversation_import_megabytes=whole_number(1, 1024),
    concurrent_messages=whole_number(1, 1000),
)
class LimitsArgs(TypedDict):
    """How much people may do, and how often."""

    upload_megabytes: NotRequired[int]
    """Largest file; the ingress lets as much through. Default: 100."""
    avatar_megabytes: NotRequired[int]
    """Largest avatar. Default: 5."""
    conversation_import_megabytes: NotRequired[int]
    """Largest file of conversations to import. Default: LibreChat's own, 250."""
    file_uploads: NotRequired[RateLimitArgs]
    """Uploads. Default: 100 from an address and 50 by a person in 15 minutes."""
    conversation_imports: NotRequired[RateLimitArgs]
    """Imports of conversations. Default: 100 from an address and 50 by a person in 15 minutes."""
    conversation_forks: NotRequired[RateLimitArgs]
    """Copies of conversations. Default: 30 from an address and 7 by a person in a minute."""
    shared_link_reads: NotRequired[RateLimitArgs]
    """Looks at shared links. Default: 100 from an address and 60 by a person in a minute."""
    tts: NotRequired[RateLimitArgs]
    """Speech output. Default: 100 from an address and 50 by a person in a minute."""
    stt: NotRequired[RateLimitArgs]
    """Speech input. Default: 100 from an address and 50 by a person in a minute."""
    agent_events: NotRequired[UserRateLimitArgs]
    """Events that other programs send to agents. Default: 40 in a minute."""
    messages: NotRequired[MessageLimitArgs]
    """Messages. Default: any number."""
    concurrent_messages: NotRequired[int]
    """Messages of one person that models answer at the same time. Default: any number."""
    logins: NotRequired[AttemptLimitArgs]
    """Logins. Default: 7 in 5 minutes."""
    two_factor: NotRequired[AttemptLimitArgs]
    """Second factors. Default: as many as logins."""
    registrations: NotRequired[AttemptLimitArgs]
    """Registrations. Default: 5 in an hour."""
    password_resets: NotRequired[AttemptLimitArgs]
    """Password resets. Default: 2 in 2 minutes."""
    email_verifications: NotRequired[AttemptLimitArgs]
    """Verifications of email addresses. Default: 2 in 2 minutes."""
    bans: NotRequired[BanArgs]
    """Who is banned for violating these limits. Default: nobody."""
    moderation: NotRequired[ModerationArgs]
    """Check of messages by OpenAI. Default: none."""
    account_deletion: NotRequired[bool]
    """Whether people can delete their accounts; administrators always can. Default: true."""


_IN_YAML = {
    "file_uploads": "fileUploads",
    "conversation_imports": "conversationsImport",
    "tts": "tts",
    "stt": "stt",
    "agent_events": "agentEvents",
}
_PREFIXES = {"conversation_forks": "FORK", "shared_link_reads": "SHARE"}
_ATTEMPT_PREFIXES = {
    "logins": "LOGIN",
    "two_factor": "TWO_FACTOR_TEMP",
    "registrations": "REGISTER",
    "password_resets": "RESET_PASSWORD",
    "email_verifications": "VERIFY_EMAIL",
}


def settings(args: LimitsArgs) -> Settings:
    """What LibreChat reads of limits, but for sizes of uploads and avatars, which belong to files."""
    limits = given({key: section(args[name]) for name, key in _IN_YAML.items() if name in args})
    return together(
        [
            Settings(config=given({"rateLimits": limits}), environment=_environment(args)),
            moderation.settings(args["moderation"]) if "moderation" in args else Settings(),
        ]
    )


def _environment(args: LimitsArgs) -> dict[str, str]:
    environment = message_limit_environment(args.get("messages", {}))
    for name, prefix in _PREFIXES.items():
        environment.update(rate_limit_environment(prefix, args.get(name, {})))
    for name, prefix in _ATTEMPT_PREFIXES.items():
        environment.update(attempt_limit_environment(prefix, args.get(name, {})))
    if "concurrent_messages" in args:
        environment["LIMIT_CONCURRENT_MESSAGES"] = "true"
        environment["CONCURRENT_MESSAGE_MAX"] = str(args["concurrent_messages"])
    if "conversation_import_megabytes" in args:
        environment["CONVERSATION_IMPORT_MAX_FILE_SIZE_BYTES"] = str(args["conversation_import_megabytes"] * 2**20)
    if not args.get("account_deletion", True):
        environment["ALLOW_ACCOUNT_DELETION"] = "false"
    if "bans" in args:
        environment.update(ban_environment(args["bans"]))
    return environment
