from typing import Any

import pulumi
import pytest
from hypothesis import given as arguments
from hypothesis import strategies as st

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import SecretReference
from homelab.librechat_config.email import EMAIL_ADDRESS, EmailArgs, EmailService, settings
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.librechat_config.leaves import given, leaves, nested, without

EXISTING: SecretReference = {"name": "own", "key": "value"}
FROM = {"from_address": "chat@example.com"}
SENDER = {"EMAIL_FROM": "chat@example.com", "EMAIL_FROM_NAME": "LibreChat"}
USER = {"username": "chat", "password": "not-a-secret-0000"}
SMTP: dict[str, Any] = {
    "host": "mail.example.com",
    "port": 2525,
    "encryption": "tls",
    **USER,
    "tls_server_name": "smtp.example.com",
    "verify_certificate": False,
}
SERVICE = {"name": "Gmail", **USER}
MAILGUN = {"api_key": "not-a-secret-0000", "domain": "mg.example.com", "host": "https://api.eu.mailgun.net"}
WAYS: list[dict[str, Any]] = [{"smtp": SMTP}, {"service": SERVICE}, {"mailgun": MAILGUN}]


def rendered(args: dict[str, Any]) -> Settings:
    return settings(check(EmailArgs, args, owner="email"))


def problem(args: dict[str, Any]) -> str:
    with pytest.raises(ArgumentError) as error:
        rendered(args)
    return str(error.value)


def test_a_server_is_enough():
    assert rendered({**FROM, "smtp": {"host": "mail.example.com"}}) == Settings(
        environment={
            **SENDER,
            "EMAIL_HOST": "mail.example.com",
            "EMAIL_PORT": "587",
            "EMAIL_ENCRYPTION": "starttls",
        },
        secrets={},
        servers=["smtp://mail.example.com:587"],
    )


def test_every_argument_of_a_server_has_its_variable():
    assert rendered({**FROM, "from_name": "Chat", "smtp": SMTP}) == Settings(
        environment={
            "EMAIL_FROM": "chat@example.com",
            "EMAIL_FROM_NAME": "Chat",
            "EMAIL_HOST": "mail.example.com",
            "EMAIL_PORT": "2525",
            "EMAIL_ENCRYPTION": "tls",
            "EMAIL_ENCRYPTION_HOSTNAME": "smtp.example.com",
            "EMAIL_ALLOW_SELFSIGNED": "true",
            "EMAIL_USERNAME": "chat",
        },
        secrets={"EMAIL_PASSWORD": "not-a-secret-0000"},
        servers=["smtp://mail.example.com:2525"],
    )


@pytest.mark.parametrize(("encryption", "port"), [("tls", "465"), ("starttls", "587")])
def test_the_port_goes_with_the_encryption(encryption: str, port: str):
    settings = rendered({**FROM, "smtp": {"host": "mail.example.com", "encryption": encryption}})
    assert settings.environment["EMAIL_PORT"] == port
    assert settings.servers == [f"smtp://mail.example.com:{port}"]


@pytest.mark.parametrize("service", EmailService)
def test_a_service_is_known_by_name_and_its_server_can_be_reached(service: EmailService):
    settings = rendered({**FROM, "service": {**SERVICE, "name": service.value}})
    assert settings.environment == {**SENDER, "EMAIL_SERVICE": service.value, "EMAIL_USERNAME": "chat"}
    assert settings.secrets == {"EMAIL_PASSWORD": "not-a-secret-0000"}
    (server,) = settings.servers
    assert server.rpartition(":")[2] in ("465", "587", "2525")


def test_mailgun_is_asked_by_its_api():
    assert rendered({**FROM, "mailgun": MAILGUN}) == Settings(
        environment={**SENDER, "MAILGUN_DOMAIN": "mg.example.com", "MAILGUN_HOST": "https://api.eu.mailgun.net"},
        secrets={"MAILGUN_API_KEY": "not-a-secret-0000"},
        servers=["https://api.eu.mailgun.net"],
    )
    at_default = rendered({**FROM, "mailgun": without(MAILGUN, ("host",))})
    assert at_default.servers == ["https://api.mailgun.net"]
    assert "MAILGUN_HOST" not in at_default.environment


def test_the_arguments_above_are_all_that_there_are():
    everything = {path for way in WAYS for path in given({**FROM, "from_name": "Chat", **way})}
    secrets = [("smtp", "password"), ("service", "password"), ("mailgun", "api_key")]
    references = {(group, f"{name}_secret", part) for group, name in secrets for part in ("name", "key")}
    assert everything | references == set(leaves(EmailArgs))


@pytest.mark.parametrize("leaf", ["port", "encryption", "tls_server_name", "verify_certificate"])
def test_every_argument_of_a_server_changes_the_outcome(leaf: str):
    everything = {**FROM, "smtp": SMTP}
    assert rendered(without(everything, ("smtp", leaf))) != rendered(everything)


