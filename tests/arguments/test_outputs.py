from collections.abc import Callable
from typing import Any, NotRequired, TypedDict

import pulumi
import pytest

from homelab.arguments import ArgumentError, Constraint, check, constrain, typed_dicts
from homelab.arguments.constraints import (
    DESTINATIONS,
    ENVIRONMENT,
    LABELS,
    PORT,
    SECRET_ENVIRONMENT,
    hexadecimal_secret,
    url,
)
from homelab.arguments.declarations import constraint_of
from homelab.arguments.outputs import with_checked_outputs
from homelab.offline import record
from tests.modules.leaves import LEAVES, Leaf


@constrain(
    url=url("http", example="http://a"),
    port=PORT,
    key=hexadecimal_secret(4),
    reaches=DESTINATIONS,
    labels=LABELS,
    env=ENVIRONMENT,
    secret_env=SECRET_ENVIRONMENT,
    hosts=Constraint("two or more different hosts", lambda value: len({*value}) == len(value) > 1),
)
class ServerArgs(TypedDict):
    """A server."""

    url: NotRequired[pulumi.Input[str]]
    """Where it is."""
    port: NotRequired[pulumi.Input[int]]
    """Its port."""
    key: NotRequired[pulumi.Input[str]]
    """Its key."""
    reaches: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """What it connects to."""
    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Its labels."""
    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Its variables."""
    secret_env: NotRequired[dict[str, pulumi.Input[str]]]
    """Its secret variables."""
    hosts: NotRequired[list[pulumi.Input[str]]]
    """Where else it is."""
    comment: NotRequired[pulumi.Input[str]]
    """Anything."""


class ExampleArgs(TypedDict):
    """Servers, by each way to contain groups."""

    one: NotRequired[ServerArgs]
    listed: NotRequired[list[ServerArgs]]
    named: NotRequired[dict[str, ServerArgs]]


PLACES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "one": (lambda server: {"one": server}, lambda args: args["one"]),
    "listed.1": (lambda server: {"listed": [{"port": 1}, server]}, lambda args: args["listed"][1]),
    "named.a": (lambda server: {"named": {"a": server}}, lambda args: args["named"]["a"]),
}


def later(value: Any) -> pulumi.Output[Any]:
    return pulumi.Output.from_input(value)


def exported(server: Callable[[], Any], place: str = "one") -> Any:
    """The server's arguments after the check, with known values."""
    contain, find = PLACES[place]

    def program() -> None:
        checked: Any = find(check(ExampleArgs, contain(server()), "Example 'x'"))
        for name, value in checked.items():
            pulumi.export(name, value)

    return dict(record(program).exports)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("server", "message"),
    [
        (lambda: {"url": later("nowhere")}, "url: expected a URL such as 'http://a', got 'nowhere'"),
        (
            lambda: {"url": later("http://u:hidden@a")},
            "url: a password in a URL would be stored in plain text: remove it",
        ),
        (lambda: {"url": later(None)}, "url: expected a string, got None"),
        (lambda: {"port": later(70000)}, "port: expected a whole number from 1 to 65535, got 70000"),
        (lambda: {"port": later("5432")}, "port: expected a whole number, got '5432'"),
        (
            lambda: {"key": pulumi.Output.secret("hidden")},
            "key: expected a secret of 4 hexadecimal digits, got a value of type str",
        ),
        (lambda: {"key": pulumi.Output.secret(5)}, "key: expected a string, got a value of type int"),
        (lambda: {"reaches": later(["ok.example.com:80", "://"])}, "reaches: expected a list of URLs"),
        (lambda: {"reaches": ["http://ok", later("://")]}, "reaches.1: expected a list of URLs"),
        (lambda: {"reaches": ["http://ok", later(5)]}, "reaches.1: expected a string, got 5"),
        (lambda: {"labels": {"a": later("no label")}}, "labels.a: expected a map of Kubernetes labels"),
        (lambda: {"env": {"A": later(["no text"])}}, "env.A: expected a string"),
        (
            lambda: {"env": {"A": later("http://u:hidden@a")}},
            "env.A: a password in a URL would be stored in plain text: set it in secret_env",
        ),
        (
            lambda: {"secret_env": {"A": pulumi.Output.secret(["hidden"])}},
            "secret_env.A: expected a string, got a value of",
        ),
    ],
)
def test_wrong_values_fail_with_the_path_of_the_argument_and_without_secrets(
    place: str, server: Callable[[], Any], message: str
):
    with pytest.raises(ArgumentError) as refused:
        exported(server, place)
    assert str(refused.value).startswith(f"Example 'x': {place}.{message}")
    assert "hidden" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("place", PLACES)
