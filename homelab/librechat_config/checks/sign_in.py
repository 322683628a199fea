"""Checks of sign-in methods: conflicts, and settings that LibreChat would ignore."""

from collections.abc import Iterator, Mapping

import pulumi

from homelab.librechat_config.checks.email import sends_email
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.implied import sign_in_buttons


def sign_in_problems(configuration: Configuration) -> Iterator[str]:
    """Messages about variables of sign-in, whether arguments or the user set them."""
    plain, names = configuration.variables.plain, configuration.variables.names
    buttons = sign_in_buttons(configuration)
    if "openid" in buttons and "saml" in buttons:
        yield "OPENID_CLIENT_ID and SAML_ENTRY_POINT are mutually exclusive, as LibreChat hides SAML if OpenID is set"
    if "OPENID_CLIENT_ID" in names:
        yield from _openid(configuration)
    has_button = bool(buttons or configuration.variables.secrets)
    yield from _email_login(plain, has_button=has_button, has_directory="LDAP_URL" in names)
    if is_true(plain, "ALLOW_PASSWORD_RESET") and not sends_email(configuration):
        yield "ALLOW_PASSWORD_RESET needs librechat.email: without it LibreChat shows the link to whoever requests it"
    if "ALLOW_UNVERIFIED_EMAIL_LOGIN" in names and not sends_email(configuration):
        yield "ALLOW_UNVERIFIED_EMAIL_LOGIN has no effect without librechat.email: no address is ever verified"
    yield from _directory(configuration)


def _openid(configuration: Configuration) -> Iterator[str]:
    has_secret = configuration.variables.may_have("OPENID_CLIENT_SECRET")
    if not has_secret and not is_true(configuration.variables.plain, "OPENID_USE_PKCE"):
        yield "OPENID_CLIENT_ID needs librechat.auth.openid.client_secret, or OPENID_USE_PKCE: true in librechat.env"
    scope = configuration.variables.plain.get("OPENID_SCOPE")
    if isinstance(scope, str) and "openid" not in scope.split():
        yield f"OPENID_SCOPE: expected scopes that include openid, got {scope!r}"


def _email_login(plain: Mapping[str, pulumi.Input[str]], *, has_button: bool, has_directory: bool) -> Iterator[str]:
    if is_true(plain, "ALLOW_EMAIL_LOGIN", default=True):
        return
    if not has_button:
        yield "email_login: false (ALLOW_EMAIL_LOGIN) leaves no sign-in method: set up another one in librechat.auth"
    if has_directory:
        yield "LDAP_URL has no effect with email_login: false (ALLOW_EMAIL_LOGIN), whose form it uses: remove one"
    if is_true(plain, "ALLOW_REGISTRATION"):
        yield "registration.enabled creates accounts that email_login: false (ALLOW_EMAIL_LOGIN) locks out: remove one"


def _directory(configuration: Configuration) -> Iterator[str]:
    plain, names = configuration.variables.plain, configuration.variables.names
    if "LDAP_URL" not in names:
        return
    for variable in ("ALLOW_REGISTRATION", "ALLOW_PASSWORD_RESET", "ALLOW_UNVERIFIED_EMAIL_LOGIN"):
        if is_true(plain, variable):
            yield f"{variable} has no effect with LDAP_URL, whose directory keeps the accounts: remove one"
    url, starttls = plain.get("LDAP_URL"), is_true(plain, "LDAP_STARTTLS")
    encrypted = isinstance(url, str) and url.lower().startswith("ldaps:")
    if encrypted and starttls:
        yield f"LDAP_STARTTLS and LDAP_URL {url} are mutually exclusive: remove one, or use ldap://"
    if "LDAP_CA_CERT_PATH" in names and isinstance(url, str) and not encrypted and not starttls:
        yield f"ca_pem (LDAP_CA_CERT_PATH) has no effect with LDAP_URL {url}: use ldaps://, or set LDAP_STARTTLS"
    if is_true(plain, "LDAP_LOGIN_USES_USERNAME") and "LDAP_SEARCH_FILTER" not in names:
        yield "LDAP_LOGIN_USES_USERNAME needs LDAP_SEARCH_FILTER such as '(uid={{username}})': by default it is mail"


def is_true(plain: Mapping[str, pulumi.Input[str]], name: str, *, default: bool = False) -> bool:
    """Whether LibreChat reads a variable as true: only ``true``, in any case."""
    value = plain.get(name)
    return value.strip().lower() == "true" if isinstance(value, str) else default
