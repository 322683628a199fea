"""Arguments of a workspace's privacy."""

from typing import NotRequired, TypedDict

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.arguments.constraints import whole_number


@rules(mutually_exclusive("retention_days", "temporary_chat_hours"))
@constrain(retention_days=whole_number(1, 365), temporary_chat_hours=whole_number(1, 8760))
class PrivacyArgs(TypedDict):
    """How long LibreChat keeps what people say and upload. It has one deadline, so only one of the two can be set."""

    retention_days: NotRequired[int]
    """Days after which every chat, shared link and file goes, counted from its last message; temporary chats as well.
    What there is already gets its deadline with its next message. Default: kept until deleted."""
    temporary_chat_hours: NotRequired[int]
    """Hours after which temporary chats go. Default: 720."""
