"""Roles that an OpenID provider tells of people, and what they mean in LibreChat."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NotRequired, TypedDict

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import NAME
from homelab.librechat_config.settings import given
from homelab.librechat_config.sign_in.values import NAMES, flag, is_listable, listed


class TokenKind(StrEnum):
    """Where a provider's roles stand."""

    ACCESS = "access"
    """In the access token, which must be a JWT then."""
    ID = "id"
    """In the ID token."""
    USERINFO = "userinfo"
    """In what the userinfo endpoint answers."""


_BELOW_ADMIN = Constraint(
    "a list of LibreChat's roles other than ADMIN, which is admin_role's to give",
    lambda value: len(value) > 0 and all(is_listable(role) and role.lower() != "admin" for role in value),
)
_ONE_BELOW_ADMIN = Constraint(
    "one of LibreChat's roles other than ADMIN, which is admin_role's to give",
    lambda value: is_listable(value) and value.lower() != "admin",
)


@constrain(roles=NAMES, parameter_path=NAME)
class RequiredRoleArgs(TypedDict):
    """Only people with one of these roles may sign in."""

    roles: list[str]
    """Names of the provider's roles, of which one is enough."""
    parameter_path: str
    """Path to the roles in the token, for example ``realm_access.roles``."""
    token_kind: NotRequired[TokenKind]
    """Where the roles stand. Default: id."""


@constrain(role=NAME, parameter_path=NAME)
class AdminRoleArgs(TypedDict):
    """People with this role are administrators, and only they: whoever signs in without it becomes a user again."""

    role: str
    """Name of the provider's role."""
    parameter_path: str
    """Path to the roles in the token, for example ``realm_access.roles``."""
    token_kind: NotRequired[TokenKind]
    """Where the roles stand. Default: id."""


@constrain(claim=NAME, role_priority=_BELOW_ADMIN, fallback_role=_ONE_BELOW_ADMIN)
class RoleSyncArgs(TypedDict):
    """Roles of the provider become people's roles in LibreChat at each sign-in, where both are called the same."""

    claim: str
    """Path to the roles in the token, for example ``groups``."""
    source: NotRequired[TokenKind]
    """Where the roles stand. Default: id."""
    role_priority: list[str]
    """Roles of LibreChat, the most important first: people get the first one that they have at the provider."""
    fallback_role: NotRequired[str]
    """Role for people who have none of these. Default: they keep theirs."""
    api: NotRequired[bool]
    """Whether it holds for people who call agents by API with a token, too. Default: false."""


def required_role(args: RequiredRoleArgs) -> Mapping[str, str]:
    """The role without which nobody comes in."""
    return {
        "OPENID_REQUIRED_ROLE": ",".join(args["roles"]),
        "OPENID_REQUIRED_ROLE_PARAMETER_PATH": args["parameter_path"],
        "OPENID_REQUIRED_ROLE_TOKEN_KIND": TokenKind(args.get("token_kind", TokenKind.ID)).value,
    }


def admin_role(args: AdminRoleArgs) -> Mapping[str, str]:
    """The role that makes administrators."""
    return {
        "OPENID_ADMIN_ROLE": args["role"],
        "OPENID_ADMIN_ROLE_PARAMETER_PATH": args["parameter_path"],
        "OPENID_ADMIN_ROLE_TOKEN_KIND": TokenKind(args.get("token_kind", TokenKind.ID)).value,
    }


def role_sync(args: RoleSyncArgs) -> Mapping[str, str]:
    """The roles below."""
    return {
        "OPENID_ROLE_SYNC_ENABLED": "true",
        "OPENID_ROLE_SYNC_CLAIM": args["claim"],
        "OPENID_ROLE_SYNC_SOURCE": TokenKind(args.get("source", TokenKind.ID)).value,
        **given(
            {
                "OPENID_ROLE_SYNC_ROLE_PRIORITY": listed(args["role_priority"]),
                "OPENID_ROLE_SYNC_FALLBACK_ROLE": args.get("fallback_role"),
                "OPENID_ROLE_SYNC_API_ENABLED": flag(args.get("api")),
            }
        ),
    }
