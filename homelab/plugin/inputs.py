"""What the engine hands over, as a Python program would write it."""

import inspect
import typing
from collections.abc import Mapping
from typing import Any, cast

import pulumi
from pulumi.output import contains_unknowns

from homelab import connections
from homelab.arguments import typed_dicts
from homelab.plugin.names import python_names

CONNECTIONS = frozenset(each for each in vars(connections).values() if typing.is_typeddict(each))
"""Groups that components give out, and take from each other: a program has them as Outputs."""


def arguments_of(component: type[pulumi.ComponentResource]) -> type[Mapping[str, Any]]:
    """The TypedDict of a component's arguments."""
    return inspect.get_annotations(component.__init__)["args"]


def python_arguments(args_type: type[Mapping[str, Any]], inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Arguments with the names of groups' fields as in Python, and whole numbers, all of which come as floats.

    Keys of maps are the user's own. An unknown name stays as it is: reporting it is up to the component's check.
    """
    return cast(Mapping[str, Any], _python_value(args_type, inputs))


def _python_value(value_type: Any, value: object) -> object:
    parameters = typing.get_args(value_type)
    match value:
        case pulumi.Output() if value_type in CONNECTIONS:
            return _group_of_outputs(value_type, value, _value_if_known(value))
        case dict() if typing.is_typeddict(value_type):
            return {
                name: _python_value(_field_type(value_type, name), each)
                for name, each in _in_python(value_type, cast(dict[str, object], value)).items()
            }
        case dict() if parameters:
            return {key: _python_value(_value_type(parameters[-1]), value[key]) for key in sorted(value)}
        case list() if parameters:
            return [_python_value(_value_type(parameters[-1]), each) for each in value]
        case _:
            return _normalised(value)


def _group_of_outputs(args_type: Any, output: pulumi.Output[Any], known: Mapping[str, Any] | None) -> object:
    """The group with an Output for each field, as Python programs have it, so that resources wait for what they need.

    :param known: Its value. Before a preview knows it, the group has what it always has.
    """
    group: dict[str, object] = {}
    for sent_name, name in python_names(args_type).items():
        is_there = name in args_type.__required_keys__ if known is None else sent_name in known
        if not is_there:
            continue
        annotation = typed_dicts.without_not_required(args_type.__annotations__[name])
        inner = typed_dicts.without_input(annotation)
        value: Any = None if known is None else _normalised(known[sent_name])
        field = output.apply(lambda group, sent_name=sent_name: _normalised(group[sent_name]))
        if inner in CONNECTIONS:
            group[name] = _group_of_outputs(inner, field, value)
        else:
            group[name] = field if inner is not annotation else value
    return group


def _value_if_known(output: pulumi.Output[Any]) -> Any:
    """The value that the engine has sent; None where it does not know it yet.

    An Output has no other way to say without waiting, and a constructor cannot wait, what it holds already.
    """
    data = output._data  # pyright: ignore[reportPrivateUsage]
    value = data.result().value if data.done() else pulumi.UNKNOWN
    return None if contains_unknowns(value) else value


def _in_python(args_type: type, group: Mapping[str, object]) -> Mapping[str, object]:
    names = python_names(args_type)
    return {names.get(name, name): each for name, each in group.items()}


def _field_type(args_type: type, name: str) -> Any:
    return _value_type(args_type.__annotations__.get(name, Any))


def _value_type(annotation: Any) -> Any:
    return typed_dicts.value_type(annotation)


def _normalised(value: object) -> object:
    """The engine sends all numbers as floats, and the keys of maps in another order each time."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _normalised(value[key]) for key in sorted(cast(dict[str, object], value))}
        case list():
            return [_normalised(each) for each in value]
        case pulumi.Output():
            return value.apply(_normalised)
        case _:
            return value
