"""Checks of email."""

from collections.abc import Iterator

from homelab.librechat_config.configuration import Configuration


def email_problems(configuration: Configuration) -> Iterator[str]:
    """Message about a sender's address without an email service."""
    if "EMAIL_FROM" in configuration.variables.names and not sends_email(configuration):
        sender = "librechat.email.from_address (EMAIL_FROM)"
        services = "librechat.email.smtp or librechat.email.mailgun, or EMAIL_SERVICE in librechat.env"
        yield f"{sender} has no effect without {services}"


def sends_email(configuration: Configuration) -> bool:
    """Whether LibreChat can send email."""
    return configuration.variables.may_have("EMAIL_HOST", "EMAIL_SERVICE", "MAILGUN_API_KEY")
