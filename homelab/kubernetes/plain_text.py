"""Texts that are not secret: in ConfigMaps, and in commands and variables of containers."""

from collections.abc import Callable
from functools import partial

import pulumi

from homelab.arguments import ArgumentError
from homelab.kubernetes.inputs import apply
from homelab.urls import has_credentials


def plain_text(
    name: str, value: pulumi.Input[str], further_check: Callable[[str], str] = lambda value: value
) -> pulumi.Input[str]:
    """``value``, checked for passwords in URLs, which the check of arguments cannot find in Outputs.

    :param name: Name of the value in messages.
    :param further_check: Another check, which returns the value.
    :raises ArgumentError: Immediately, or in the Output.
    """
    check = partial(_check, name, further_check)
    return check(value) if isinstance(value, str) else apply(check, value)


def _check(name: str, further_check: Callable[[str], str], value: str) -> str:
    if has_credentials(value):
        raise ArgumentError(
            f"{name}: a password in a URL would be stored in plain text: set the whole URL in secret_env, or remove it"
        )
    return further_check(value)
