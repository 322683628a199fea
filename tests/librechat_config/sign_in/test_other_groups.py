"""Contradictions between the groups about people, found wherever a group holds them all."""

from typing import Any, NotRequired, TypedDict

import pytest

from homelab.arguments import ArgumentError, check, rules
from homelab.components.credentials import SecurityArgs
from homelab.components.librechat.first_admin import FirstAdminArgs
from homelab.librechat_config.email import EmailArgs
from homelab.librechat_config.registration import RegistrationArgs
from homelab.librechat_config.sign_in import PEOPLE, AuthArgs
from tests.librechat_config.sign_in.rendered import CLIENT, EXISTING
from tests.librechat_config.sign_in.test_ldap import LDAP
from tests.librechat_config.sign_in.test_openid import OPENID

EMAIL = {"from_address": "chat@example.com", "smtp": {"host": "mail.example.com"}}
ADMIN = {"email": "ada@example.com"}


@rules(PEOPLE)
class PeopleArgs(TypedDict):
    """What a workspace's LibreChat has of people."""

    auth: NotRequired[AuthArgs]
    registration: NotRequired[RegistrationArgs]
    email: NotRequired[EmailArgs]
    security: NotRequired[SecurityArgs]
    first_admin: NotRequired[FirstAdminArgs]


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"registration": {"enabled": True}, "auth": {"google": CLIENT}},
        {"registration": {"enabled": False}, "auth": {"ldap": LDAP}},
        {"registration": {"allowed_domains": ["example.com"]}, "auth": {"email_login": False, "google": CLIENT}},
        {"email": EMAIL, "auth": {"password": {"reset": True}, "unverified_email_login": True}},
        {"auth": {"password": {"reset": False, "min_length": 32}}, "first_admin": ADMIN},
        {"auth": {"password": {"min_length": 64}}, "first_admin": {**ADMIN, "password": "x" * 64}},
        {"auth": {"password": {"min_length": 64}}, "first_admin": {**ADMIN, "password_secret": EXISTING}},
        {"auth": {"openid": OPENID}, "security": {"session_secret": "s" * 32}},
    ],
)
def test_what_fits_together_is_taken(args: dict[str, Any]):
    check(PeopleArgs, args, owner="people")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"registration": {"enabled": True}, "auth": {"ldap": LDAP}},
            "registration.enabled has no effect with auth.ldap, which keeps the accounts: remove one",
        ),
        (
            {"registration": {"enabled": True}, "auth": {"email_login": False, "google": CLIENT}},
            "registration.enabled: true gives accounts that auth.email_login: false locks out: remove one",
        ),
        (
            {"auth": {"password": {"reset": True}}},
            "auth.password.reset needs email: without it LibreChat shows the link to whoever asks for it",
        ),
        (
            {"auth": {"unverified_email_login": False}},
            "auth.unverified_email_login needs email: without it no address is verified",
        ),
        (
            {"security": {"session_secret": "s" * 32}, "auth": {"google": CLIENT}},
            "security.session_secret has no effect without auth.openid or auth.saml: remove it",
        ),
        (
            {"first_admin": ADMIN, "auth": {"ldap": LDAP}},
            "first_admin has no effect with auth.ldap: the first person who signs in is the administrator",
        ),
        (
            {"first_admin": ADMIN, "auth": {"email_login": False, "google": CLIENT}},
            "first_admin needs auth.email_login: take email_login: false away",
        ),
        (
            {"first_admin": {**ADMIN, "password": "only-eleven"}, "auth": {"password": {"min_length": 12}}},
            "first_admin.password is shorter than auth.password.min_length 12: give a longer one",
        ),
        (
            {"first_admin": ADMIN, "auth": {"password": {"min_length": 33}}},
            "first_admin needs password or password_secret beside auth.password.min_length 33: "
            "the generated one has 32 characters",
        ),
    ],
)
def test_what_contradicts_itself_is_an_error(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as error:
        check(PeopleArgs, args, owner="people")
    assert message in str(error.value)
    assert "only-eleven" not in str(error.value)