def test_right_values_pass_and_are_normalised_like_plain_ones(place: str):
    server = lambda: {  # noqa: E731  Outputs belong to the loop of the program
        "url": later("http://a"),
        "port": later(80.0),
        "reaches": ["http://a", later("10.0.0.0/8")],
        "labels": {"a": later("b")},
        "env": {"A": later(5), "B": True},
        "comment": later("c"),
    }
    assert exported(server, place) == {
        "url": "http://a",
        "port": 80,
        "reaches": ["http://a", "10.0.0.0/8"],
        "labels": {"a": "b"},
        "env": {"A": "5", "B": "true"},
        "comment": "c",
    }


def test_a_list_that_needs_several_items_may_have_outputs_among_them():
    assert exported(lambda: {"hosts": [later("a"), "b", later("c")]})["hosts"] == ["a", "b", "c"]
    with pytest.raises(ArgumentError, match=r"one\.hosts\.1: expected two or more different hosts, got 'a'"):
        exported(lambda: {"hosts": ["a", later("a")]})


def test_coroutines_are_checked_like_outputs():
    async def wrong() -> str:
        return "nowhere"

    def program() -> None:
        checked = check(ExampleArgs, {"one": {"url": wrong()}}, "Example 'x'")
        pulumi.export("url", checked["one"]["url"])  # type: ignore[typeddict-item]  it is there

    with pytest.raises(ArgumentError, match=r"one\.url: expected a URL"):
        record(program)


def test_a_checked_secret_stays_secret():
    def program() -> None:
        checked: Any = check(ExampleArgs, {"one": {"key": pulumi.Output.secret("12ab")}}, "Example 'x'")
        pulumi.export("is_secret", pulumi.Output.from_input(checked["one"]["key"].is_secret()))

    assert record(program).exports == {"is_secret": True}


def test_outputs_without_a_constraint_and_arguments_without_outputs_are_unchanged():
    output = later("c")
    args: Any = {"one": {"comment": output}, "named": {"a": {"url": "http://a"}}}
    checked: Any = check(ExampleArgs, args, "Example 'x'")
    assert checked["one"]["comment"] is output
    assert checked == args


TAKES_OUTPUTS = [
    leaf
    for leaf in LEAVES
    if constraint_of(leaf.group, str(leaf.path[-1])) is not None
    and typed_dicts.value_type(leaf.group.__annotations__[leaf.path[-1]])
    is not typed_dicts.without_not_required(leaf.group.__annotations__[leaf.path[-1]])
]
"""Constrained arguments of a workspace that may be an Output."""
WRONG = "\n"


@pytest.mark.parametrize("leaf", TAKES_OUTPUTS, ids=str)
def test_an_output_is_refused_with_the_words_for_a_plain_value(leaf: Leaf):
    name = str(leaf.path[-1])

    def once_known(value: object) -> str:
        def program() -> None:
            checked = with_checked_outputs(leaf.group, {name: later(value)}, ArgumentError)
            pulumi.export("value", checked[name])

        with pytest.raises(ArgumentError) as refused:
            record(program)
        return str(refused.value)

    def at_once(value: object) -> str:
        with pytest.raises(ArgumentError) as refused:
            check(leaf.group, {name: value}, "x")
        return str(refused.value)

    for wrong in (WRONG, [5]):
        assert once_known(wrong) in at_once(wrong)
