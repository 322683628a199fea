"""Values in the text of programs, read without running them."""

import ast
from enum import Enum
from typing import Any

import homelab


def literal(node: ast.expr, unknown: object = None) -> Any:
    """The value of an expression, with the words of the library's enums.

    :param unknown: In place of what a program computes, such as a secret.
    """
    match node:
        case ast.Dict():
            entries = zip(node.keys, node.values, strict=True)
            return {key.value: literal(value, unknown) for key, value in entries if isinstance(key, ast.Constant)}
        case ast.List():
            return [literal(item, unknown) for item in node.elts]
        case ast.Constant():
            return node.value
        case ast.Attribute(value=ast.Name(id=name), attr=member) if issubclass(getattr(homelab, name, object), Enum):
            return getattr(homelab, name)[member].value
        case _:
            return unknown
