"""Email service, by which LibreChat verifies addresses and resets passwords."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import DOMAIN, HOST, NAME, PORT, secret
from homelab.kubernetes import SecretReference, apply
from homelab.librechat_config.configuration import Configuration, secret_argument

EMAIL_ADDRESS = Constraint(
    "an email address such as 'ada@example.com'",
    lambda value: (
        re.fullmatch(
            r"(?!\.)(?!.*\.\.)[A-Za-z0-9_'+.-]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}", value
        )
        is not None
    ),
)


def _username_and_password(group: Mapping[str, Any]) -> Iterable[str]:
    if ("username" in group) != (secret_argument(group, "password") is not None):
        yield "username and password belong together: set both or neither"


@constrain(host=HOST, port=PORT, username=NAME, password=secret())
@rules(
    mutually_exclusive("password", "password_secret"),
    Rule(("username", "password", "password_secret"), _username_and_password),
)
class SmtpArgs(TypedDict):
    """An SMTP server, with STARTTLS unless ``librechat.env`` sets ``EMAIL_ENCRYPTION: tls``."""

    host: pulumi.Input[str]
    """Name or address of the server."""
    port: NotRequired[pulumi.Input[int]]
    """TCP port. Default: 587."""
    username: NotRequired[pulumi.Input[str]]
    """User name. Default: none."""
    password: NotRequired[pulumi.Input[str]]
    """Password. Default: none."""
    password_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``password``. Default: none."""


@constrain(domain=DOMAIN, api_key=secret())
@rules(mutually_exclusive("api_key", "api_key_secret", required=True))
class MailgunArgs(TypedDict):
    """Mailgun."""

    domain: pulumi.Input[str]
    """Sending domain."""
    api_key: NotRequired[pulumi.Input[str]]
    """API key. Either this or ``api_key_secret``."""
    api_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``api_key``. Default: none."""


@constrain(from_address=EMAIL_ADDRESS)
@rules(mutually_exclusive("smtp", "mailgun"))
class EmailArgs(TypedDict):
    """Email service: an SMTP server, Mailgun, or the one that LibreChat's variable ``EMAIL_SERVICE`` names."""

    from_address: pulumi.Input[str]
    """Sender's address."""
    smtp: NotRequired[SmtpArgs]
    """An SMTP server. Default: none."""
    mailgun: NotRequired[MailgunArgs]
    """Mailgun. Default: none."""


def configuration(args: EmailArgs) -> Configuration:
    """Derive the variables of email."""
    smtp, mailgun = args.get("smtp", {}), args.get("mailgun", {})
    return Configuration.of(
        env={
            "EMAIL_FROM": args["from_address"],
            # Without a name, LibreChat's sender is "undefined".
            "EMAIL_FROM_NAME": "LibreChat",
            "EMAIL_HOST": smtp.get("host"),
            "EMAIL_PORT": apply(str, smtp.get("port", 587)) if smtp else None,
            "EMAIL_ENCRYPTION": "starttls" if smtp else None,
            "EMAIL_USERNAME": smtp.get("username"),
            "MAILGUN_DOMAIN": mailgun.get("domain"),
        },
        secret_env={
            "EMAIL_PASSWORD": secret_argument(smtp, "password"),
            "MAILGUN_API_KEY": secret_argument(mailgun, "api_key"),
        },
    )
