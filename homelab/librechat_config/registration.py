"""Registration: who may make an account with email and password."""

from typing import NotRequired, TypedDict

from homelab.arguments import constrain
from homelab.arguments.constraints import DOMAINS
from homelab.librechat_config.settings import Section, Settings, given


@constrain(allowed_domains=DOMAINS)
class RegistrationArgs(TypedDict):
    """Who may make an account.

    The first account becomes the administrator's: make it before others can, or let ``first_admin`` make it.
    """

    enabled: NotRequired[bool]
    """Whether people can register with email and password. Default: false."""
    allowed_domains: NotRequired[list[str]]
    """Domains of email addresses that may register, and that may sign in through other providers. Default: every
    domain."""


def settings(args: RegistrationArgs) -> Settings:
    """The section ``registration``, and the variable that opens it."""
    registration: Section = given({"allowedDomains": args.get("allowed_domains")})
    return Settings(
        config=given({"registration": registration}),
        environment={"ALLOW_REGISTRATION": "true" if args.get("enabled", False) else "false"},
    )
