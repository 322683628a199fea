"""What the engine hands over, as a Python program would write it."""

import inspect
import typing
from collections.abc import Mapping
from typing import Any, cast

import pulumi

from homelab.arguments import typed_dicts
from homelab.plugin.names import python_names


def arguments_of(component: type[pulumi.ComponentResource]) -> type[Mapping[str, Any]]:
    """The TypedDict of a component's arguments."""
    return inspect.get_annotations(component.__init__)["args"]


def python_arguments(args_type: type[Mapping[str, Any]], inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Arguments with the names of groups' fields as in Python, and whole numbers, all of which come as floats.

    Keys of maps are the user's own. An unknown name stays as it is: reporting it is up to the component's check.
    """
    return cast(Mapping[str, Any], _python_value(args_type, _normalised(inputs)))


def _python_value(value_type: Any, value: object) -> object:
    parameters = typing.get_args(value_type)
    match value:
        case dict() if typing.is_typeddict(value_type):
            return {
                name: _python_value(_field_type(value_type, name), each)
                for name, each in _in_python(value_type, cast(dict[str, object], value)).items()
            }
        case dict() if parameters:
            return {key: _python_value(_value_type(parameters[-1]), each) for key, each in value.items()}
        case list() if parameters:
            return [_python_value(_value_type(parameters[-1]), each) for each in value]
        case _:
            return value


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
