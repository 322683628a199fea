"""Checks of email."""

from collections.abc import Iterator

from homelab.librechat_config.configuration import Configuration


def email_problems(configuration: Configuration) -> Iterator[str]:
    """Message about a sender's address without an email service."""
    if "EMAIL_FROM" in configuration.variables.names and not sends_email(configuration):
        yield "EMAIL_FROM has no effect without librechat.email.smtp or mailgun, or EMAIL_SERVICE in librechat.env"


def sends_email(configuration: Configuration) -> bool:
    """Whether LibreChat can send email."""
    return configuration.variables.may_have("EMAIL_HOST", "EMAIL_SERVICE", "MAILGUN_API_KEY")
