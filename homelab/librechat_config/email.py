"""Email: how LibreChat sends its letters, which verify addresses and reset passwords."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import DOMAIN, HOST, NAME, PORT, secret, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import SecretValue, Settings, given, secret_of

EMAIL_ADDRESS = Constraint(
    "an email address such as 'ada@example.com'",
    lambda value: (
        re.fullmatch(
            r"(?!\.)(?!.*\.\.)[A-Za-z0-9_'+.-]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}", value
        )
        is not None
    ),
)
_MAILGUN = "https://api.mailgun.net"


class EmailEncryption(StrEnum):
    """How the connection to an SMTP server is encrypted."""

    TLS = "tls"
    """From the first byte on."""
    STARTTLS = "starttls"
    """Once the server offers it. LibreChat v0.8.8 goes on in clear text with a server that does not."""


class EmailService(StrEnum):
    """Services whose SMTP servers LibreChat knows."""

    FASTMAIL = "FastMail"
    GMAIL = "Gmail"
    GMAIL_WORKSPACE = "GmailWorkspace"
    ICLOUD = "iCloud"
    MAILJET = "Mailjet"
    OUTLOOK365 = "Outlook365"
    POSTMARK = "Postmark"
    RESEND = "Resend"
    SENDGRID = "SendGrid"
    YAHOO = "Yahoo"
    ZOHO = "Zoho"


# Those of nodemailer 9.0.1, which LibreChat uses; 2026-11-21.
_SERVERS = {
    EmailService.FASTMAIL: "smtp://smtp.fastmail.com:465",
    EmailService.GMAIL: "smtp://smtp.gmail.com:465",
    EmailService.GMAIL_WORKSPACE: "smtp://smtp-relay.gmail.com:465",
    EmailService.ICLOUD: "smtp://smtp.mail.me.com:587",
    EmailService.MAILJET: "smtp://in.mailjet.com:587",
    EmailService.OUTLOOK365: "smtp://smtp.office365.com:587",
    EmailService.POSTMARK: "smtp://smtp.postmarkapp.com:2525",
    EmailService.RESEND: "smtp://smtp.resend.com:465",
    EmailService.SENDGRID: "smtp://smtp.sendgrid.net:587",
    EmailService.YAHOO: "smtp://smtp.mail.yahoo.com:465",
    EmailService.ZOHO: "smtp://smtp.zoho.com:465",
}


@constrain(username=NAME, password=secret())
@rules(mutually_exclusive("password", "password_secret", required=True))
class EmailServiceArgs(TypedDict):
    """A well-known service."""

    name: EmailService
    """The service."""
    username: pulumi.Input[str]
    """User at the service."""
    password: NotRequired[pulumi.Input[str]]
    """The user's password. Default: none; it or ``password_secret`` is needed."""
    password_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``password``. Default: none."""


def _user_and_password_belong_together(group: Mapping[str, Any]) -> Iterable[str]:
    if ("username" in group) != (secret_of(group, "password") is not None):
        yield "username and password belong together: give both or neither"


@constrain(host=HOST, port=PORT, username=NAME, password=secret(), tls_server_name=HOST)
@rules(
    mutually_exclusive("password", "password_secret"),
    Rule(("username", "password", "password_secret"), _user_and_password_belong_together),
)
class SmtpArgs(TypedDict):
    """An SMTP server."""

    host: str
    """Name or address of the server."""
    port: NotRequired[int]
    """TCP port. Default: 465 with encryption tls, else 587."""
    encryption: NotRequired[EmailEncryption]
    """How the connection is encrypted. Default: starttls."""
    username: NotRequired[pulumi.Input[str]]
    """User at the server. Default: none, the server asks for nobody."""
    password: NotRequired[pulumi.Input[str]]
    """The user's password. Default: none."""
    password_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``password``. Default: none."""
    tls_server_name: NotRequired[pulumi.Input[str]]
    """Name that the server's certificate must be for. Default: ``host``."""
    verify_certificate: NotRequired[bool]
    """Whether the server's certificate must be one that is trusted. Default: true."""


@constrain(api_key=secret(), domain=DOMAIN, host=url("https", example=_MAILGUN))
@rules(mutually_exclusive("api_key", "api_key_secret", required=True))
class MailgunArgs(TypedDict):
    """Mailgun's API."""

    api_key: NotRequired[pulumi.Input[str]]
    """Key for Mailgun. Default: none; it or ``api_key_secret`` is needed."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
    domain: pulumi.Input[str]
    """Domain that sends, as it is called at Mailgun."""
    host: NotRequired[str]
    """Base URL of the API; https://api.eu.mailgun.net for domains in the EU. Default: https://api.mailgun.net."""


@rules(mutually_exclusive("smtp", "service", "mailgun", required=True))
@constrain(from_address=EMAIL_ADDRESS, from_name=NAME)
class EmailArgs(TypedDict):
    """How LibreChat sends email. People who register have to verify their address then."""

    from_address: pulumi.Input[str]
    """Address of the sender."""
    from_name: NotRequired[pulumi.Input[str]]
    """Name of the sender. Default: LibreChat."""
    smtp: NotRequired[SmtpArgs]
    """By an SMTP server. One of this, ``service`` and ``mailgun``."""
    service: NotRequired[EmailServiceArgs]
    """By a well-known service."""
    mailgun: NotRequired[MailgunArgs]
    """By Mailgun's API."""


def settings(args: EmailArgs) -> Settings:
    """What LibreChat reads of email."""
    if "smtp" in args:
        way = _smtp(args["smtp"])
    elif "service" in args:
        way = _service(args["service"])
    else:
        way = _mailgun(args["mailgun"])  # type: ignore[reportTypedDictNotRequiredAccess]
    # Without a name LibreChat would send as "undefined".
    sender = {"EMAIL_FROM": args["from_address"], "EMAIL_FROM_NAME": args.get("from_name", "LibreChat")}
    return Settings(environment={**sender, **way.environment}, secrets=way.secrets, servers=way.servers)


def _smtp(args: SmtpArgs) -> Settings:
    encryption = EmailEncryption(args.get("encryption", EmailEncryption.STARTTLS))
    port = args.get("port", 465 if encryption is EmailEncryption.TLS else 587)
    return Settings(
        environment=given(
            {
                "EMAIL_HOST": args["host"],
                "EMAIL_PORT": str(port),
                "EMAIL_ENCRYPTION": encryption.value,
                "EMAIL_ENCRYPTION_HOSTNAME": args.get("tls_server_name"),
                "EMAIL_ALLOW_SELFSIGNED": None if args.get("verify_certificate", True) else "true",
                "EMAIL_USERNAME": args.get("username"),
            }
        ),
        secrets=given({"EMAIL_PASSWORD": secret_of(args, "password")}),
        servers=[f"smtp://{args['host']}:{port}"],
    )


def _service(args: EmailServiceArgs) -> Settings:
    service = EmailService(args["name"])
    return Settings(
        environment={"EMAIL_SERVICE": service.value, "EMAIL_USERNAME": args["username"]},
        secrets={"EMAIL_PASSWORD": cast(SecretValue, secret_of(args, "password"))},
        servers=[_SERVERS[service]],
    )


def _mailgun(args: MailgunArgs) -> Settings:
    return Settings(
        environment=given({"MAILGUN_DOMAIN": args["domain"], "MAILGUN_HOST": args.get("host")}),
        secrets={"MAILGUN_API_KEY": cast(SecretValue, secret_of(args, "api_key"))},
        servers=[args.get("host", _MAILGUN)],
    )
