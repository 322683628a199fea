"""The ways to sign in, all together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import whole_number
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import Section, Settings, given, together
from homelab.librechat_config.sign_in import ldap, oauth, openid, saml
from homelab.librechat_config.sign_in.values import flag

_SOCIAL = ("google", "github", "discord", "facebook", "apple")
_BUTTONS = ("openid", "saml", *_SOCIAL)


@constrain(min_length=whole_number(1, 128))
class PasswordArgs(TypedDict):
    """Passwords of LibreChat's own accounts."""

    min_length: NotRequired[int]
    """Fewest characters, at sign-in, too: raising it locks out everyone whose password is shorter. With LDAP 1 lets
    the directory judge alone. Default: 8."""
    reset: NotRequired[bool]
    """Whether people can have a link sent to them that sets a new password; needs ``email``. Default: false."""


def _contradictions(group: Mapping[str, Any]) -> Iterable[str]:
    email_login = group.get("email_login", True)
    if "openid" in group and "saml" in group:
        yield "openid and saml are mutually exclusive, as LibreChat shows no SAML beside OpenID: remove one"
    if not email_login and not any(name in group for name in _BUTTONS):
        yield f"email_login: false leaves no way to sign in: set one of {', '.join(_BUTTONS)}, or remove it"
    if not email_login:
        unused = [name for name in ("ldap", "password", "unverified_email_login") if name in group]
        yield from (f"{name} has no effect with email_login: false: remove one" for name in unused)
    if "ldap" in group:
        if group.get("password", {}).get("reset"):
            yield "password.reset has no effect with ldap, which keeps the passwords: remove one"
        if "unverified_email_login" in group:
            yield "unverified_email_login has no effect with ldap, whose addresses count as verified: remove one"
    if "social_registration" in group and not any(name in group for name in _SOCIAL):
        yield (
            f"social_registration has no effect without one of {', '.join(_SOCIAL)}: remove it "
            "(openid, saml and ldap give everyone an account whom they let in)"
        )
    if "oauth_state_minutes" in group and not any(name in group for name in ("openid", *_SOCIAL)):
        yield f"oauth_state_minutes has no effect without one of openid, {', '.join(_SOCIAL)}: remove it"


@rules(
    Rule(
        (
            *_BUTTONS,
            "ldap",
            "email_login",
            "social_registration",
            "unverified_email_login",
            "password",
            "oauth_state_minutes",
        ),
        _contradictions,
    )
)
@constrain(oauth_state_minutes=whole_number(1, 60))
class AuthArgs(TypedDict):
    """How people sign in. Everyone can set up a second factor for LibreChat's own accounts."""

    email_login: NotRequired[bool]
    """Whether people sign in with email and password. Default: true."""
    social_registration: NotRequired[bool]
    """Whether google, github, discord, facebook and apple give accounts to people who have none. The others always do,
    to whom they let in. Default: false."""
    unverified_email_login: NotRequired[bool]
    """Whether people may sign in before they have verified their email address; needs ``email``, without which no
    address is verified. Default: false."""
    password: NotRequired[PasswordArgs]
    """Passwords of LibreChat's own accounts. Default: 8 characters, no reset."""
    oauth_state_minutes: NotRequired[int]
    """Minutes that people may spend at a provider before they come back. Default: LibreChat's own."""
    openid: NotRequired[openid.OpenIDArgs]
    """An OpenID Connect provider. Default: none."""
    saml: NotRequired[saml.SamlArgs]
    """A SAML identity provider; not beside ``openid``. Default: none."""
    google: NotRequired[oauth.OAuthClientArgs]
    """Google. Default: off."""
    github: NotRequired[oauth.GitHubArgs]
    """GitHub. Default: off."""
    discord: NotRequired[oauth.OAuthClientArgs]
    """Discord. Default: off."""
    facebook: NotRequired[oauth.OAuthClientArgs]
    """Facebook. Default: off."""
    apple: NotRequired[oauth.AppleArgs]
    """Apple. Default: off."""
    ldap: NotRequired[ldap.LdapArgs]
    """A directory, which checks email and password instead of LibreChat. Default: none."""


def needs_session_secret(args: AuthArgs) -> bool:
    """Whether a provider needs a secret that signs sessions; it is one of LibreChat's credentials."""
    return "openid" in args or "saml" in args


def settings(args: AuthArgs, *, address: pulumi.Input[str], session_secret: SecretReference | None = None) -> Settings:
    """What LibreChat reads of the ways to sign in.

    :param address: LibreChat's own URL, without a path.
    :param session_secret: Where the secret that signs sessions is; None unless `needs_session_secret`.
    :raises ValueError: When it is needed and None.
    """
    parts = [_own(args), *_providers(args)]
    if session_secret is not None:
        parts.extend(_providers_with_sessions(args, address, session_secret))
    elif needs_session_secret(args):
        raise ValueError("openid and saml need a session secret")
    return together(parts)


def _own(args: AuthArgs) -> Settings:
    buttons = [name for name in _BUTTONS if name in args]
    password, minutes = args.get("password", {}), args.get("oauth_state_minutes")
    registration: Section = given(
        {
            "socialLogins": buttons or None,
            "oauthStateTtlMs": None if minutes is None else minutes * 60 * 1000,
        }
    )
    min_length = password.get("min_length")
    return Settings(
        config=given({"registration": registration}),
        environment={
            "ALLOW_EMAIL_LOGIN": "true" if args.get("email_login", True) else "false",
            "ALLOW_SOCIAL_LOGIN": "true" if buttons else "false",
            **given(
                {
                    "ALLOW_SOCIAL_REGISTRATION": flag(args.get("social_registration")),
                    "ALLOW_UNVERIFIED_EMAIL_LOGIN": flag(args.get("unverified_email_login")),
                    "ALLOW_PASSWORD_RESET": flag(password.get("reset")),
                    "MIN_PASSWORD_LENGTH": None if min_length is None else str(min_length),
                }
            ),
        },
    )


def _providers(args: AuthArgs) -> Iterator[Settings]:
    if "google" in args:
        yield oauth.client("google", args["google"])
    if "github" in args:
        yield oauth.github(args["github"])
    if "discord" in args:
        yield oauth.client("discord", args["discord"])
    if "facebook" in args:
        yield oauth.client("facebook", args["facebook"])
    if "apple" in args:
        yield oauth.apple(args["apple"])
    if "ldap" in args:
        yield ldap.settings(args["ldap"])


def _providers_with_sessions(
    args: AuthArgs, address: pulumi.Input[str], session_secret: SecretReference
) -> Iterator[Settings]:
    if "openid" in args:
        yield openid.settings(args["openid"], session_secret)
    if "saml" in args:
        yield saml.settings(args["saml"], address, session_secret)
