"""Arguments of LibreChat's first administrator."""

import re
from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import secret
from homelab.kubernetes import SecretReference
from homelab.librechat_config.email import EMAIL_ADDRESS


@constrain(
    email=EMAIL_ADDRESS,
    name=Constraint("a name of 3 to 80 characters", lambda value: 3 <= len(value.strip()) == len(value) <= 80),
    username=Constraint(
        "a user name of 2 to 80 letters, digits, dots, underscores and single dashes",
        lambda value: 2 <= len(value) <= 80 and re.fullmatch(r"[A-Za-z0-9_.]+(-[A-Za-z0-9_.]+)*", value) is not None,
    ),
    password=secret("a password of 8 to 128 characters", r"(?=[\s\S]*\S)[\s\S]{8,128}"),
)
@rules(mutually_exclusive("password", "password_secret"))
class FirstAdminArgs(TypedDict):
    """The first administrator, who signs in with email and password.

    Changes have no effect once the account exists.
    """

    email: pulumi.Input[str]
    """Email address, which is marked as verified."""
    name: NotRequired[pulumi.Input[str]]
    """Full name. Default: Administrator."""
    username: NotRequired[pulumi.Input[str]]
    """User name. Default: admin."""
    password: NotRequired[pulumi.Input[str]]
    """Password of 8 to 128 characters. Default: 32 generated ones."""
    password_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``password``. Default: none."""
