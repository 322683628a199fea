"""What a TypedDict says in its annotations, and in its source, which is all that keeps docstrings and bases."""

import ast
import functools
import inspect
import itertools
import sys
import typing
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any


def value_type(annotation: Any) -> Any:
    """The type of a field's plain value: without ``NotRequired`` and ``pulumi.Input``."""
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


def attribute_docstrings(args_type: type) -> Mapping[str, str]:
    """The string literal under each field of an args TypedDict and of its bases, by field name."""
    docstrings: dict[str, str] = {}
    for ancestor in lineage(args_type):
        for statement, following in itertools.pairwise(_class_definition(ancestor).body):
            match statement, following:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    docstrings.setdefault(name, inspect.cleandoc(text))
                case _:
                    pass
    return docstrings


@functools.cache
def lineage(args_type: type) -> Sequence[type]:
    """A TypedDict and those that it inherits from: at run time it is a plain dict that has forgotten them."""
    if not typing.is_typeddict(args_type):
        return ()
    names = [base.id for base in _class_definition(args_type).bases if isinstance(base, ast.Name)]
    module = vars(sys.modules[args_type.__module__])
    bases = [module[name] for name in names if typing.is_typeddict(module.get(name))]
    return [args_type, *(ancestor for base in bases for ancestor in lineage(base))]


def _class_definition(args_type: type) -> ast.ClassDef:
    return _class_definitions(args_type.__module__)[args_type.__name__]


@functools.cache
def _class_definitions(module: str) -> Mapping[str, ast.ClassDef]:
    """All classes of a module by name; to parse it once is many times faster than `inspect.getsource` for each."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
