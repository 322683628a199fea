from typing import Any

import pulumi
import pytest

from homelab.kubernetes import apply, is_plain
from homelab.offline import record


def test_plain_values_give_a_plain_value():
    assert apply(lambda one, other: one + other, "a", "b") == "ab"


def test_one_output_gives_an_output():
    def program() -> None:
        pulumi.export("both", apply(lambda one, other: one + other, "a", pulumi.Output.from_input("b")))

    assert record(program).exports == {"both": "ab"}


class Requirement(dict[str, list[str]]):
    """As pulumi_kubernetes has it: its fields are attributes, one of them named like a method."""

    values = ["a"]  # type: ignore[assignment]  # noqa: RUF012


@pytest.mark.parametrize("value", ["a", 1, None, ["a", {"b": ("c",)}], Requirement(values=["a"])])
def test_data_is_plain(value: object):
    assert is_plain(value)


def test_what_holds_an_output_is_not_plain():
    def program() -> None:
        output: Any = pulumi.Output.from_input("a")
        pulumi.export("plain", [is_plain(each) for each in (output, [output], {"a": ("b", output)})])

    assert record(program).exports == {"plain": [False, False, False]}
