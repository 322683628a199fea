"""Sign-in with LDAP: the form for email and password, checked by a directory."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict
from urllib.parse import urlsplit

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, PEM, secret, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import SecretValue, Settings, given, secret_of
from homelab.librechat_config.sign_in.problems import needs_beside
from homelab.librechat_config.sign_in.values import NAMES, flag, listed

_PORTS = {"ldap": 389, "ldaps": 636}


@constrain(id=NAME, username=NAME, email=NAME, full_name=NAMES)
class LdapAttributesArgs(TypedDict):
    """Attributes that people's accounts are made of."""

    id: NotRequired[pulumi.Input[str]]
    """Attribute that people are known by. Default: ``uid``, ``sAMAccountName`` or ``mail``."""
    username: NotRequired[pulumi.Input[str]]
    """Attribute with the user name. Default: ``givenName`` or ``mail``."""
    email: NotRequired[pulumi.Input[str]]
    """Attribute with the email address. Default: ``mail``."""
    full_name: NotRequired[list[str]]
    """Attributes that make the full name. Default: ``cn``, ``name``, ``commonname`` or ``displayName``."""


def _contradictions(group: Mapping[str, Any]) -> Iterable[str]:
    encrypted = urlsplit(group["url"]).scheme == "ldaps"
    if encrypted and group.get("starttls"):
        yield f"starttls: true and url {group['url']} are mutually exclusive: remove one, or use ldap://"
    if "ca_pem" in group and not encrypted and not group.get("starttls"):
        yield f"ca_pem has no effect with url {group['url']}: use ldaps://, set starttls: true, or remove it"
    if ("bind_dn" in group) != (secret_of(group, "bind_credentials") is not None):
        yield "bind_dn and bind_credentials belong together: give both or neither"
    if group.get("login_uses_username") and "search_filter" not in group:
        yield "login_uses_username: true needs search_filter such as '(uid={{username}})': by default it is mail"


@constrain(
    url=url("ldap", "ldaps", example="ldaps://ldap.example.com"),
    user_search_base=NAME,
    bind_dn=NAME,
    bind_credentials=secret(),
    search_filter=Constraint(
        "a filter with {{username}} in it such as '(uid={{username}})'", lambda value: "{{username}}" in value
    ),
    ca_pem=PEM,
)
@rules(
    mutually_exclusive("bind_credentials", "bind_credentials_secret"),
    Rule(
        (
            "url",
            "starttls",
            "ca_pem",
            "bind_dn",
            "bind_credentials",
            "bind_credentials_secret",
            "login_uses_username",
            "search_filter",
        ),
        _contradictions,
    ),
    # LibreChat v0.8.8 reads it only where it has certificates; without them Node.js verifies by its own.
    needs_beside("ca_pem", "verify_certificate"),
)
class LdapArgs(TypedDict):
    """A directory instead of LibreChat's own accounts. The first person who signs in becomes the administrator."""

    url: str
    """URL of the server; with ``ldap://`` passwords travel in clear text unless there is ``starttls``."""
    user_search_base: pulumi.Input[str]
    """Where people are looked for, for example ``ou=people,dc=example,dc=com``."""
    bind_dn: NotRequired[pulumi.Input[str]]
    """Who looks for them. Default: nobody, the server lets anyone look."""
    bind_credentials: NotRequired[pulumi.Input[str]]
    """Password of ``bind_dn``. Default: none."""
    bind_credentials_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``bind_credentials``. Default: none."""
    search_filter: NotRequired[pulumi.Input[str]]
    """How a person is found by what was entered. Default: ``mail={{username}}``."""
    login_uses_username: NotRequired[bool]
    """Whether people enter a user name instead of an email address. Default: false."""
    starttls: NotRequired[bool]
    """Whether an ``ldap://`` connection is encrypted before anything else. Default: false."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates to trust, in PEM form. Default: those of Node.js."""
    verify_certificate: NotRequired[bool]
    """Whether the server's certificate must be one of those in ``ca_pem``. Default: true."""
    attributes: NotRequired[LdapAttributesArgs]
    """Attributes that people's accounts are made of. Default: the usual ones."""


def settings(args: LdapArgs) -> Settings:
    """What LibreChat reads of LDAP."""
    attributes = args.get("attributes", {})
    files: dict[str, SecretValue] = given({"LDAP_CA_CERT_PATH": args.get("ca_pem")})
    return Settings(
        environment=given(
            {
                "LDAP_URL": args["url"],
                "LDAP_USER_SEARCH_BASE": args["user_search_base"],
                "LDAP_BIND_DN": args.get("bind_dn"),
                "LDAP_SEARCH_FILTER": args.get("search_filter"),
                "LDAP_LOGIN_USES_USERNAME": flag(args.get("login_uses_username")),
                "LDAP_STARTTLS": flag(args.get("starttls")),
                # Unset would mean that no certificate is verified.
                "LDAP_TLS_REJECT_UNAUTHORIZED": flag(args.get("verify_certificate", True)) if files else None,
                "LDAP_ID": attributes.get("id"),
                "LDAP_USERNAME": attributes.get("username"),
                "LDAP_EMAIL": attributes.get("email"),
                "LDAP_FULL_NAME": listed(attributes.get("full_name")),
            }
        ),
        secrets=given({"LDAP_BIND_CREDENTIALS": secret_of(args, "bind_credentials")}),
        secret_files=files,
        servers=[_with_port(args["url"])],
    )


def _with_port(address: str) -> str:
    """The server's URL as network policies need it."""
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port or _PORTS[parts.scheme]}"
