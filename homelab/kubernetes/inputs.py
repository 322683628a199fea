"""Pulumi inputs: plain values, and values that are only known later."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar, cast, overload

import pulumi

One = TypeVar("One")
Other = TypeVar("Other")
Result = TypeVar("Result")


def is_plain(value: object) -> bool:
    """Whether ``value`` is plain data at every depth."""
    if isinstance(value, pulumi.Output | Awaitable):
        return False
    if isinstance(value, Mapping):
        content = cast(Mapping[str, object], value)
        # Not by the method values, which an object of Kubernetes' may have as a field: a NodeSelectorRequirement.
        return all(is_plain(content[key]) for key in content)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(is_plain(item) for item in cast(Sequence[object], value))
    return True


@overload
def apply(function: Callable[[One], Result], one: pulumi.Input[One], /) -> pulumi.Input[Result]: ...


@overload
def apply(
    function: Callable[[One, Other], Result], one: pulumi.Input[One], other: pulumi.Input[Other], /
) -> pulumi.Input[Result]: ...


@overload
def apply(function: Callable[..., Result], /, *inputs: Any) -> pulumi.Input[Result]: ...


def apply(function: Callable[..., Result], *inputs: Any) -> pulumi.Input[Result]:
    """Call ``function`` with the values of inputs, as `pulumi.Output.apply` does; at once if all of them are plain.

    Plain results keep previews readable and avoid the cost of an Output. This creates one Output for each input that
    is one; `pulumi.Output.all` would create one for every leaf of their values.
    """
    first = next((index for index, value in enumerate(inputs) if not is_plain(value)), None)
    if first is None:
        return function(*inputs)
    before, value, after = inputs[:first], inputs[first], inputs[first + 1 :]
    output: pulumi.Output[Any] = value if isinstance(value, pulumi.Output) else pulumi.Output.from_input(value)
    return output.apply(lambda known: apply(function, *before, known, *after))
