"""What the groups about people ask of each other."""

from collections.abc import Iterable, Mapping
from typing import Any

from homelab.arguments import Rule

GENERATED_PASSWORD_LENGTH = 32
"""That of `homelab.components.passwords.stored_password`."""


def _contradictions(group: Mapping[str, Any]) -> Iterable[str]:
    auth: Mapping[str, Any] = group.get("auth", {})
    if group.get("registration", {}).get("enabled"):
        yield from _registration_leads_nowhere(auth)
    if "email" not in group:
        yield from _letters_cannot_be_sent(auth)
    if "session_secret" in group.get("security", {}) and "openid" not in auth and "saml" not in auth:
        yield "security.session_secret has no effect without auth.openid or auth.saml: remove it"
    if "first_admin" in group:
        yield from _administrator_cannot_sign_in(auth, group["first_admin"])


def _registration_leads_nowhere(auth: Mapping[str, Any]) -> Iterable[str]:
    if "ldap" in auth:
        yield "registration.enabled has no effect with auth.ldap, which keeps the accounts: remove one"
    if not auth.get("email_login", True):
        yield "registration.enabled: true gives accounts that auth.email_login: false locks out: remove one"


def _letters_cannot_be_sent(auth: Mapping[str, Any]) -> Iterable[str]:
    if auth.get("password", {}).get("reset"):
        yield "auth.password.reset needs email: without it LibreChat shows the link to whoever asks for it"
    if "unverified_email_login" in auth:
        yield "auth.unverified_email_login needs email: without it no address is verified"


def _administrator_cannot_sign_in(auth: Mapping[str, Any], first_admin: Mapping[str, Any]) -> Iterable[str]:
    if "ldap" in auth:
        yield "first_admin has no effect with auth.ldap: the first person who signs in is the administrator"
    if not auth.get("email_login", True):
        yield "first_admin needs auth.email_login: take email_login: false away"
    minimum = auth.get("password", {}).get("min_length", 0)
    password = first_admin.get("password")
    if isinstance(password, str) and len(password) < minimum:
        yield f"first_admin.password is shorter than auth.password.min_length {minimum}: give a longer one"
    is_generated = "password" not in first_admin and "password_secret" not in first_admin
    if is_generated and minimum > GENERATED_PASSWORD_LENGTH:
        yield (
            f"first_admin needs password or password_secret beside auth.password.min_length {minimum}: "
            f"the generated one has {GENERATED_PASSWORD_LENGTH} characters"
        )


PEOPLE = Rule(("auth", "registration", "email", "security", "first_admin"), _contradictions)
"""For the group that holds them all."""
