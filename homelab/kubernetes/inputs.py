"""Values that may be known now or only later."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar, cast, overload

import pulumi

One = TypeVar("One")
Other = TypeVar("Other")
Result = TypeVar("Result")


def is_known(value: object) -> bool:
    """Whether ``value`` is plain data all the way down."""
    if isinstance(value, pulumi.Output | Awaitable):
        return False
    if isinstance(value, Mapping):
        return all(is_known(item) for item in cast(Mapping[str, object], value).values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(is_known(item) for item in cast(Sequence[object], value))
    return True


@overload
def combine(function: Callable[[One], Result], one: pulumi.Input[One], /) -> pulumi.Input[Result]: ...


@overload
def combine(
    function: Callable[[One, Other], Result], one: pulumi.Input[One], other: pulumi.Input[Other], /
) -> pulumi.Input[Result]: ...


def combine(function: Callable[..., Result], *values: Any) -> pulumi.Input[Result]:
    """``function`` of ``values``: at once where all are plain, as an Output where one is not.

    Plain results keep previews readable, and cost none of the bookkeeping of an Output.
    """
    if is_known(values):
        return function(*values)
    return pulumi.Output.all(*values).apply(lambda known: function(*known))
