"""Sign-in by LDAP."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, PEM, secret, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.configuration import Configuration, secret_argument


def _bind_is_complete(group: Mapping[str, Any]) -> Iterable[str]:
    if ("bind_dn" in group) != (secret_argument(group, "bind_credentials") is not None):
        yield "bind_dn and bind_credentials belong together: set both or neither"


@constrain(
    url=url("ldap", "ldaps", example="ldaps://ldap.example.com"),
    user_search_base=NAME,
    bind_dn=NAME,
    bind_credentials=secret(),
    ca_pem=PEM,
)
@rules(
    mutually_exclusive("bind_credentials", "bind_credentials_secret"),
    Rule(("bind_dn", "bind_credentials", "bind_credentials_secret"), _bind_is_complete),
)
class LdapArgs(TypedDict):
    """An LDAP directory, instead of LibreChat's own accounts. The first user who signs in becomes the administrator."""

    url: pulumi.Input[str]
    """URL of the server; with ``ldap://``, passwords are sent in clear text unless ``LDAP_STARTTLS`` is true."""
    user_search_base: pulumi.Input[str]
    """Search base of users, for example ``ou=people,dc=example,dc=com``."""
    bind_dn: NotRequired[pulumi.Input[str]]
    """DN to bind as for the search. Default: none; the search is anonymous."""
    bind_credentials: NotRequired[pulumi.Input[str]]
    """Password of ``bind_dn``. Default: none."""
    bind_credentials_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``bind_credentials``. Default: none."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Trusted CA certificates, in PEM form. Default: those of Node.js."""


def configuration(args: LdapArgs) -> Configuration:
    """Derive the variables of LDAP."""
    return Configuration.of(
        env={
            "LDAP_URL": args["url"],
            "LDAP_USER_SEARCH_BASE": args["user_search_base"],
            "LDAP_BIND_DN": args.get("bind_dn"),
        },
        secret_env={"LDAP_BIND_CREDENTIALS": secret_argument(args, "bind_credentials")},
        secret_files={"LDAP_CA_CERT_PATH": args.get("ca_pem")},
    )
