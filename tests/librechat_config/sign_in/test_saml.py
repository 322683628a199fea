import re
from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.sign_in.saml import SamlArgs, configuration
from homelab.offline import record
from tests.librechat_config.sound import PEM, PRIVATE_KEY, assert_sound, checked, refusal

SAML = {"entry_point": "https://id.example.com/sso", "issuer": "librechat", "certificate": PEM}


def test_an_identity_provider_and_its_certificate_are_sufficient():
    made = configuration(checked(SamlArgs, SAML))
    assert made == Configuration.of(
        env={"SAML_ENTRY_POINT": "https://id.example.com/sso", "SAML_ISSUER": "librechat", "SAML_CERT": "TUlJQg=="}
    )
    assert_sound(made)


@pytest.mark.parametrize("separator", ["\n", "\r\n"])
@pytest.mark.parametrize("width", [4, 64, 76, 1000])
def test_certificates_in_any_pem_form_are_accepted(separator: str, width: int):
    text = "TUlJQ" * 40
    lines = separator.join(re.findall(f".{{1,{width}}}", text))
    pem = f"-----BEGIN CERTIFICATE-----{separator}{lines}{separator}-----END CERTIFICATE-----{separator}"
    certificate = configuration(checked(SamlArgs, {**SAML, "certificate": pem})).variables.plain["SAML_CERT"]
    # What LibreChat takes for a certificate rather than for a path.
    assert certificate == text
    assert re.fullmatch("[A-Za-z0-9+/=]+", text)


def test_a_certificate_output_is_checked_once_known():
    known: list[str] = []

    def program(pem: str) -> None:
        args: Any = {**SAML, "certificate": pulumi.Output.from_input(pem)}
        certificate: Any = configuration(args).variables.plain["SAML_CERT"]
        certificate.apply(known.append)

    record(lambda: program(PEM))
    assert known == ["TUlJQg=="]
    with pytest.raises(ArgumentError, match=r"auth\.saml\.certificate: expected one certificate in PEM form"):
        record(lambda: program("nothing"))


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"entry_point": "id.example.com/sso"}, "entry_point: expected a URL such as"),
        ({"entry_point": "file:///sso"}, "entry_point: expected a URL such as"),
        ({"issuer": ""}, "issuer: expected a name that is not empty, got ''"),
        *(
            ({"certificate": text}, "certificate: expected one certificate in PEM form")
            for text in ("/app/saml.pem", "TUlJQg==", PEM + PEM, PRIVATE_KEY.replace("hidden", "x"))
        ),
        ({"cert": PEM}, "unknown argument cert"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(SamlArgs, {**SAML, **args})


@pytest.mark.parametrize("missing", SAML)
def test_all_fields_are_required(missing: str):
    args = {name: value for name, value in SAML.items() if name != missing}
    assert f"missing argument {missing}" in refusal(SamlArgs, args)
