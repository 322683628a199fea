"""Secrets that the library generates, in the formats that their readers need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pulumi
import pulumi_random as random

from homelab.kubernetes import Application, SecretReference


@dataclass(frozen=True)
class StoredPassword:
    """A password, and where pods read it."""

    value: pulumi.Input[str]
    reference: SecretReference


def given_secret(app: Application, suffix: str, group: Mapping[str, object], name: str) -> SecretReference:
    """Where a secret argument can be read: its value in a new Secret, or as ``{name}_secret`` says.

    :raises KeyError: Neither is given.
    """
    existing = group.get(f"{name}_secret")
    if existing is not None:
        return cast(SecretReference, existing)
    return app.secret_value(suffix, cast(pulumi.Input[str], group[name]))


def stored_password(app: Application, suffix: str, given: pulumi.Input[str] | None, *, retain: bool) -> StoredPassword:
    """A password of a server that learns it once, when its volume is empty: the given one, or 32 generated characters.

    :param retain: Whether the volume outlives the stack. A generated password then does so with it.
    """
    if given is not None:
        return StoredPassword(given, app.secret_value(suffix, given))
    generated = generated_password(f"{app.name}-{suffix}", 32, app.parent)
    kept = app.kept_secret(suffix, {suffix: generated}, retain=retain)
    return StoredPassword(kept.value(suffix), kept.reference(suffix))


def generated_password(name: str, length: int, parent: pulumi.Resource, *, rotation: int = 0) -> pulumi.Output[str]:
    """Letters and digits alone: such a value can stand in a connection URI, a shell and a YAML file as it is.

    :param rotation: Another number gives another value.
    """
    password = random.RandomPassword(
        name, length=length, special=False, keepers=_keepers(rotation), opts=pulumi.ResourceOptions(parent=parent)
    )
    return password.result


def generated_hexadecimal(name: str, digits: int, parent: pulumi.Resource, *, rotation: int = 0) -> pulumi.Output[str]:
    """Hexadecimal digits, secret: RandomId and RandomBytes would show the value as their resource id."""
    password = random.RandomPassword(
        name,
        length=digits,
        lower=False,
        upper=False,
        numeric=True,
        special=True,
        override_special="abcdef",
        keepers=_keepers(rotation),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return password.result


def _keepers(rotation: int) -> dict[str, pulumi.Input[str]] | None:
    return {"rotation": str(rotation)} if rotation else None
