"""Sign-in by SAML."""

import re
from typing import TypedDict

import pulumi

from homelab.arguments import ArgumentError, Constraint, constrain
from homelab.arguments.constraints import NAME, url
from homelab.kubernetes import apply
from homelab.librechat_config.configuration import Configuration

_CERTIFICATE = re.compile(r"\s*-----BEGIN CERTIFICATE-----\s([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*")


@constrain(
    entry_point=url("http", "https", example="https://id.example.com/saml2/sso"),
    issuer=NAME,
    certificate=Constraint("one certificate in PEM form", lambda value: _CERTIFICATE.fullmatch(value) is not None),
)
class SamlArgs(TypedDict):
    """A SAML service provider. Its assertion consumer service URL is ``https://DOMAIN/oauth/saml/callback``.

    Every user whom the identity provider authenticates gets an account, regardless of ``social_registration``.
    """

    entry_point: pulumi.Input[str]
    """Single sign-on URL of the identity provider."""
    issuer: pulumi.Input[str]
    """LibreChat's entity ID, as registered with the identity provider."""
    certificate: pulumi.Input[str]
    """Signing certificate of the identity provider, in PEM form; not a secret."""


def configuration(args: SamlArgs) -> Configuration:
    """Derive the variables of SAML."""
    return Configuration.of(
        env={
            "SAML_ENTRY_POINT": args["entry_point"],
            "SAML_ISSUER": args["issuer"],
            "SAML_CERT": apply(_base64, args["certificate"]),
        }
    )


def _base64(certificate: str) -> str:
    """Content of a certificate in one line, as LibreChat only accepts PEM with exactly 64 characters per line."""
    found = _CERTIFICATE.fullmatch(certificate)
    if found is None:
        raise ArgumentError("librechat.auth.saml.certificate: expected one certificate in PEM form")
    return "".join(found[1].split())
