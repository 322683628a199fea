"""What people may do, as librechat.yaml says it.

LibreChat writes a permission into the database when its key is present, for users and administrators alike, and leaves
it there when the key is gone. So every permission is written, whether it was given or not.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import NAME, whole_number
from homelab.librechat_config.settings import Section, given

_REFRESH_SECONDS = whole_number(0, 86400)


def _useless(group: Mapping[str, Any], *, use: bool) -> Iterable[str]:
    if not group.get("use", use):
        yield from (
            f"{name}: true has no effect without use: true" for name in ("create", "share") if group.get(name) is True
        )
    if group.get("public") is True and not group.get("share"):
        yield "public: true has no effect without share: true"


_PERMISSIONS = ("use", "create", "share", "public")


@rules(Rule(_PERMISSIONS, lambda group: _useless(group, use=True)))
class PermissionsArgs(TypedDict):
    """What people may do with something that they make."""

    use: NotRequired[bool]
    """Whether it is there at all. Default: true."""
    create: NotRequired[bool]
    """Whether people can make their own. Default: true."""
    share: NotRequired[bool]
    """Whether people can give others access. Default: false."""
    public: NotRequired[bool]
    """Whether people can give everybody who is signed in access. Default: false."""


class SkillPermissionsArgs(PermissionsArgs):
    """What people may do with skills."""

    default_active_on_share: NotRequired[bool]
    """Whether a skill is active at once for those it is shared with. Default: false."""


@rules(Rule(_PERMISSIONS, lambda group: _useless(group, use=False)))
class RemoteAgentPermissionsArgs(TypedDict):
    """What people may do with agents that other programs call by API key."""

    use: NotRequired[bool]
    """Whether people can have API keys. Default: false."""
    create: NotRequired[bool]
    """Whether people can open agents of theirs to API keys. Default: false."""
    share: NotRequired[bool]
    """Whether people can give others access. Default: false."""
    public: NotRequired[bool]
    """Whether people can give everybody who is signed in access. Default: false."""


@constrain(
    placeholder=NAME,
    trust_label=NAME,
    trust_description=NAME,
    tools_refresh_seconds=_REFRESH_SECONDS,
    status_refresh_seconds=_REFRESH_SECONDS,
)
@rules(Rule(_PERMISSIONS, lambda group: _useless(group, use=True)))
class MCPServerPermissionsArgs(TypedDict):
    """What people may do with MCP servers, and how they see them."""

    use: NotRequired[bool]
    """Whether people can use servers. Default: true."""
    create: NotRequired[bool]
    """Whether people can add servers of their own. Default: false."""
    share: NotRequired[bool]
    """Whether people can give others access to servers that they added. Default: false."""
    public: NotRequired[bool]
    """Whether people can give everybody who is signed in access. Default: false."""
    configure_obo: NotRequired[bool]
    """Whether people can have servers called on their behalf, with their own token. Default: false."""
    placeholder: NotRequired[str]
    """Text of the menu while no server is chosen. Default: LibreChat's own."""
    trust_label: NotRequired[str]
    """Text of the box that people tick before they add a server. Default: LibreChat's own."""
    trust_description: NotRequired[str]
    """Small text under that box. Default: LibreChat's own."""
    tools_refresh_seconds: NotRequired[int]
    """Seconds between two looks at the tools of servers on display; 0 means never. Default: 300."""
    status_refresh_seconds: NotRequired[int]
    """Seconds between two looks at the state of servers on display; 0 means never. Default: 30."""


class PeoplePickerArgs(TypedDict):
    """Whom people can look up in order to share something."""

    users: NotRequired[bool]
    """Other people, by name and email address. Default: false."""
    groups: NotRequired[bool]
    """Groups. Default: false."""
    roles: NotRequired[bool]
    """Roles. Default: false."""


def _shared_link_contradictions(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("enabled") is False:
        for name in ("create", "share", "public", "without_login"):
            if group.get(name) is True:
                yield f"{name}: true has no effect with enabled: false"
    elif group.get("without_login") is True and group.get("public") is False:
        yield "without_login: true has no effect with public: false"


@rules(Rule(("enabled", "create", "share", "public", "without_login"), _shared_link_contradictions))
class SharedLinkArgs(TypedDict):
    """Links to conversations. By default whoever is signed in and has a link can read it, and nobody else."""

    enabled: NotRequired[bool]
    """Whether links work, those that exist as well as new ones. Default: true."""
    create: NotRequired[bool]
    """Whether people can make links. Default: true."""
    share: NotRequired[bool]
    """Whether people can give single others access to their links. Default: true."""
    public: NotRequired[bool]
    """Whether a new link is for everybody who is signed in, rather than for its owner alone. Default: true."""
    without_login: NotRequired[bool]
    """Whether such links are also for everybody who is not signed in. Default: false."""
    snapshot_files: NotRequired[bool]
    """Whether a link shows the files of its conversation, too. Default: true."""


def permissions(args: PermissionsArgs) -> Section:
    """The permissions of what people make, as users of LibreChat have them: for themselves, unless told otherwise."""
    return {
        "use": args.get("use", True),
        "create": args.get("create", True),
        "share": args.get("share", False),
        "public": args.get("public", False),
    }


def skills(args: SkillPermissionsArgs) -> Section:
    """The key ``skills``."""
    return {**permissions(args), "defaultActiveOnShare": args.get("default_active_on_share", False)}


def remote_agents(args: RemoteAgentPermissionsArgs) -> Section:
    """The key ``remoteAgents``."""
    return permissions({"use": False, "create": False, **args})


def mcp_servers(args: MCPServerPermissionsArgs) -> Section:
    """The key ``mcpServers``."""
    texts = {"label": args.get("trust_label"), "subLabel": args.get("trust_description")}
    refresh = {
        "toolsRefreshInterval": args.get("tools_refresh_seconds"),
        "statusRefreshInterval": args.get("status_refresh_seconds"),
    }
    return {
        "use": args.get("use", True),
        "create": args.get("create", False),
        "share": args.get("share", False),
        "public": args.get("public", False),
        "configureObo": args.get("configure_obo", False),
        **given({"placeholder": args.get("placeholder"), "trustCheckbox": given(texts)}),
        **{name: seconds * 1000 for name, seconds in refresh.items() if seconds is not None},
    }


def people_picker(args: PeoplePickerArgs) -> Section:
    """The key ``peoplePicker``."""
    return {name: args.get(name, False) for name in ("users", "groups", "roles")}


def shared_links(args: SharedLinkArgs) -> Section:
    """The key ``sharedLinks``."""
    return {
        "create": args.get("create", True),
        "share": args.get("share", True),
        "public": args.get("public", True),
        "snapshotFiles": args.get("snapshot_files", True),
    }


def shared_link_environment(args: SharedLinkArgs) -> dict[str, str]:
    """What is said of shared links for the whole server, where it differs from what LibreChat does by itself."""
    environment: dict[str, str] = {}
    if not args.get("enabled", True):
        environment["ALLOW_SHARED_LINKS"] = "false"
    if args.get("without_login", False):
        environment["ALLOW_SHARED_LINKS_PUBLIC"] = "true"
    return environment
