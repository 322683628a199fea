from typing import Any

import pytest

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.sign_in.ldap import LdapArgs, configuration
from tests.librechat_config.sound import HIDDEN, PEM, REFERENCE, assert_sound, checked, refusal

LDAP = {"url": "ldap://ldap.example.com", "user_search_base": "ou=people,dc=example,dc=com"}


def test_a_url_and_a_search_base_are_sufficient():
    made = configuration(checked(LdapArgs, LDAP))
    assert made == Configuration.of(env={"LDAP_URL": LDAP["url"], "LDAP_USER_SEARCH_BASE": LDAP["user_search_base"]})
    assert_sound(made)


@pytest.mark.parametrize("secret", [{"bind_credentials": HIDDEN}, {"bind_credentials_secret": REFERENCE}])
def test_bind_account_and_certificates(secret: dict[str, Any]):
    made = configuration(checked(LdapArgs, {**LDAP, "bind_dn": "cn=reader", "ca_pem": PEM, **secret}))
    assert made.variables.plain["LDAP_BIND_DN"] == "cn=reader"
    assert made.variables.secret == {"LDAP_BIND_CREDENTIALS": next(iter(secret.values()))}
    assert made.variables.files == {"LDAP_CA_CERT_PATH": PEM}
    assert_sound(made)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"url": "ldap.example.com"}, "url: expected a URL such as 'ldaps://ldap.example.com', got 'ldap.example"),
        ({"url": "https://ldap.example.com"}, "url: expected a URL such as 'ldaps://ldap.example.com'"),
        ({"user_search_base": ""}, "user_search_base: expected a name that is not empty, got ''"),
        ({"bind_dn": "cn=reader"}, "bind_dn and bind_credentials belong together: set both or neither"),
        ({"bind_credentials": HIDDEN}, "bind_dn and bind_credentials belong together: set both or neither"),
        (
            {"bind_dn": "cn=reader", "bind_credentials": HIDDEN, "bind_credentials_secret": REFERENCE},
            "bind_credentials and bind_credentials_secret are mutually exclusive: remove one",
        ),
        ({"ca_pem": "/etc/ca.pem"}, "ca_pem: expected one or more certificates in PEM form"),
        ({"starttls": True}, "unknown argument starttls"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(LdapArgs, {**LDAP, **args})
