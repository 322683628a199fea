from typing import Any

import pulumi
import pytest

from homelab.librechat_config.sign_in.ldap import LdapArgs
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.librechat_config.leaves import given, leaves, without
from tests.librechat_config.sign_in.rendered import EXISTING, PEM, problem, provider

LDAP = {"url": "ldap://ldap.example.com", "user_search_base": "ou=people,dc=example,dc=com"}
EVERYTHING: dict[str, Any] = {
    **LDAP,
    "bind_dn": "cn=reader,dc=example,dc=com",
    "bind_credentials": "not-a-secret-0000",
    "search_filter": "(uid={{username}})",
    "login_uses_username": True,
    "starttls": True,
    "ca_pem": PEM,
    "verify_certificate": False,
    "attributes": {"id": "entryUUID", "username": "uid", "email": "mail", "full_name": ["givenName", "sn"]},
}
REFERENCE = {("bind_credentials_secret", "name"), ("bind_credentials_secret", "key")}
# Others mean nothing without these, or these nothing without others.
CONDITIONS = {("bind_dn",), ("bind_credentials",), ("search_filter",), ("starttls",), ("ca_pem",)}


def test_a_server_and_a_place_to_look_in_are_enough():
    rendered = provider("ldap", LDAP)
    assert rendered.environment == {"LDAP_URL": LDAP["url"], "LDAP_USER_SEARCH_BASE": LDAP["user_search_base"]}
    assert (rendered.config, rendered.secrets, rendered.secret_files) == ({}, {}, {})


def test_every_argument_has_its_variable():
    rendered = provider("ldap", EVERYTHING)
    assert rendered.environment == {
        "LDAP_URL": "ldap://ldap.example.com",
        "LDAP_USER_SEARCH_BASE": "ou=people,dc=example,dc=com",
        "LDAP_BIND_DN": "cn=reader,dc=example,dc=com",
        "LDAP_SEARCH_FILTER": "(uid={{username}})",
        "LDAP_LOGIN_USES_USERNAME": "true",
        "LDAP_STARTTLS": "true",
        "LDAP_TLS_REJECT_UNAUTHORIZED": "false",
        "LDAP_ID": "entryUUID",
        "LDAP_USERNAME": "uid",
        "LDAP_EMAIL": "mail",
        "LDAP_FULL_NAME": "givenName,sn",
    }
    assert rendered.secrets == {"LDAP_BIND_CREDENTIALS": "not-a-secret-0000"}
    assert rendered.secret_files == {"LDAP_CA_CERT_PATH": PEM}
    variables = [*rendered.environment, *rendered.secrets, *rendered.secret_files]
    assert not unknown_variables(variables, reader=Reader.LIBRECHAT)


def test_the_arguments_above_are_all_that_there_are():
    assert set(given(EVERYTHING)) | REFERENCE == set(leaves(LdapArgs))


@pytest.mark.parametrize("path", sorted(set(given(EVERYTHING)) - {(name,) for name in LDAP} - CONDITIONS))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    assert provider("ldap", without(EVERYTHING, path)) != provider("ldap", EVERYTHING)


def test_certificates_are_verified_wherever_upstream_would_not():
    encrypted = {**LDAP, "url": "ldaps://ldap.example.com", "ca_pem": PEM}
    assert provider("ldap", encrypted).environment["LDAP_TLS_REJECT_UNAUTHORIZED"] == "true"


def test_the_password_may_be_in_a_secret_that_exists():
    bound = {**LDAP, "bind_dn": "cn=reader", "bind_credentials_secret": EXISTING}
    assert provider("ldap", bound).secrets == {"LDAP_BIND_CREDENTIALS": EXISTING}


def test_certificates_may_be_an_output():
    certificates = pulumi.Output.from_input(PEM)
    encrypted = {**LDAP, "url": "ldaps://ldap.example.com", "ca_pem": certificates, "verify_certificate": True}
    assert provider("ldap", encrypted).secret_files["LDAP_CA_CERT_PATH"] is certificates


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("ldap://ldap.example.com", "ldap://ldap.example.com:389"),
        ("ldaps://ldap.example.com", "ldaps://ldap.example.com:636"),
        ("ldaps://ldap.example.com:3269", "ldaps://ldap.example.com:3269"),
        ("ldap://10.0.0.5", "ldap://10.0.0.5:389"),
        ("ldap://[fd00::5]", "ldap://[fd00::5]:389"),
    ],
)
def test_network_policies_know_the_port(url: str, server: str):
    assert provider("ldap", {**LDAP, "url": url}).servers == [server]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"url": "ldap.example.com"}, "ldap.url: expected a URL such as 'ldaps://ldap.example.com', got 'ldap.example"),
        ({"url": "https://ldap.example.com"}, "ldap.url: expected a URL such as 'ldaps://ldap.example.com'"),
        ({"url": "ldap://ldap.example.com:0"}, "ldap.url: expected a URL such as"),
        ({"user_search_base": ""}, "ldap.user_search_base: expected a name that is not empty, got ''"),
        ({"bind_dn": "cn=reader"}, "ldap: bind_dn and bind_credentials belong together: give both or neither"),
        ({"bind_credentials": "x"}, "ldap: bind_dn and bind_credentials belong together: give both or neither"),
        (
            {"bind_dn": "cn=reader", "bind_credentials": "x", "bind_credentials_secret": EXISTING},
            "ldap: bind_credentials and bind_credentials_secret are mutually exclusive: remove one",
        ),
        ({"search_filter": "(uid=ada)"}, "ldap.search_filter: expected a filter with {{username}} in it such as"),
        (
            {"login_uses_username": True},
            "ldap: login_uses_username: true needs search_filter such as '(uid={{username}})': by default it is mail",
        ),
        (
            {"url": "ldaps://a.example.com", "starttls": True},
            "ldap: starttls: true and url ldaps://a.example.com are mutually exclusive: remove one, or use ldap://",
        ),
        (
            {"ca_pem": PEM},
            "ldap: ca_pem has no effect with url ldap://ldap.example.com: use ldaps://, set starttls: true, or remove",
        ),
        ({"starttls": True, "ca_pem": "/etc/ca.pem"}, "ldap.ca_pem: expected one or more certificates in PEM form"),
        (
            {"verify_certificate": False},
            "ldap: verify_certificate has no effect without ca_pem: give both or neither",
        ),
        ({"attributes": {"full_name": []}}, "ldap.attributes.full_name: expected a list of names without commas"),
        ({"attributes": {"full_name": "cn"}}, "ldap.attributes.full_name: expected a list, got 'cn'"),
        ({"attributes": {"mail": "a"}}, "unknown argument ldap.attributes.mail (did you mean ldap.attributes.email?)"),
        ({"bind_password": "x"}, "unknown argument ldap.bind_password"),
        ({"starttls": "true"}, "ldap.starttls: expected true or false, got 'true'"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    assert message in problem({"ldap": {**LDAP, **args}})


@pytest.mark.parametrize("missing", sorted(LDAP))
def test_what_is_missing_is_an_error(missing: str):
    assert f"missing argument ldap.{missing}" in problem({"ldap": without(LDAP, (missing,))})
