from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.sign_in.auth import AuthArgs, configuration
from tests.librechat_config.sign_in.test_ldap import LDAP
from tests.librechat_config.sign_in.test_oauth import APPLE, CLIENT, OPENID
from tests.librechat_config.sign_in.test_saml import SAML
from tests.librechat_config.sound import assert_sound, checked, refusal

PROVIDERS: dict[str, Any] = {
    **dict.fromkeys(("google", "github", "discord", "facebook"), CLIENT),
    "apple": APPLE,
    "openid": OPENID,
    "saml": SAML,
    "ldap": LDAP,
}
CLOSED = {"ALLOW_EMAIL_LOGIN": "true", "ALLOW_REGISTRATION": "false"}


def configured(**args: Any) -> Configuration:
    return configuration(checked(AuthArgs, args))


def test_by_default_users_sign_in_with_email_without_registration():
    assert configured() == Configuration.of(env=CLOSED)


@pytest.mark.parametrize(
    ("args", "config", "variables"),
    [
        ({"registration": {"enabled": True}}, {}, {"ALLOW_REGISTRATION": "true"}),
        (
            {"registration": {"allowed_domains": ["example.com"]}},
            {"registration": {"allowedDomains": ["example.com"]}},
            {},
        ),
        ({"email_login": False}, {}, {"ALLOW_EMAIL_LOGIN": "false"}),
        ({"google": CLIENT, "social_registration": True}, {}, {"ALLOW_SOCIAL_REGISTRATION": "true"}),
        ({"google": CLIENT, "social_registration": False}, {}, {"ALLOW_SOCIAL_REGISTRATION": "false"}),
    ],
)
def test_registration(args: dict[str, Any], config: dict[str, Any], variables: dict[str, str]):
    made = configured(**args)
    assert made.config == config
    assert {**made.variables.plain}.items() >= {**CLOSED, **variables}.items()


@settings(max_examples=15)
@given(st.sets(st.sampled_from(sorted(PROVIDERS))))
def test_any_combination_of_providers_is_valid(names: set[str]):
    made = configured(**{name: PROVIDERS[name] for name in names})
    assert len(made.variables.names) == len(set(made.variables.names))
    assert_sound(made)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"social_registration": True, "openid": OPENID},
            "social_registration has no effect without one of google, github, discord, facebook, apple: remove it "
            "(openid, saml and ldap create an account for every user who signs in)",
        ),
        ({"social_registration": False}, "social_registration has no effect without one of google"),
        ({"registration": {"allowed_domains": []}}, "registration.allowed_domains: expected a list of domain names"),
        ({"registration": {"allowed_domains": ["@a.b"]}}, "registration.allowed_domains: expected a list of domain"),
        ({"email_login": "no"}, "email_login: expected true or false, got 'no'"),
        ({"two_factor": True}, "unknown argument two_factor"),
        ({"google": {"client_id": "a"}}, "google: missing argument: one of client_secret, client_secret_secret"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(AuthArgs, args)
