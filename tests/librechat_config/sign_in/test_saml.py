import re
from typing import Any

import pulumi
import pytest

from homelab.librechat_config.settings import Settings
from homelab.librechat_config.sign_in.saml import SamlArgs, settings
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.librechat_config.leaves import given, leaves, without
from tests.librechat_config.sign_in.rendered import PEM, SESSION, problem, provider

SAML = {"entry_point": "https://id.example.com/sso", "issuer": "librechat", "certificate": PEM}
EVERYTHING: dict[str, Any] = {
    **SAML,
    "idp_issuer": "https://id.example.com",
    "name_id_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    "authn_response_signed": True,
    "claims": {
        "email": "mail",
        "username": "uid",
        "given_name": "givenName",
        "family_name": "sn",
        "name": "cn",
        "picture": "photo",
    },
    "button_label": "Staff",
    "image_url": "https://id.example.com/logo.svg",
}


def test_an_identity_provider_and_its_certificate_are_enough():
    rendered = provider("saml", SAML)
    assert rendered == Settings(
        config={"registration": {"socialLogins": ["saml"]}},
        environment={
            "SAML_ENTRY_POINT": "https://id.example.com/sso",
            "SAML_ISSUER": "librechat",
            "SAML_CERT": "TUlJQg==",
            "SAML_CALLBACK_URL": "https://chat.example.com/oauth/saml/callback",
        },
        secrets={"SAML_SESSION_SECRET": SESSION},
        servers=[],
        secret_files={},
    )


def test_every_argument_has_its_variable():
    rendered = provider("saml", EVERYTHING)
    assert rendered.environment == {
        **provider("saml", SAML).environment,
        "SAML_IDP_ISSUER": "https://id.example.com",
        "SAML_NAME_ID_FORMAT": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "SAML_USE_AUTHN_RESPONSE_SIGNED": "true",
        "SAML_EMAIL_CLAIM": "mail",
        "SAML_USERNAME_CLAIM": "uid",
        "SAML_GIVEN_NAME_CLAIM": "givenName",
        "SAML_FAMILY_NAME_CLAIM": "sn",
        "SAML_NAME_CLAIM": "cn",
        "SAML_PICTURE_CLAIM": "photo",
        "SAML_BUTTON_LABEL": "Staff",
        "SAML_IMAGE_URL": "https://id.example.com/logo.svg",
    }
    assert not unknown_variables([*rendered.environment, *rendered.secrets], reader=Reader.LIBRECHAT)


def test_the_arguments_above_are_all_that_there_are():
    assert set(given(EVERYTHING)) == set(leaves(SamlArgs))


@pytest.mark.parametrize("path", sorted(set(given(EVERYTHING)) - {(name,) for name in SAML}))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    assert provider("saml", without(EVERYTHING, path)) != provider("saml", EVERYTHING)


@pytest.mark.parametrize("separator", ["\n", "\r\n"])
@pytest.mark.parametrize("width", [4, 64, 76, 1000])
def test_a_certificate_is_taken_in_every_form_of_pem(separator: str, width: int):
    text = "TUlJQ" * 40
    lines = separator.join(re.findall(f".{{1,{width}}}", text))
    pem = f"-----BEGIN CERTIFICATE-----{separator}{lines}{separator}-----END CERTIFICATE-----{separator}"
    certificate = provider("saml", {**SAML, "certificate": pem}).environment["SAML_CERT"]
    assert certificate == text
    # What LibreChat takes for a certificate rather than for a path.
    assert re.fullmatch("[A-Za-z0-9+/=]+", str(certificate))
    assert len(str(certificate)) % 4 == 0


def test_certificate_and_address_may_be_outputs():
    args: Any = {**SAML, "certificate": pulumi.Output.from_input(PEM)}
    rendered = settings(args, pulumi.Output.from_input("https://chat.example.com"), SESSION)
    assert isinstance(rendered.environment["SAML_CERT"], pulumi.Output)
    assert isinstance(rendered.environment["SAML_CALLBACK_URL"], pulumi.Output)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"entry_point": "id.example.com/sso"}, "saml.entry_point: expected a URL such as"),
        ({"entry_point": "file:///sso"}, "saml.entry_point: expected a URL such as"),
        ({"issuer": ""}, "saml.issuer: expected a name that is not empty, got ''"),
        ({"certificate": "/app/saml.pem"}, "saml.certificate: expected one certificate in PEM form, got '/app/saml"),
        ({"certificate": "TUlJQg=="}, "saml.certificate: expected one certificate in PEM form"),
        ({"certificate": PEM + PEM}, "saml.certificate: expected one certificate in PEM form"),
        (
            {"certificate": "-----BEGIN PRIVATE KEY-----\nTUlJQg==\n-----END PRIVATE KEY-----\n"},
            "saml.certificate: expected one certificate in PEM form",
        ),
        ({"cert": PEM}, "unknown argument saml.cert"),
        (
            {"name_id_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"},
            "saml.name_id_format: expected a format that lasts such as",
        ),
        ({"name_id_format": "persistent"}, "saml.name_id_format: expected a format that lasts such as"),
        ({"authn_response_signed": "yes"}, "saml.authn_response_signed: expected true or false, got 'yes'"),
        ({"claims": {"mail": "a"}}, "unknown argument saml.claims.mail (did you mean saml.claims.email?)"),
        ({"claims": {"email": " "}}, "saml.claims.email: expected a name that is not empty"),
        ({"image_url": "logo"}, "saml.image_url: expected a URL such as"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    assert message in problem({"saml": {**SAML, **args}})


@pytest.mark.parametrize("missing", sorted(SAML))
def test_what_is_missing_is_an_error(missing: str):
    assert f"missing argument saml.{missing}" in problem({"saml": without(SAML, (missing,))})
