"""Generated secrets, and secrets from arguments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pulumi
import pulumi_random as random

from homelab.kubernetes import Application, SecretReference, create_retained_secret, create_secret_value

INITIAL_PASSWORD_LENGTH = 32
"""Length of generated initial passwords."""


@dataclass(frozen=True)
class InitialPassword:
    """A password that a server only reads while its volume is empty, and the reference for its clients."""

    value: pulumi.Input[str]
    reference: SecretReference


def resolve_secret(app: Application, suffix: str, args: Mapping[str, object], name: str) -> SecretReference:
    """Reference the Secret in the argument ``{name}_secret``, or create one for the argument ``name``.

    :raises KeyError: Neither is set.
    """
    existing = args.get(f"{name}_secret")
    if existing is not None:
        return cast(SecretReference, existing)
    return create_secret_value(app, suffix, cast(pulumi.Input[str], args[name]))


def resolve_or_generate_secret(
    app: Application, suffix: str, args: Mapping[str, object], name: str, *, length: int = 32
) -> SecretReference:
    """Reference or create a Secret as `resolve_secret` does, or generate its value if neither argument is set.

    A new number in the argument ``{name}_rotation`` generates a new value.
    """
    return resolve_or_generate(app, suffix, args, name, length=length)[1]


def resolve_or_generate(
    app: Application, suffix: str, args: Mapping[str, object], name: str, *, length: int = 32
) -> tuple[pulumi.Input[str] | None, SecretReference]:
    """Value and reference of the secret of `resolve_or_generate_secret`; no value if it is in an existing Secret."""
    existing = args.get(f"{name}_secret")
    if existing is not None:
        return None, cast(SecretReference, existing)
    rotation = cast(int, args.get(f"{name}_rotation", 0))
    given = cast(pulumi.Input[str] | None, args.get(name))
    value = generate_password(f"{app.name}-{suffix}", length, app.parent, rotation=rotation) if given is None else given
    return value, create_secret_value(app, suffix, value)


def create_generated_secret(app: Application, key: str, length: int = 32, *, rotation: int = 0) -> SecretReference:
    """Create a Secret with generated letters and digits; a new ``rotation`` generates a new value."""
    generated = generate_password(f"{app.name}-{key}", length, app.parent, rotation=rotation)
    return create_secret_value(app, key, generated)


def create_initial_password(
    app: Application, suffix: str, password: pulumi.Input[str] | None, *, retain: bool, rotation: int = 0
) -> InitialPassword:
    """Create the Secret of a password that a server only reads while its volume is empty.

    :param password: The password; None to generate one.
    :param retain: Whether the volume, and with it a generated password, outlives the stack.
    :param rotation: A new number generates a new password, in a Secret of its own: the old one stays what it is.
    """
    if password is not None:
        return InitialPassword(password, create_secret_value(app, suffix, password))
    name = f"{suffix}-{rotation}" if rotation else suffix
    generated = generate_password(f"{app.name}-{name}", INITIAL_PASSWORD_LENGTH, app.parent)
    secret = create_retained_secret(app, name, {suffix: generated}, retain=retain)
    return InitialPassword(secret.value(suffix), secret.reference(suffix))


def generate_password(
    name: str, length: int, parent: pulumi.Resource, *, rotation: int = 0, protect: bool | None = None
) -> pulumi.Output[str]:
    """Generate letters and digits, which need no escaping in a connection URI, a shell and a YAML file.

    :param rotation: A new number generates a new value.
    :param protect: Whether Pulumi refuses to delete the value. Default: as the parent.
    """
    password = random.RandomPassword(
        name,
        length=length,
        special=False,
        keepers=_keepers(rotation),
        opts=pulumi.ResourceOptions(parent=parent, protect=protect),
    )
    return password.result


def generate_hexadecimal(
    name: str, digits: int, parent: pulumi.Resource, *, rotation: int = 0, protect: bool | None = None
) -> pulumi.Output[str]:
    """Generate hexadecimal digits. RandomId and RandomBytes would expose the value as their resource id."""
    password = random.RandomPassword(
        name,
        length=digits,
        lower=False,
        upper=False,
        numeric=True,
        special=True,
        override_special="abcdef",
        keepers=_keepers(rotation),
        opts=pulumi.ResourceOptions(parent=parent, protect=protect),
    )
    return password.result


def _keepers(rotation: int) -> dict[str, pulumi.Input[str]] | None:
    return {"rotation": str(rotation)} if rotation else None
