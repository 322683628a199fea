"""Sign-in with a SAML identity provider."""

import re
from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import NAME, url
from homelab.kubernetes import SecretReference, combine
from homelab.librechat_config.settings import Settings, given
from homelab.librechat_config.sign_in.oauth import callback_path
from homelab.librechat_config.sign_in.values import flag

_CERTIFICATE = re.compile(r"\s*-----BEGIN CERTIFICATE-----\s([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*")
_ONE_CERTIFICATE = Constraint("one certificate in PEM form", lambda value: _CERTIFICATE.fullmatch(value) is not None)
_NAME_ID_FORMAT = Constraint(
    "a format that lasts such as 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' (not transient)",
    lambda value: (
        re.fullmatch(r"urn:oasis:names:tc:SAML:[12]\.[01]:nameid-format:(?!transient$)\w+", value) is not None
    ),
)


@constrain(email=NAME, username=NAME, given_name=NAME, family_name=NAME, name=NAME, picture=NAME)
class SamlClaimsArgs(TypedDict):
    """Attributes that people's accounts are made of."""

    email: NotRequired[pulumi.Input[str]]
    """Attribute with the email address. Default: ``email``."""
    username: NotRequired[pulumi.Input[str]]
    """Attribute with the user name. Default: ``username``."""
    given_name: NotRequired[pulumi.Input[str]]
    """Attribute with the given name. Default: ``given_name``."""
    family_name: NotRequired[pulumi.Input[str]]
    """Attribute with the family name. Default: ``family_name``."""
    name: NotRequired[pulumi.Input[str]]
    """Attribute with the full name. Default: given and family name."""
    picture: NotRequired[pulumi.Input[str]]
    """Attribute with the URL of a picture. Default: ``picture``."""


@constrain(
    entry_point=url("http", "https", example="https://id.example.com/saml2/sso"),
    issuer=NAME,
    certificate=_ONE_CERTIFICATE,
    idp_issuer=NAME,
    name_id_format=_NAME_ID_FORMAT,
    button_label=NAME,
    image_url=url("http", "https", example="https://id.example.com/logo.svg"),
)
class SamlArgs(TypedDict):
    """LibreChat as the identity provider knows it. It answers to ``https://DOMAIN/oauth/saml/callback``.

    Whom the identity provider lets in gets an account, whatever ``social_registration`` says.
    """

    entry_point: pulumi.Input[str]
    """URL of the identity provider where people sign in."""
    issuer: pulumi.Input[str]
    """LibreChat's own entity ID, as the identity provider has it."""
    certificate: pulumi.Input[str]
    """Certificate that the identity provider signs with, in PEM form; it is no secret."""
    idp_issuer: NotRequired[pulumi.Input[str]]
    """Entity ID that the identity provider must have. Default: any."""
    name_id_format: NotRequired[pulumi.Input[str]]
    """Format of the names that LibreChat asks for. Default: LibreChat's own."""
    authn_response_signed: NotRequired[bool]
    """Whether the whole response must be signed, instead of the assertion in it. Default: false."""
    claims: NotRequired[SamlClaimsArgs]
    """Attributes that people's accounts are made of. Default: the usual ones."""
    button_label: NotRequired[pulumi.Input[str]]
    """Text of the button. Default: LibreChat's own."""
    image_url: NotRequired[pulumi.Input[str]]
    """Picture of the button. Default: LibreChat's own."""


def settings(args: SamlArgs, address: pulumi.Input[str], session_secret: SecretReference) -> Settings:
    """What LibreChat reads of SAML.

    :param address: LibreChat's own URL, without a path.
    :param session_secret: Signs the sessions in which people come back from the identity provider.
    """
    claims = args.get("claims", {})
    return Settings(
        environment=given(
            {
                "SAML_ENTRY_POINT": args["entry_point"],
                "SAML_ISSUER": args["issuer"],
                "SAML_CERT": combine(_base64, args["certificate"]),
                # LibreChat puts its own address before the paths of all others, but not before this one.
                "SAML_CALLBACK_URL": combine(lambda url: f"{url}{callback_path('saml')}", address),
                "SAML_IDP_ISSUER": args.get("idp_issuer"),
                "SAML_NAME_ID_FORMAT": args.get("name_id_format"),
                "SAML_USE_AUTHN_RESPONSE_SIGNED": flag(args.get("authn_response_signed")),
                "SAML_EMAIL_CLAIM": claims.get("email"),
                "SAML_USERNAME_CLAIM": claims.get("username"),
                "SAML_GIVEN_NAME_CLAIM": claims.get("given_name"),
                "SAML_FAMILY_NAME_CLAIM": claims.get("family_name"),
                "SAML_NAME_CLAIM": claims.get("name"),
                "SAML_PICTURE_CLAIM": claims.get("picture"),
                "SAML_BUTTON_LABEL": args.get("button_label"),
                "SAML_IMAGE_URL": args.get("image_url"),
            }
        ),
        secrets={"SAML_SESSION_SECRET": session_secret},
    )


def _base64(certificate: str) -> str:
    """What stands between the lines: LibreChat takes a PEM only with 64 characters a line, and this always."""
    found = _CERTIFICATE.fullmatch(certificate)
    if found is None:
        raise ValueError("auth.saml.certificate: expected one certificate in PEM form")
    return "".join(found[1].split())
