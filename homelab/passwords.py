"""Secrets that the library generates, in the formats that their readers need."""

import pulumi
import pulumi_random as random


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
