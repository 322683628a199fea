"""Checks of what is known only while resources are created, such as what the cluster holds already."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import pulumi

Value = TypeVar("Value")

_watched: ContextVar[list[pulumi.Output[Any]] | None] = ContextVar("watched", default=None)


@contextmanager
def watched_checks() -> Generator[list[pulumi.Output[Any]]]:
    """Collect the late checks of the components that the block creates."""
    checks: list[pulumi.Output[Any]] = []
    token = _watched.set(checks)
    try:
        yield checks
    finally:
        _watched.reset(token)


def late_check(checked: pulumi.Input[Value]) -> pulumi.Input[Value]:
    """Mark an input as one that fails with an `ArgumentError`, and give it back.

    Pulumi waits for every Output of a Python program, but a plugin only for what its resources take.
    """
    checks = _watched.get()
    if checks is not None and isinstance(checked, pulumi.Output):
        checks.append(checked)
    return checked
