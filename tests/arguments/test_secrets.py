from typing import Any, NotRequired, TypedDict

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab import AIWorkspaceArgs
from homelab.arguments import ArgumentError, Constraint, check, constrain, is_secret, map_secrets, secret_paths
from homelab.arguments.constraints import secret


@constrain(password=secret())
class AccountArgs(TypedDict):
    user: NotRequired[pulumi.Input[str]]
    password: NotRequired[pulumi.Input[str]]


@constrain(headers=Constraint("headers", secret=True), keys=Constraint("keys", secret=True))
class ServerArgs(AccountArgs):
    headers: NotRequired[dict[str, pulumi.Input[str]]]
    keys: NotRequired[list[pulumi.Input[str]]]
    admin: NotRequired[AccountArgs]
    accounts: NotRequired[list[AccountArgs]]
    roles: NotRequired[dict[str, AccountArgs]]


def marked(args: object) -> Any:
    return map_secrets(ServerArgs, args, lambda value: f"<{value}>")


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"user": "u", "password": "p"}, {"user": "u", "password": "<p>"}),
        ({"admin": {"user": "u", "password": "p"}}, {"admin": {"user": "u", "password": "<p>"}}),
        ({"accounts": [{"password": "p"}, {"user": "u"}]}, {"accounts": [{"password": "<p>"}, {"user": "u"}]}),
        ({"roles": {"a": {"password": "p"}}}, {"roles": {"a": {"password": "<p>"}}}),
        ({"headers": {"a": "p", "b": "q"}}, {"headers": {"a": "<p>", "b": "<q>"}}),
        ({"keys": ["p", "q"]}, {"keys": ["<p>", "<q>"]}),
    ],
    ids=["argument", "group", "list of groups", "map of groups", "secret map", "secret list"],
)
def test_every_secret_is_mapped_and_nothing_else(args: dict[str, Any], expected: dict[str, Any]):
    assert marked(args) == expected


@pytest.mark.parametrize(
    "args",
    [
        None,
        ["p"],
        {"unknown": {"password": "p"}},
        {"password": {"user": "p"}},
        {"password": ["p"]},
        {"password": 1},
        {"password": None},
        {"admin": "p"},
        {"admin": [{"password": "p"}]},
        {"accounts": {"password": "p"}},
        {"accounts": ["p"]},
        {"headers": "p"},
        {"headers": ["p"]},
        {"keys": {"a": "p"}},
    ],
)
def test_malformed_arguments_stay_as_they_are_for_the_check_to_report(args: object):
    assert marked(args) == args
    with pytest.raises(ArgumentError):
        check(ServerArgs, marked(args), "Server")


def test_outputs_stay_as_they_are():
    password = pulumi.Output.from_input("p")
    assert marked({"password": password})["password"] is password


def test_the_arguments_themselves_do_not_change():
    args = {"admin": {"password": "p"}, "accounts": [{"password": "p"}]}
    marked(args)
    assert args == {"admin": {"password": "p"}, "accounts": [{"password": "p"}]}


def test_paths_go_through_groups_lists_and_maps():
    assert secret_paths(ServerArgs) == [
        ("password",),
        ("headers", "NAME"),
        ("keys", 0),
        ("admin", "password"),
        ("accounts", 0, "password"),
        ("roles", "NAME", "password"),
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("password",), True),
        (("accounts", 7, "password"), True),
        (("headers", "X-Key"), True),
        (("user",), False),
        (("headers",), False),
        (("headers", 0), False),
        (("accounts", "password"), False),
        (("password", "more"), False),
        (("passwort",), False),
        ((), False),
    ],
)
def test_a_path_is_that_of_a_secret_or_not(path: tuple[str | int, ...], expected: bool):
    assert is_secret(ServerArgs, path) is expected


def argument_at(path: tuple[str | int, ...], value: str) -> Any:
    """Arguments with nothing but ``value`` at ``path``."""
    for part in reversed(path):
        value = {part: value} if isinstance(part, str) else [value]  # pyright: ignore[reportAssignmentType]
    return value


@pytest.mark.parametrize("path", secret_paths(AIWorkspaceArgs), ids=lambda path: ".".join(map(str, path)))
def test_every_secret_of_the_workspace_is_found(path: tuple[str | int, ...]):
    args = argument_at(path, "p")
    assert is_secret(AIWorkspaceArgs, path)
    assert map_secrets(AIWorkspaceArgs, args, lambda value: f"<{value}>") == argument_at(path, "<p>")


values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*ServerArgs.__annotations__, "other"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_any_value_is_copied(args: object):
    assert map_secrets(ServerArgs, args, lambda value: value) == args
