from typing import Any

import pulumi
import pytest

from homelab.explain.facts import arguments_of_variable
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.checks.sign_in import ARGUMENTS, sign_in_problems
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.variables import Reader
from tests.librechat_config.checks.found import found

OPENID = {"OPENID_CLIENT_ID": "a", "OPENID_CLIENT_SECRET": "b"}
SAML = {"SAML_ENTRY_POINT": "https://id.example.com"}
GOOGLE = {"GOOGLE_CLIENT_ID": "a"}
LDAP = {"LDAP_URL": "ldaps://ldap.example.com"}
EMAIL = {"EMAIL_HOST": "mail.example.com"}
NO_EMAIL_LOGIN = {"ALLOW_EMAIL_LOGIN": "False"}


def problems(variables: dict[str, Any]) -> list[str]:
    return found(sign_in_problems, None, **variables)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        OPENID,
        SAML,
        {**GOOGLE, **NO_EMAIL_LOGIN},
        {"OPENID_CLIENT_ID": "a", "OPENID_USE_PKCE": "TRUE"},
        {**EMAIL, "ALLOW_PASSWORD_RESET": "true", "ALLOW_UNVERIFIED_EMAIL_LOGIN": "false"},
        {"EMAIL_SERVICE": "gmail", "ALLOW_PASSWORD_RESET": "true"},
        {"MAILGUN_API_KEY": "a", "ALLOW_PASSWORD_RESET": "true"},
        LDAP,
        {**LDAP, "ALLOW_REGISTRATION": "false"},
        {**LDAP, "LDAP_CA_CERT_PATH": "/a"},
        {**LDAP, "LDAP_LOGIN_USES_USERNAME": "true", "LDAP_SEARCH_FILTER": "(uid={{username}})"},
        {"LDAP_URL": "ldap://a", "LDAP_STARTTLS": "true", "LDAP_CA_CERT_PATH": "/a"},
        {"LDAP_URL": pulumi.Output.from_input("ldap://a"), "LDAP_CA_CERT_PATH": "/a"},
        {"ALLOW_EMAIL_LOGIN": pulumi.Output.from_input("false")},
    ],
)
def test_valid_combinations_are_accepted(variables: dict[str, Any]):
    assert problems(variables) == []


@pytest.mark.parametrize("variables", [{"OPENID_CLIENT_ID": "a"}, NO_EMAIL_LOGIN, {"ALLOW_PASSWORD_RESET": "true"}])
def test_what_is_missing_may_be_in_an_existing_secret(variables: dict[str, str]):
    assert problems(variables)
    assert list(sign_in_problems(Configuration({}, Variables(variables, secrets=["existing"])))) == []


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {**OPENID, **SAML},
            "librechat.auth.openid.client_id (OPENID_CLIENT_ID) and librechat.auth.saml.entry_point (SAML_ENTRY_POINT) "
            "are mutually exclusive, as LibreChat hides SAML if OpenID is set",
        ),
        (
            NO_EMAIL_LOGIN,
            "librechat.auth.email_login: false (ALLOW_EMAIL_LOGIN) leaves no sign-in method: "
            "set up another one in librechat.auth",
        ),
        (
            {**LDAP, **GOOGLE, **NO_EMAIL_LOGIN},
            "librechat.auth.ldap.url (LDAP_URL) has no effect with "
            "librechat.auth.email_login: false (ALLOW_EMAIL_LOGIN), whose form it uses: remove one",
        ),
        (
            {**GOOGLE, **NO_EMAIL_LOGIN, "ALLOW_REGISTRATION": "true"},
            "librechat.auth.registration.enabled (ALLOW_REGISTRATION) creates accounts that "
            "librechat.auth.email_login: false (ALLOW_EMAIL_LOGIN) locks out: remove one",
        ),
        (
            {"ALLOW_PASSWORD_RESET": "true"},
            "ALLOW_PASSWORD_RESET needs librechat.email: without it LibreChat shows the link to whoever requests it",
        ),
        (
            {"ALLOW_UNVERIFIED_EMAIL_LOGIN": "true"},
            "ALLOW_UNVERIFIED_EMAIL_LOGIN has no effect without librechat.email: no address is ever verified",
        ),
        (
            {**LDAP, "ALLOW_REGISTRATION": "true"},
            "librechat.auth.registration.enabled (ALLOW_REGISTRATION) has no effect with "
            "librechat.auth.ldap.url (LDAP_URL), which keeps the accounts: remove one",
        ),
        *(
            (
                {**LDAP, **EMAIL, name: "true"},
                f"{name} has no effect with librechat.auth.ldap.url (LDAP_URL), which keeps the accounts: remove one",
            )
            for name in ("ALLOW_PASSWORD_RESET", "ALLOW_UNVERIFIED_EMAIL_LOGIN")
        ),
        (
            {**LDAP, "LDAP_STARTTLS": "true"},
            "LDAP_STARTTLS and librechat.auth.ldap.url (LDAP_URL) ldaps://ldap.example.com are mutually exclusive: "
            "remove one, or use ldap://",
        ),
        (
            {"LDAP_URL": "ldap://a", "LDAP_CA_CERT_PATH": "/a"},
            "librechat.auth.ldap.ca_pem (LDAP_CA_CERT_PATH) has no effect with "
            "librechat.auth.ldap.url (LDAP_URL) ldap://a: use ldaps://, or LDAP_STARTTLS in librechat.env",
        ),
        (
            {**LDAP, "LDAP_LOGIN_USES_USERNAME": "true"},
            "LDAP_LOGIN_USES_USERNAME needs LDAP_SEARCH_FILTER such as '(uid={{username}})': by default it is mail",
        ),
    ],
)
def test_invalid_combinations_are_reported(variables: dict[str, Any], message: str):
    (problem,) = problems(variables)
    assert problem.startswith(message)


@pytest.mark.parametrize(("variable", "argument"), ARGUMENTS.items())
def test_messages_name_the_argument_that_sets_the_variable(variable: str, argument: str):
    assert argument in arguments_of_variable(variable, Reader.LIBRECHAT)
