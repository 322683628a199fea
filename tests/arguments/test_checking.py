import string
import traceback
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab import AIWorkspaceArgs, LibreChatArgs
from homelab.arguments import (
    ArgumentError,
    Constraint,
    Rule,
    UnknownSecret,
    check,
    constrain,
    constraints,
    json_schema,
    mutually_exclusive,
    no_effect_with,
    one_required,
    rules,
)
from homelab.arguments.constraints import secret, values_as_text
from homelab.offline import record


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@constrain(
    size=Constraint("an even number", lambda value: value % 2 == 0),
    key=secret(),
    keys=Constraint("names of keys", secret=True),
    doors=Constraint("doors", secret=True),
    env=Constraint("variables", normalise=values_as_text),
    even=Constraint("an even number in words"),
)
class GroupArgs(TypedDict):
    """A group."""

    size: NotRequired[pulumi.Input[int]]
    """How much."""
    key: NotRequired[pulumi.Input[str]]
    """What opens it."""
    keys: NotRequired[dict[str, pulumi.Input[str]]]
    """What opens it, by door."""
    doors: NotRequired[list[dict[str, bool]]]
    """What it opens."""
    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Its variables."""
    even: NotRequired[pulumi.Input[str]]
    """How much, in words."""


@rules(
    mutually_exclusive("ratio", "flag"),
    Rule(("groups",), lambda args: ["no two"] if len(args.get("groups", [])) > 1 else []),
)
class ExampleArgs(GroupArgs):
    """An example."""

    name: pulumi.Input[str]
    """Name."""
    colour: NotRequired[Colour]
    flag: NotRequired[bool]
    ratio: NotRequired[float]
    group: NotRequired[GroupArgs]
    groups: NotRequired[list[GroupArgs]]
    labels: NotRequired[dict[str, pulumi.Input[str]]]


def message(args: object) -> str:
    with pytest.raises(ArgumentError) as caught:
        check(ExampleArgs, args, "Example 'x'")
    return str(caught.value)


def test_values_are_normalised():
    checked = check(ExampleArgs, {"name": "a", "colour": "red", "group": {"size": 2.0}}, "Example 'x'")
    assert checked == {"name": "a", "colour": Colour.RED, "group": {"size": 2}}
    assert type(checked["group"]["size"]) is int
    assert isinstance(checked["colour"], Colour)


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (True, "true"), (False, "false"), (5, "5"), (5.0, "5"), (0.25, "0.25"), (-1, "-1")],
)
def test_numbers_and_booleans_of_variables_become_their_text(value: Any, text: str):
    assert check(ExampleArgs, {"name": "a", "group": {"env": {"A": value}}}, "x")["group"]["env"] == {"A": text}
    assert "labels.A: expected a string" in message({"name": "a", "labels": {"A": 5}})


@pytest.mark.parametrize("value", [None, ["a"], {"a": "b"}])
def test_other_values_of_variables_are_refused(value: Any):
    assert "group.env.A: expected a string" in message({"name": "a", "group": {"env": {"A": value}}})


def test_outputs_are_unchanged():
    output = pulumi.Output.from_input("later")
    assert check(ExampleArgs, {"name": output, "group": {"size": output}}, "x")["name"] is output


def test_unknown_secrets_are_accepted_for_any_constraint():
    unknown = UnknownSecret("key")
    assert check(ExampleArgs, {"name": "a", "key": unknown, "group": {"size": unknown}}, "x")["key"] is unknown


def test_an_argument_error_is_a_line_without_traceback_for_pulumi():
    assert issubclass(ArgumentError, pulumi.RunError)


def test_an_argument_error_has_its_problems_one_by_one_and_each_once():
    error = ArgumentError("a: expected b; or c", "missing argument d", "missing argument d", owner="Valkey 'cache'")
    assert (error.owner, error.problems) == ("Valkey 'cache'", ["a: expected b; or c", "missing argument d"])
    assert str(error) == "Valkey 'cache': a: expected b; or c; missing argument d"


def test_an_argument_error_in_an_output_shows_no_other_input_of_the_resource():
    def program() -> None:
        data = {"plain": "hidden", "later": pulumi.Output.from_input("x").apply(fail)}
        k8s.core.v1.Secret("a", string_data=data)

    def fail(_: object) -> str:
        raise ArgumentError("a: expected b")

    with pytest.raises(ArgumentError) as refused:
        record(program)
    assert "hidden" not in "".join(traceback.format_exception(refused.value))


def test_reports_every_problem_at_once_with_its_path():
    text = message({"nam": "a", "group": {"size": 3, "sise": 1}, "groups": [{"size": "x"}], "colour": "green"})
    assert text.startswith("Example 'x': ")
    assert "unknown argument nam (did you mean name?)" in text
    assert "missing argument name" in text
    assert "group.size: expected an even number, got 3" in text
    assert "unknown argument group.sise (did you mean group.size?)" in text
    assert "groups.0.size: expected a whole number, got 'x'" in text
    assert "colour: expected one of red, blue, got 'green'" in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": 1}, "name: expected a string, got 1"),
        ({"name": "a", "flag": "yes"}, "flag: expected true or false, got 'yes'"),
        ({"name": "a", "flag": 1}, "flag: expected true or false, got 1"),
        ({"name": "a", "ratio": "1"}, "ratio: expected a number, got '1'"),
        ({"name": "a", "group": {"size": True}}, "group.size: expected a whole number, got True"),
        ({"name": "a", "group": {"size": 2.5}}, "group.size: expected a whole number, got 2.5"),
        (
            {"name": "a", "group": "b"},
            "group: expected a group of arguments (size, key, keys, doors, env, even), got a value of type str",
        ),
        ({"name": "a", "groups": {}}, "groups: expected a list, got a value of type dict"),
        ({"name": "a", "labels": []}, "labels: expected a map, got []"),
        ({"name": None}, "name: expected a string, got None"),
        ({"name": True}, "name: expected a string, got true (write it in quotes)"),
        ({"name": 1.5}, "name: expected a string, got 1.5 (write it in quotes)"),
        ({"name": "a", "labels": {"x": 1}}, "labels.x: expected a string, got 1 (write it in quotes)"),
        (
            {"name": "a", "labels": {"password": 4711}},
            "labels.password: expected a string, got [secret] (write it in quotes)",
        ),
        (
            {"name": "a", "group": {"even": 3}},
            "group.even: expected an even number in words, got 3 (write it in quotes)",
        ),
        ({"name": "a", "groups": None}, "groups: expected a list, got nothing: write groups: []"),
        ({"name": "a", "labels": None}, "labels: expected a map, got nothing: write labels: {}"),
        ({"name": "a", "group": None}, "doors, env, even), got nothing: write group: {}"),
        ([], "arguments: expected a group of arguments"),
    ],
)
def test_says_what_is_expected(value: object, expected: str):
    assert expected in message(value)


def test_never_shows_a_secret():
    assert "hunter2" not in message({"name": "a", "group": {"key": ["hunter2"]}})
    assert "hunter2" not in message({"name": "a", "group": "hunter2"})
    assert message({"name": "a", "group": {"keys": {"front": 4711}}}).endswith(
        "group.keys.front: expected a string, got a value of type int (write it in quotes)"
    )
    assert message({"name": "a", "group": {"doors": [{"back": "hunter2"}]}}).endswith("got a value of type str")
    assert "group.key: expected a secret that is not empty" in message({"name": "a", "group": {"key": ""}})


@pytest.mark.parametrize(
    ("args_type", "args", "path"),
    [
        (AIWorkspaceArgs, {"librechat": {"secret_env": {"T": 4711}}}, "librechat.secret_env.T"),
        (LibreChatArgs, {"secret_env": {"T": 4711}}, "secret_env.T"),
        (LibreChatArgs, {"secret_files": {"T": 4711}}, "secret_files.T"),
    ],
)
def test_values_in_a_map_of_secrets_are_never_shown(args_type: Any, args: object, path: str):
    with pytest.raises(ArgumentError) as caught:
        check(args_type, args, "x")
    assert f"{path}: expected a string, got a value of type int" in str(caught.value)
    assert "4711" not in str(caught.value)


def test_shortens_long_values():
    assert len(message({"name": "a", "colour": "x" * 1000})) < 200


def test_contradictions_name_both_sides_and_the_group():
    assert message({"name": "a", "ratio": 1.0, "flag": True}).endswith(
        "ratio and flag are mutually exclusive: remove one"
    )
    assert message({"name": "a", "groups": [{}, {}]}).endswith("Example 'x': no two")


@pytest.mark.parametrize(
    ("group", "messages"),
    [
        ({}, ["missing argument: one of one, other"]),
        ({"enabled": True}, ["missing argument: one of one, other"]),
        ({"enabled": False}, []),
        ({"other": None}, []),
    ],
)
def test_what_a_group_requires_is_not_required_where_it_is_switched_off(group: dict[str, Any], messages: list[str]):
    for rule in (one_required("one", "other"), mutually_exclusive("one", "other", required=True)):
        assert [*rule.violations(group)] == messages
        assert rule.requires == ("one", "other")
    assert [*one_required("one").violations({})] == ["missing argument: one"]


def test_rules_are_not_checked_where_what_they_read_is_malformed():
    assert "mutually exclusive" not in message({"name": "a", "ratio": 1.0, "flag": "yes"})
    assert "mutually exclusive" in message({"nam": "a", "ratio": 1.0, "flag": True})


def test_rules_apply_to_groups_in_lists_and_maps():
    class Item(TypedDict):
        """Item."""

        one: NotRequired[str]
        other: NotRequired[str]

    class Outer(TypedDict):
        """Outer."""

        items: NotRequired[list[Item]]
        named: NotRequired[dict[str, Item]]

    rules(no_effect_with("one", "other"))(Item)
    wrong: Any = {"one": "a", "other": "b"}
    with pytest.raises(ArgumentError) as error:
        check(Outer, {"items": [{}, wrong], "named": {"a": wrong, "b": {}}}, "x")
    reason = "other has no effect with one: remove one"
    assert str(error.value) == f"x: items.1: {reason}; named.a: {reason}"


def test_paths_in_a_rules_message_are_those_of_the_whole_call():
    class Service(TypedDict):
        """Service."""

        port: NotRequired[str]
        env: NotRequired[dict[str, str]]

    class Outer(TypedDict):
        """Outer."""

        services: NotRequired[list[Service]]

    texts = [
        "env.A is wrong: set env.B (env.C) or port, not http://env.example.com",
        "port of env. Something else, such as my.env.A",
    ]
    rules(Rule(("port",), lambda _: texts))(Service)
    with pytest.raises(ArgumentError) as error:
        check(Outer, {"services": [{}]}, "x")
    assert str(error.value) == (
        "x: services.0.env.A is wrong: set services.0.env.B (services.0.env.C) or port, not http://env.example.com; "
        "services.0: port of env. Something else, such as my.env.A"
    )


def test_no_effect_with_reports_the_argument_without_effect():
    class Useless(TypedDict):
        """Useless."""

        one: NotRequired[str]
        other: NotRequired[str]

    rules(no_effect_with("one", "other"))(Useless)
    with pytest.raises(ArgumentError, match="other has no effect with one: remove one"):
        check(Useless, {"one": "a", "other": "b"}, "x")


def test_constraints_are_inherited():
    assert "size: expected an even number" in message({"name": "a", "size": 3})


def test_constraints_on_unknown_fields_raise():
    with pytest.raises(TypeError, match="no field sice"):
        constrain(sice=secret())(GroupArgs)


def test_json_schema_has_descriptions_and_forbids_unknown_keys():
    schema = json_schema(ExampleArgs)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["name"]["description"] == "Name."
    assert schema["required"] == ["name"]


keys = st.sampled_from(
    [*AIWorkspaceArgs.__annotations__, "domain", "storage", "external", "type", "s3", "enabled", "models"]
)
values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(string.printable, max_size=20),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(keys | st.text(max_size=8) | st.integers(), children, max_size=5)
    ),
    max_leaves=20,
)


@given(values)
def test_raises_nothing_but_argument_errors(value: object):
    try:
        check(AIWorkspaceArgs, value, "AIWorkspace 'x'")
    except ArgumentError as error:
        assert "\n" not in str(error)  # noqa: PT017  both outcomes are right, any other exception is not


class Inner(TypedDict):
    url: NotRequired[pulumi.Input[str]]
    username: NotRequired[pulumi.Input[str]]
    password: NotRequired[pulumi.Input[str]]


constrain(url=constraints.url("redis", "http", example="redis://cache:6379"), password=constraints.secret())(Inner)


class Addresses(TypedDict):
    inner: NotRequired[Inner]
    inners: NotRequired[list[Inner]]
    env: NotRequired[dict[str, pulumi.Input[str]]]
    secret_env: NotRequired[dict[str, pulumi.Input[str]]]
    config: NotRequired[dict[str, Any]]


constrain(secret_env=constraints.SECRET_ENVIRONMENT)(Addresses)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"inner": {"url": "redis://u:hidden@cache"}}, "inner.url: .*remove it, and use username and password"),
        ({"inners": [{"url": "http://hidden@a"}]}, r"inners.0.url: "),
        ({"env": {"A": "redis://u:hidden@cache"}}, r"env.A: .*set it in secret_env"),
        ({"config": {"a": [{"b": "see http://u:hidden@a"}]}}, r"config.a.0.b: .*\$\{NAME\}"),
    ],
)
def test_passwords_in_urls_are_rejected_unless_the_argument_is_secret(args: Any, message: str):
    with pytest.raises(ArgumentError, match=message) as refused:
        check(Addresses, args, "x")
    assert "hidden" not in str(refused.value)


def test_messages_about_malformed_urls_omit_passwords():
    with pytest.raises(ArgumentError, match=r"inner.url: expected a URL") as refused:
        check(Addresses, {"inner": {"url": "redis://u:hid/den@cache"}}, "x")
    assert "den" not in str(refused.value)


def test_secret_arguments_and_references_may_contain_passwords_in_urls():
    args: Any = {
        "inner": {"password": "redis://u:p@cache"},
        "secret_env": {"A": "redis://u:p@cache"},
        "config": {"a": "redis://u:${PASSWORD}@cache"},
    }
    assert check(Addresses, args, "x") == args


def nested(levels: int, value: object = "x") -> object:
    for _ in range(levels):
        value = {"a": value}
    return value


RECURSIVE: dict[str, object] = {}
RECURSIVE["interface"] = [RECURSIVE]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (nested(500), "...: nested more than 100 levels deep"),
        (nested(100_000), "...: nested more than 100 levels deep"),
        (RECURSIVE, "librechat.config.interface.0: contains itself"),
        ({1: "x"}, "librechat.config: a key must be a string, got one of type int"),
        ({"interface": {None: 1}}, "librechat.config.interface: a key must be a string, got one of type NoneType"),
        ({"interface": {f"k{i}": 1 for i in range(500_000)}}, ": more than 10000 values up to here: too many to check"),
        ({"balance": {"startBalance": 10**5000}}, "startBalance: a whole number of more than 1023 bits"),
    ],
    ids=range(7),
)
def test_configuration_beyond_bounds_is_one_short_line(config: object, message: str):
    with pytest.raises(ArgumentError) as caught:
        check(AIWorkspaceArgs, {"namespace": "ai", "librechat": {"config": config}}, "AIWorkspace 'ws'")
    text = str(caught.value)
    assert text.startswith("AIWorkspace 'ws': ")
    assert text.endswith(message)
    assert len(text) < 300


def test_of_a_great_many_problems_the_first_are_told():
    with pytest.raises(ArgumentError, match=r"unknown argument k98; and 401 more$"):
        check(AIWorkspaceArgs, {"namespace": "ai", "librechat": {}, **{f"k{i}": 1 for i in range(500)}}, "owner")
