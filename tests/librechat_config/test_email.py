from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.email import EMAIL_ADDRESS, EmailArgs, configuration
from tests.librechat_config.sound import HIDDEN, REFERENCE, assert_sound, checked, refusal

FROM = {"from_address": "chat@example.com"}
SMTP: dict[str, Any] = {"host": "mail.example.com", "username": "chat", "password": HIDDEN}
MAILGUN: dict[str, Any] = {"domain": "mg.example.com", "api_key": HIDDEN}
SENDER = {"EMAIL_FROM": "chat@example.com", "EMAIL_FROM_NAME": "LibreChat"}


def configured(**args: Any) -> Configuration:
    return configuration(checked(EmailArgs, {**FROM, **args}))


@pytest.mark.parametrize(
    ("smtp", "variables", "secrets"),
    [
        ({"host": "10.0.0.5"}, {"EMAIL_HOST": "10.0.0.5", "EMAIL_PORT": "587"}, {}),
        ({"host": "mail", "port": 25}, {"EMAIL_HOST": "mail", "EMAIL_PORT": "25"}, {}),
        (
            SMTP,
            {"EMAIL_HOST": "mail.example.com", "EMAIL_PORT": "587", "EMAIL_USERNAME": "chat"},
            {"EMAIL_PASSWORD": HIDDEN},
        ),
        (
            {"host": "mail", "username": "chat", "password_secret": REFERENCE},
            {"EMAIL_HOST": "mail", "EMAIL_PORT": "587", "EMAIL_USERNAME": "chat"},
            {"EMAIL_PASSWORD": REFERENCE},
        ),
    ],
)
def test_smtp_uses_starttls(smtp: Any, variables: Any, secrets: Any):
    made = configured(smtp=smtp)
    assert made == Configuration.of(env={**SENDER, "EMAIL_ENCRYPTION": "starttls", **variables}, secret_env=secrets)
    assert_sound(made)


def test_mailgun_has_a_domain_and_a_key():
    made = configured(mailgun=MAILGUN)
    assert made == Configuration.of(
        env={**SENDER, "MAILGUN_DOMAIN": "mg.example.com"}, secret_env={"MAILGUN_API_KEY": HIDDEN}
    )
    assert_sound(made)


def test_other_email_services_are_native_variables():
    assert configured() == Configuration.of(env=SENDER)


def test_addresses_may_be_outputs():
    address = pulumi.Output.from_input("chat@example.com")
    assert isinstance(configured(from_address=address).variables.plain["EMAIL_FROM"], pulumi.Output)


@given(st.emails(domains=st.just("example.com")))
def test_an_address_never_splits_the_line(address: str):
    if EMAIL_ADDRESS.accepts(address):
        assert not set(address) & set('<>", \n;')


@pytest.mark.parametrize("address", ["ada@example.com", "a.b+c@mail.example.co.uk", "o'neil@example.com"])
def test_addresses_are_accepted(address: str):
    assert EMAIL_ADDRESS.accepts(address)


@pytest.mark.parametrize(
    "address",
    [
        *("ada", "ada@", "@example.com", "ada@localhost", "a..b@example.com", ".a@example.com", "ada@example.com\n"),
        *("Ada <ada@example.com>", "a@b@c.de"),
    ],
)
def test_malformed_addresses_are_rejected(address: str):
    message = refusal(EmailArgs, {"from_address": address})
    assert "from_address: expected an email address such as 'ada@example.com'" in message


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"smtp": SMTP, "mailgun": MAILGUN}, "smtp and mailgun are mutually exclusive: remove one"),
        ({"smtp": {}}, "missing argument smtp.host"),
        ({"smtp": {**SMTP, "host": "smtp://mail"}}, "smtp.host: expected a host name or IPv4 address such as"),
        ({"smtp": {**SMTP, "host": "mail.example.com:25"}}, "smtp.host: expected a host name or IPv4 address such as"),
        ({"smtp": {**SMTP, "port": 0}}, "smtp.port: expected a whole number from 1 to 65535, got 0"),
        ({"smtp": {**SMTP, "password_secret": REFERENCE}}, "smtp: password and password_secret are mutually exclusive"),
        ({"smtp": {"host": "a", "username": "a"}}, "smtp: username and password belong together: set both or neither"),
        ({"smtp": {"host": "a", "password": HIDDEN}}, "smtp: username and password belong together: set both or"),
        ({"smtp": {**SMTP, "encryption": "tls"}}, "unknown argument smtp.encryption"),
        ({"mailgun": {**MAILGUN, "domain": "https://mg.example.com"}}, "mailgun.domain: expected a domain name"),
        ({"mailgun": {"domain": "mg.example.com"}}, "mailgun: missing argument: one of api_key, api_key_secret"),
        ({"sendgrid": {}}, "unknown argument sendgrid"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(EmailArgs, {**FROM, **args})


def test_a_sender_is_needed():
    assert "missing argument from_address" in refusal(EmailArgs, {"smtp": SMTP})
