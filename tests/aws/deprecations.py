"""What pulumi_aws calls deprecated: classes and functions by its source, arguments at any depth by their types.

Type checkers and Pulumi itself say nothing of a deprecated argument of a class.
"""

import ast
import functools
import importlib
import inspect
import re
import sys
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pulumi_aws as aws
from pulumi import _types  # which knows the types of nested inputs

from homelab.offline import Recording

_AT_IMPORT = re.compile(r"^warnings\.warn\(", re.MULTILINE)
"""In the module of a class or function that is deprecated as a whole."""


@functools.cache
def is_deprecated(thing: Any) -> bool:
    """Whether a class or function of pulumi_aws is deprecated as a whole."""
    file = inspect.getsourcefile(sys.modules[thing.__module__])
    return file is not None and _AT_IMPORT.search(Path(file).read_text(encoding="utf-8")) is not None


def in_recording(recording: Recording) -> list[str]:
    """Deprecated classes and arguments of everything on AWS that a program declared."""
    found: list[str] = []
    for resource in recording.resources:
        if resource.type.startswith("aws:") and resource.custom and not resource.read:
            class_ = resource_class(resource.type)
            found += [resource.type] if is_deprecated(class_) else []
            found += [f"{resource.type} {path}" for path in arguments(arguments_of(class_), resource.inputs)]
    return found


def in_source(source: str) -> list[str]:
    """Deprecated classes, functions and arguments that a module names, if it imports pulumi_aws as ``aws``."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and (thing := _named(node)) is not None and is_deprecated(thing):
            found.append(ast.unparse(node))
        if isinstance(node, ast.Call) and isinstance(thing := _named(node.func), type):
            keywords = {each.arg: _shape(each.value) for each in node.keywords if each.arg}
            found += [f"{ast.unparse(node.func)} {path}" for path in arguments(arguments_of(thing), keywords)]
    return found


def declared_types(tree: ast.AST) -> set[str]:
    """Types of the resources of AWS that a module declares."""
    things = {node.func: _named(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {each.pulumi_type for each in things.values() if hasattr(each, "pulumi_type")}


def arguments(inputs_type: type | None, inputs: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Paths of deprecated arguments in ``inputs``, whose keys are spelled as in Python or as Pulumi sends them."""
    if inputs_type is None:
        return
    names = {pulumi: python for python, pulumi in _types.input_type_py_to_pulumi_names(inputs_type).items()}
    hints = _types.input_type_types(inputs_type)
    for key, value in inputs.items():
        name = names.get(key, key)
        if hasattr(getattr(getattr(inputs_type, name, None), "fget", None), "_pulumi_deprecated_callable"):
            yield f"{prefix}{key}"
        nested = _nested(hints.get(name))
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Mapping):
                yield from arguments(nested, each, f"{prefix}{key}.")


def resource_class(type_: str) -> type:
    """Class of a type such as ``aws:rds/instance:Instance``."""
    module = type_.split(":")[1].partition("/")[0]
    return getattr(_module(module), type_.rpartition(":")[2])


def arguments_of(class_: type) -> type | None:
    """Class of the arguments of a class of resources; that of nested arguments is one already."""
    if class_.__name__.endswith("Args"):
        return class_ if _types.is_input_type(class_) else None
    return getattr(sys.modules[class_.__module__], f"{class_.__name__}Args", None)


def _module(name: str) -> types.ModuleType:
    return importlib.import_module(f"{aws.__name__}.{f'{name}_' if name == 'lambda' else name}")


def _named(node: ast.AST) -> Any:
    """What ``aws.module.Name`` stands for."""
    match node:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="aws"), attr=module), attr=name):
            return getattr(_module(module.removesuffix("_")), name, None)
        case _:
            return None


def _shape(node: ast.AST) -> Any:
    """Maps and lists of a literal, with None for all that is computed."""
    match node:
        case ast.Dict(keys=keys, values=values):
            pairs: Sequence[tuple[Any, ast.AST]] = list(zip(keys, values, strict=True))
            return {key.value: _shape(value) for key, value in pairs if isinstance(key, ast.Constant)}
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_shape(each) for each in items]
        case ast.Call(keywords=keywords):
            return {each.arg: _shape(each.value) for each in keywords if each.arg}
        case _:
            return None


def _nested(hint: Any) -> type | None:
    """Class of nested arguments somewhere in a type such as ``Input[Sequence[Input[XArgs]]]``."""
    if isinstance(hint, type) and _types.is_input_type(hint):
        return hint
    return next((found for each in typing.get_args(hint) if (found := _nested(each)) is not None), None)
