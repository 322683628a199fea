"""Arguments of components as the reference shows them, from their one definition: types, docstrings, constraints."""

import collections.abc
import inspect
import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from homelab.arguments.declarations import constraint_of
from homelab.arguments.typed_dicts import attribute_docstrings, value_type

_DEFAULT = re.compile(r"\s*\bDefault:\s+(?P<default>.+?)\.?$", re.DOTALL)
_PLAIN: Mapping[Any, str] = {str: "text", int: "whole number", bool: "true or false", float: "number"}


@dataclass(frozen=True)
class Argument:
    """One argument."""

    path: str
    """From the component: ``librechat.ingress.class_name``; items of lists and values of maps add nothing to it."""
    type: str
    meaning: str
    default: str
    """Empty where the docstring names none."""
    expected: str
    """What a value has to be in addition to its type; empty for any."""
    required: bool
    secret: bool
    group: Any = None
    """The TypedDict of a group, or of the items of a list or map of groups."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


def arguments(args_type: Any, prefix: str = "") -> Iterator[Argument]:
    """The arguments of one group, without what is in its groups.

    :param prefix: The group's path with a dot at its end; empty for a component.
    """
    docstrings = attribute_docstrings(args_type)
    for name, annotation in args_type.__annotations__.items():
        constraint, inner = constraint_of(args_type, name), value_type(annotation)
        meaning = docstrings.get(name, "")
        default = _DEFAULT.search(meaning)
        yield Argument(
            path=prefix + name,
            type=_type(inner),
            meaning=_DEFAULT.sub("", meaning),
            default=default["default"] if default else "",
            expected=constraint.expected if constraint else "",
            required=name in args_type.__required_keys__,
            secret=constraint is not None and constraint.secret,
            group=_group(inner),
        )


def _group(inner: Any) -> Any:
    if typing.is_typeddict(inner):
        return inner
    items = typing.get_args(inner)
    if typing.get_origin(inner) in (list, collections.abc.Sequence, dict, collections.abc.Mapping):
        return _group(value_type(items[-1]))
    return None


def _type(inner: Any) -> str:
    origin, items = typing.get_origin(inner), typing.get_args(inner)
    if typing.is_typeddict(inner):
        return "group"
    if inspect.isclass(inner) and issubclass(inner, Enum):
        return "one of " + ", ".join(f"`{member.value}`" for member in inner)
    if origin in (list, collections.abc.Sequence):
        return f"list of {_plural(_type(value_type(items[0])))}"
    if origin in (dict, collections.abc.Mapping):
        return f"map of {_plural(_type(value_type(items[1])))}"
    return _PLAIN.get(inner, "anything")


def _plural(kind: str) -> str:
    return {"text": "texts", "whole number": "whole numbers", "number": "numbers", "group": "groups"}.get(kind, kind)
