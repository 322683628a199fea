from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.settings import Settings
from homelab.librechat_config.sign_in import needs_session_secret, settings
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.librechat_config.sign_in import test_ldap, test_oauth, test_openid, test_saml
from tests.librechat_config.sign_in.rendered import ADDRESS, CLIENT, DEFAULTS, SESSION, auth, problem

OPENID: Any = test_openid.OPENID
SAML: Any = test_saml.SAML
PROVIDERS: dict[str, Any] = {
    "openid": test_openid.EVERYTHING,
    "google": CLIENT,
    "github": {**CLIENT, "enterprise_base_url": "https://git.example.com"},
    "discord": CLIENT,
    "facebook": CLIENT,
    "apple": test_oauth.APPLE,
    "ldap": test_ldap.EVERYTHING,
}
SECRETS = ("not-a-secret", "PRIVATE KEY")


def test_without_arguments_people_sign_in_with_email_and_password_as_before():
    assert auth({}) == Settings(
        environment=DEFAULTS, config={}, secrets={}, secret_files={}, servers=[], connections=[]
    )


def test_buttons_are_those_of_the_providers_in_one_order():
    providers = {name: args for name, args in PROVIDERS.items() if name != "ldap"}
    rendered = auth(dict(reversed(providers.items())))
    assert rendered.environment["ALLOW_SOCIAL_LOGIN"] == "true"
    assert rendered.config["registration"]["socialLogins"] == [
        "openid",
        "google",
        "github",
        "discord",
        "facebook",
        "apple",
    ]


def test_ldap_has_no_button():
    rendered = auth({"ldap": test_ldap.LDAP})
    assert rendered.environment["ALLOW_SOCIAL_LOGIN"] == "false"
    assert rendered.config == {}


@pytest.mark.parametrize(
    ("args", "environment"),
    [
        ({"password": {"min_length": 12}}, {"MIN_PASSWORD_LENGTH": "12"}),
        ({"password": {"reset": True}}, {"ALLOW_PASSWORD_RESET": "true"}),
        ({"password": {"reset": False}}, {"ALLOW_PASSWORD_RESET": "false"}),
        ({"unverified_email_login": True}, {"ALLOW_UNVERIFIED_EMAIL_LOGIN": "true"}),
        ({"unverified_email_login": False}, {"ALLOW_UNVERIFIED_EMAIL_LOGIN": "false"}),
    ],
)
def test_rules_for_own_accounts_are_variables(args: dict[str, Any], environment: dict[str, str]):
    assert auth(args).environment == {**DEFAULTS, **environment}


def test_email_login_can_be_closed_where_there_is_another_way():
    assert auth({"email_login": False, "google": CLIENT}).environment["ALLOW_EMAIL_LOGIN"] == "false"


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (False, "false")])
def test_social_providers_give_accounts_where_they_are_told_to(value: bool, text: str):
    environment = auth({"google": CLIENT, "social_registration": value}).environment
    assert environment["ALLOW_SOCIAL_REGISTRATION"] == text


def test_time_at_a_provider_is_limited_in_librechat_yaml():
    rendered = auth({"google": CLIENT, "oauth_state_minutes": 10})
    assert rendered.config == {"registration": {"socialLogins": ["google"], "oauthStateTtlMs": 600000}}


@pytest.mark.parametrize(("args", "needed"), [({}, False), ({"openid": OPENID}, True), ({"saml": SAML}, True)])
def test_openid_and_saml_need_a_secret_for_sessions(args: Any, needed: bool):
    assert needs_session_secret(args) is needed
    if needed:
        with pytest.raises(ValueError, match="openid and saml need a session secret"):
            settings(args, address=ADDRESS)
    else:
        settings(args, address=ADDRESS)


def test_a_session_secret_that_nobody_needs_goes_nowhere():
    assert settings({}, address=ADDRESS, session_secret=SESSION) == settings({}, address=ADDRESS)


@given(st.dictionaries(st.sampled_from(sorted(PROVIDERS)), st.just(None)))
def test_any_providers_go_together_and_no_secret_leaves_its_place(names: dict[str, None]):
    rendered = auth({name: PROVIDERS[name] for name in names})
    variables = [*rendered.environment, *rendered.secrets, *rendered.secret_files]
    assert len(variables) == len(set(variables))
    assert not unknown_variables(variables, reader=Reader.LIBRECHAT)
    assert all(isinstance(value, str) and value for value in rendered.environment.values())
    assert not any(secret in f"{rendered.config}{rendered.environment}" for secret in SECRETS)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"openid": OPENID, "saml": SAML},
            "auth: openid and saml are mutually exclusive, as LibreChat shows no SAML beside OpenID: remove one",
        ),
        (
            {"email_login": False},
            "email_login: false leaves no way to sign in: set one of openid, saml, google, github, discord, facebook, "
            "apple, or remove it",
        ),
        ({"email_login": False, "ldap": test_ldap.LDAP}, "ldap has no effect with email_login: false"),
        (
            {"email_login": False, "google": CLIENT, "password": {"min_length": 9}},
            "password has no effect with email_login: false: remove one",
        ),
        (
            {"email_login": False, "google": CLIENT, "unverified_email_login": True},
            "unverified_email_login has no effect with email_login: false: remove one",
        ),
        (
            {"ldap": test_ldap.LDAP, "password": {"reset": True}},
            "password.reset has no effect with ldap, which keeps the passwords: remove one",
        ),
        (
            {"ldap": test_ldap.LDAP, "unverified_email_login": True},
            "unverified_email_login has no effect with ldap, whose addresses count as verified: remove one",
        ),
        (
            {"social_registration": True, "openid": OPENID},
            "social_registration has no effect without one of google, github, discord, facebook, apple: remove it "
            "(openid, saml and ldap give everyone an account whom they let in)",
        ),
        ({"social_registration": False}, "social_registration has no effect without one of google"),
        ({"oauth_state_minutes": 5, "saml": SAML}, "oauth_state_minutes has no effect without one of openid, google"),
        (
            {"oauth_state_minutes": 61, "google": CLIENT},
            "oauth_state_minutes: expected a whole number from 1 to 60, got 61",
        ),
        ({"password": {"min_length": 0}}, "password.min_length: expected a whole number from 1 to 128, got 0"),
        ({"password": {"min_length": 129}}, "password.min_length: expected a whole number from 1 to 128, got 129"),
        ({"password": {"min_length": "8"}}, "password.min_length: expected a whole number, got '8'"),
        ({"password": {"length": 8}}, "unknown argument password.length (did you mean password.min_length?)"),
        ({"password": "hunter2"}, "password: expected a group of arguments (min_length, reset)"),
        ({"email_login": "no"}, "email_login: expected true or false, got 'no'"),
        ({"two_factor": True}, "unknown argument two_factor"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    assert message in problem(args)


def test_a_password_that_stands_in_the_wrong_place_is_not_shown():
    assert "hunter2" not in problem({"password": "hunter2"})
