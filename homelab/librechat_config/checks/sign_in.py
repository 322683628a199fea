"""Checks of sign-in methods: conflicts, and settings that LibreChat would ignore."""

from collections.abc import Iterator, Mapping

from homelab.librechat_config.checks import openid
from homelab.librechat_config.checks.email import sends_email
from homelab.librechat_config.checks.flags import is_true
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.implied import sign_in_buttons

ARGUMENTS: Mapping[str, str] = {
    "ALLOW_EMAIL_LOGIN": "librechat.auth.email_login",
    "ALLOW_REGISTRATION": "librechat.auth.registration.enabled",
    "LDAP_CA_CERT_PATH": "librechat.auth.ldap.ca_pem",
    "LDAP_URL": "librechat.auth.ldap.url",
    "OPENID_CLIENT_ID": "librechat.auth.openid.client_id",
    "SAML_ENTRY_POINT": "librechat.auth.saml.entry_point",
}
"""Arguments that set the variables of these messages, as most people know no variable that they did not write."""


def sign_in_problems(configuration: Configuration) -> Iterator[str]:
    """Messages about variables of sign-in, whether arguments or the user set them."""
    variables = configuration.variables
    buttons = sign_in_buttons(configuration)
    if "openid" in buttons and "saml" in buttons:
        both = f"{_named('OPENID_CLIENT_ID')} and {_named('SAML_ENTRY_POINT')}"
        yield f"{both} are mutually exclusive, as LibreChat hides SAML if OpenID is set"
    if "OPENID_CLIENT_ID" in variables.names:
        yield from openid.problems(variables, _named("OPENID_CLIENT_ID"))
    yield from _email_login(configuration, has_button=bool(buttons or variables.secrets))
    if is_true(variables.plain, "ALLOW_PASSWORD_RESET") and not sends_email(configuration):
        yield "ALLOW_PASSWORD_RESET needs librechat.email: without it LibreChat shows the link to whoever requests it"
    if "ALLOW_UNVERIFIED_EMAIL_LOGIN" in variables.names and not sends_email(configuration):
        yield "ALLOW_UNVERIFIED_EMAIL_LOGIN has no effect without librechat.email: no address is ever verified"
    yield from _directory(configuration)


def _email_login(configuration: Configuration, *, has_button: bool) -> Iterator[str]:
    plain = configuration.variables.plain
    if is_true(plain, "ALLOW_EMAIL_LOGIN", default=True):
        return
    off = f"{ARGUMENTS['ALLOW_EMAIL_LOGIN']}: false (ALLOW_EMAIL_LOGIN)"
    if not has_button:
        yield f"{off} leaves no sign-in method: set up another one in librechat.auth"
    if "LDAP_URL" in configuration.variables.names:
        yield f"{_named('LDAP_URL')} has no effect with {off}, whose form it uses: remove one"
    if is_true(plain, "ALLOW_REGISTRATION"):
        yield f"{_named('ALLOW_REGISTRATION')} creates accounts that {off} locks out: remove one"


def _directory(configuration: Configuration) -> Iterator[str]:
    plain, names = configuration.variables.plain, configuration.variables.names
    if "LDAP_URL" not in names:
        return
    directory = _named("LDAP_URL")
    for variable in ("ALLOW_REGISTRATION", "ALLOW_PASSWORD_RESET", "ALLOW_UNVERIFIED_EMAIL_LOGIN"):
        if is_true(plain, variable):
            yield f"{_named(variable)} has no effect with {directory}, which keeps the accounts: remove one"
    url, starttls = plain.get("LDAP_URL"), is_true(plain, "LDAP_STARTTLS")
    encrypted = isinstance(url, str) and url.lower().startswith("ldaps:")
    if encrypted and starttls:
        yield f"LDAP_STARTTLS and {directory} {url} are mutually exclusive: remove one, or use ldap://"
    if "LDAP_CA_CERT_PATH" in names and isinstance(url, str) and not encrypted and not starttls:
        certificates = _named("LDAP_CA_CERT_PATH")
        yield f"{certificates} has no effect with {directory} {url}: use ldaps://, or LDAP_STARTTLS in librechat.env"
    if is_true(plain, "LDAP_LOGIN_USES_USERNAME") and "LDAP_SEARCH_FILTER" not in names:
        yield "LDAP_LOGIN_USES_USERNAME needs LDAP_SEARCH_FILTER such as '(uid={{username}})': by default it is mail"


def _named(variable: str) -> str:
    """A variable after the argument that sets it, where there is one."""
    return f"{ARGUMENTS[variable]} ({variable})" if variable in ARGUMENTS else variable
