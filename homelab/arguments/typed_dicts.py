"""Annotations of TypedDicts, and their docstrings and bases, which only the source has."""

import ast
import functools
import inspect
import itertools
import re
import sys
import typing
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, cast

_CLASS = re.compile(r"^ *class (\w+)\(([^)]*)\):", re.MULTILINE)


def value_type(annotation: Any) -> Any:
    """Type of a field's plain value, without ``NotRequired`` and ``pulumi.Input``."""
    return without_input(without_not_required(annotation))


def without_not_required(annotation: Any) -> Any:
    """``T`` for ``NotRequired[T]``."""
    return typing.get_args(annotation)[0] if typing.get_origin(annotation) is typing.NotRequired else annotation


def without_input(annotation: Any) -> Any:
    """``T`` for ``pulumi.Input[T]``, which is ``Union[T, Awaitable[T], "Output[T]"]``."""
    for member in typing.get_args(annotation):
        if typing.get_origin(member) is Awaitable:
            return typing.get_args(member)[0]
    return annotation


def groups(annotation: Any, value: object) -> Iterator[tuple[tuple[str, ...], Any, object]]:
    """Key, type and value of each group in a field's value: the value itself, or the items of a list or map of groups.

    :param annotation: The field's value type.
    """
    if typing.is_typeddict(annotation):
        yield (), annotation, value
        return
    inner = item_type(annotation)
    if not typing.is_typeddict(inner):
        return
    if isinstance(value, Mapping):
        for key, item in cast(Mapping[str, object], value).items():
            yield (key,), inner, item
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(cast(Sequence[object], value)):
            yield (str(index),), inner, item


def item_type(annotation: Any) -> Any:
    """Type of the plain items of a list or map type; None for other types."""
    arguments = typing.get_args(annotation)
    is_collection = typing.get_origin(annotation) in (list, Sequence, dict, Mapping)
    return value_type(arguments[-1]) if arguments and is_collection else None


@functools.cache
def attribute_docstrings(args_type: type) -> Mapping[str, str]:
    """Docstrings of the fields of an args TypedDict and its bases, by name."""
    docstrings: dict[str, str] = {}
    for ancestor in reversed(lineage(args_type)):
        docstrings |= own_attribute_docstrings(ancestor)
    return docstrings


def own_attribute_docstrings(owner: type) -> Mapping[str, str]:
    """Docstrings of the annotated attributes of a class, without those of its bases, by name."""
    docstrings: dict[str, str] = {}
    definition = _class_definitions(sys.modules[owner.__module__])[owner.__name__]
    for statement, following in itertools.pairwise(definition.body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                docstrings[name] = inspect.cleandoc(text)
            case _:
                pass
    return docstrings


@functools.cache
def lineage(args_type: type) -> Sequence[type]:
    """TypedDict and its ancestors, which it does not have as bases at run time."""
    if not typing.is_typeddict(args_type):
        return ()
    module = sys.modules[args_type.__module__]
    names = _base_names(module)[args_type.__name__]
    bases = [base for name in names if typing.is_typeddict(base := vars(module).get(name))]
    return [args_type, *(ancestor for base in bases for ancestor in lineage(base))]


@functools.cache
def _base_names(module: ModuleType) -> Mapping[str, Sequence[str]]:
    """Base names of a module's classes, by a regular expression: parsing would take ten times as long at each start."""
    return {name: re.findall(r"\w+", bases) for name, bases in _CLASS.findall(inspect.getsource(module))}


@functools.cache
def _class_definitions(module: ModuleType) -> Mapping[str, ast.ClassDef]:
    """Class definitions of a module by name, parsed once, which is much faster than `inspect.getsource` for each."""
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