@pytest.mark.parametrize(
    ("way", "name", "variable"),
    [
        ({"smtp": SMTP}, "smtp.password", "EMAIL_PASSWORD"),
        ({"service": SERVICE}, "service.password", "EMAIL_PASSWORD"),
        ({"mailgun": MAILGUN}, "mailgun.api_key", "MAILGUN_API_KEY"),
    ],
)
def test_secrets_may_be_in_a_secret_that_exists(way: dict[str, Any], name: str, variable: str):
    group, leaf = name.split(".")
    args = without({**FROM, **way}, (group, leaf))
    args[group] |= {f"{leaf}_secret": EXISTING}
    assert rendered(args).secrets == {variable: EXISTING}


@pytest.mark.parametrize("way", WAYS)
def test_secrets_are_nowhere_else_and_every_variable_is_read(way: dict[str, Any]):
    settings = rendered({**FROM, **way})
    assert "not-a-secret" not in f"{settings.config}{settings.environment}{settings.servers}"
    assert not unknown_variables([*settings.environment, *settings.secrets], reader=Reader.LIBRECHAT)


def test_addresses_may_be_outputs():
    address = pulumi.Output.from_input("chat@example.com")
    assert rendered({"from_address": address, "smtp": SMTP}).environment["EMAIL_FROM"] is address


@arguments(st.emails(domains=st.just("example.com")))
def test_an_address_never_splits_the_line_that_it_stands_in(address: str):
    if EMAIL_ADDRESS.accepts(address):
        assert not set(address) & set('<>", \n;')


@pytest.mark.parametrize("address", ["ada@example.com", "a.b+c@mail.example.co.uk", "o'neil@example.com"])
def test_addresses_are_taken(address: str):
    assert EMAIL_ADDRESS.accepts(address)


@pytest.mark.parametrize(
    "address",
    [
        "ada",
        "ada@",
        "@example.com",
        "ada@localhost",
        "a..b@example.com",
        ".a@example.com",
        "ada@example.com\n",
        "Ada <ada@example.com>",
        "a@b@c.de",
    ],
)
def test_what_is_no_address_is_refused(address: str):
    assert "from_address: expected an email address such as 'ada@example.com'" in problem(
        {"from_address": address, "smtp": SMTP}
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "email: missing argument: one of smtp, service, mailgun"),
        ({"smtp": SMTP, "mailgun": MAILGUN}, "email: smtp and mailgun are mutually exclusive: remove one"),
        ({"smtp": SMTP, "service": SERVICE}, "email: smtp and service are mutually exclusive: remove one"),
        ({"smtp": SMTP, "from_name": ""}, "from_name: expected a name that is not empty, got ''"),
        ({"smtp": {}}, "missing argument smtp.host"),
        (nested("smtp.host", "smtp://mail.example.com"), "smtp.host: expected a host name or IPv4 address such as"),
        (nested("smtp.host", "mail.example.com:25"), "smtp.host: expected a host name or IPv4 address such as"),
        ({"smtp": {**SMTP, "port": 0}}, "smtp.port: expected a whole number from 1 to 65535, got 0"),
        ({"smtp": {**SMTP, "port": "25"}}, "smtp.port: expected a whole number, got '25'"),
        ({"smtp": {**SMTP, "encryption": "ssl"}}, "smtp.encryption: expected one of tls, starttls, got 'ssl'"),
        ({"smtp": {**SMTP, "secure": True}}, "unknown argument smtp.secure"),
        ({"smtp": {**SMTP, "password_secret": EXISTING}}, "smtp: password and password_secret are mutually exclusive"),
        ({"smtp": without(SMTP, ("username",))}, "smtp: username and password belong together: give both or neither"),
        ({"smtp": without(SMTP, ("password",))}, "smtp: username and password belong together: give both or neither"),
        ({"smtp": {**SMTP, "password": ""}}, "smtp.password: expected a secret that is not empty, got a value of type"),
        ({"smtp": {**SMTP, "verify_certificate": "no"}}, "smtp.verify_certificate: expected true or false, got 'no'"),
        ({"service": {**SERVICE, "name": "gmail"}}, "service.name: expected one of FastMail, Gmail, GmailWorkspace"),
        ({"service": without(SERVICE, ("password",))}, "service: missing argument: one of password, password_secret"),
        ({"service": without(SERVICE, ("username",))}, "missing argument service.username"),
        ({"service": "Gmail"}, "service: expected a group of arguments (name, username, password, password_secret)"),
        ({"mailgun": {**MAILGUN, "host": "api.eu.mailgun.net"}}, "mailgun.host: expected a URL such as 'https://api."),
        ({"mailgun": {**MAILGUN, "host": "http://api.eu.mailgun.net"}}, "mailgun.host: expected a URL such as"),
        ({"mailgun": {**MAILGUN, "domain": "https://mg.example.com"}}, "mailgun.domain: expected a domain name"),
        ({"mailgun": without(MAILGUN, ("api_key",))}, "mailgun: missing argument: one of api_key, api_key_secret"),
        ({"mailgun": without(MAILGUN, ("domain",))}, "missing argument mailgun.domain"),
        ({"sendgrid": {}}, "unknown argument sendgrid"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    assert message in problem({**FROM, **args})


def test_a_sender_is_needed():
    assert "missing argument from_address" in problem({"smtp": SMTP})
