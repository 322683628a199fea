"""Sign-in and registration."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import DOMAINS
from homelab.librechat_config.configuration import Configuration, combine, without_empty
from homelab.librechat_config.sign_in import ldap, oauth, saml

_SOCIAL = ("google", "github", "discord", "facebook", "apple")


@constrain(allowed_domains=DOMAINS)
class RegistrationArgs(TypedDict):
    """Registration. The first user becomes the administrator, unless ``first_admin`` creates one."""

    enabled: NotRequired[bool]
    """Whether users can register with email and password. Default: false."""
    allowed_domains: NotRequired[list[str]]
    """Domains of email addresses that may register, or sign in by other providers. Default: all domains."""


def _social_registration_is_used(group: Mapping[str, Any]) -> Iterable[str]:
    if "social_registration" in group and not any(name in group for name in _SOCIAL):
        yield (
            f"social_registration has no effect without one of {', '.join(_SOCIAL)}: remove it "
            "(openid, saml and ldap create an account for every user who signs in)"
        )


@rules(Rule(("social_registration", *_SOCIAL), _social_registration_is_used))
class AuthArgs(TypedDict):
    """Sign-in methods. Set other options as LibreChat's variables, in ``librechat.env``."""

    email_login: NotRequired[bool]
    """Whether users can sign in with email and password. Default: true."""
    registration: NotRequired[RegistrationArgs]
    """Registration with email and password. Default: disabled."""
    social_registration: NotRequired[bool]
    """Whether google, github, discord, facebook and apple create accounts for new users. Default: false."""
    openid: NotRequired[oauth.OpenIDArgs]
    """An OpenID Connect provider. Default: none."""
    saml: NotRequired[saml.SamlArgs]
    """A SAML identity provider. Default: none."""
    google: NotRequired[oauth.OAuthClientArgs]
    """Google. Default: off."""
    github: NotRequired[oauth.OAuthClientArgs]
    """GitHub. Default: off."""
    discord: NotRequired[oauth.OAuthClientArgs]
    """Discord. Default: off."""
    facebook: NotRequired[oauth.OAuthClientArgs]
    """Facebook. Default: off."""
    apple: NotRequired[oauth.AppleArgs]
    """Apple. Default: off."""
    ldap: NotRequired[ldap.LdapArgs]
    """LDAP directory that authenticates users instead of LibreChat. Default: none."""


def configuration(args: AuthArgs) -> Configuration:
    """Derive the variables of sign-in, and the section ``registration``."""
    registration = args.get("registration", {})
    own = Configuration.of(
        {"registration": without_empty({"allowedDomains": registration.get("allowed_domains")})},
        env={
            "ALLOW_EMAIL_LOGIN": _flag(args.get("email_login", True)),
            "ALLOW_REGISTRATION": _flag(registration.get("enabled", False)),
            "ALLOW_SOCIAL_REGISTRATION": _flag(args.get("social_registration")),
        },
    )
    return combine([own, *_providers(args)])


def _providers(args: AuthArgs) -> Iterator[Configuration]:
    clients: Mapping[str, Any] = {**args}
    yield from (oauth.client(name, clients[name]) for name in _SOCIAL if name in args and name != "apple")
    if "apple" in args:
        yield oauth.apple(args["apple"])
    if "openid" in args:
        yield oauth.openid(args["openid"])
    if "saml" in args:
        yield saml.configuration(args["saml"])
    if "ldap" in args:
        yield ldap.configuration(args["ldap"])


def _flag(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()
