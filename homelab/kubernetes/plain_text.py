"""Texts that are not secret: in ConfigMaps, and in commands and variables of containers."""

from functools import partial

import pulumi

from homelab.arguments import ArgumentError
from homelab.kubernetes.inputs import apply
from homelab.urls import has_credentials


def plain_text(name: str, value: pulumi.Input[str]) -> pulumi.Input[str]:
    """``value``, checked for passwords in URLs, which the check of arguments cannot find in Outputs.

    :param name: Name of the value in messages.
    :raises ArgumentError: Immediately, or in the Output.
    """
    return _check(name, value) if isinstance(value, str) else apply(partial(_check, name), value)


def _check(name: str, value: str) -> str:
    if has_credentials(value):
        raise ArgumentError(
            f"{name}: a password in a URL would be stored in plain text: set the whole URL in secret_env, or remove it"
        )
    return value
