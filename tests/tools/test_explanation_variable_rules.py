"""Rules of variables as they are written: that they are still the same is tested in test_explanations.py."""

from homelab.explain import find
from homelab.explain.facts import rules_about

NEEDED = (
    "OPENID_REQUIRED_ROLE needs OPENID_REQUIRED_ROLE_PARAMETER_PATH and OPENID_REQUIRED_ROLE_TOKEN_KIND "
    "in librechat.env, to find it in a token: LibreChat lets nobody in otherwise"
)


def test_a_variable_has_the_rules_that_name_it():
    assert NEEDED in rules_about("OPENID_REQUIRED_ROLE")
    assert NEEDED in rules_about("OPENID_REQUIRED_ROLE_TOKEN_KIND")


def test_an_address_of_a_workspace_is_left_out():
    rule = "LDAP_STARTTLS and librechat.auth.ldap.url (LDAP_URL) … are mutually exclusive: remove one, or use ldap://"
    assert rules_about("LDAP_STARTTLS") == [rule]


def test_variables_that_arguments_set_have_the_rules_of_these():
    assert rules_about("LDAP_URL") == ()


def test_they_are_explained():
    assert NEEDED in find("OPENID_REQUIRED_ROLE").describe().rules
