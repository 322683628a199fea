"""Outputs that wait for more than the resource that they are of."""

from typing import TypeVar

import pulumi

T = TypeVar("T")


def after(value: pulumi.Input[T], *resources: pulumi.CustomResource) -> pulumi.Output[T]:
    """``value``, once all of the resources exist; who uses it, needs no ``depends_on``."""
    known = pulumi.Output.from_input(value)
    return pulumi.Output.all(*(each.id for each in resources)).apply(lambda _: known)
