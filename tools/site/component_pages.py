"""The page of the reference about components: what each is, takes and gives out, derived from its class."""

import ast
import inspect
import itertools
import typing
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import pulumi

import homelab
import homelab.aws
from tools.site.arguments import Argument, arguments
from tools.site.markdown import from_docstring, table

_ON_PAGES = ("AIWorkspace", "AWSWorkspace", "RetrievalApi")
"""Components whose arguments have pages of their own."""


def page() -> str:
    """All components, those for Kubernetes first."""
    parts = [_section(each) for module in (homelab, homelab.aws) for each in components(module)]
    return "# Components\n" + "\n".join(
        [
            "A workspace consists of these. Each can be used alone in a program; `homelab.aws` has those for AWS.",
            "Arguments are plain dictionaries, in which every value may be a `pulumi.Output`.",
            "",
            *parts,
        ]
    )


def components(module: ModuleType) -> list[type[pulumi.ComponentResource]]:
    """The components that a package offers."""
    public = (getattr(module, name) for name in module.__all__)
    return [each for each in public if inspect.isclass(each) and issubclass(each, pulumi.ComponentResource)]


def args_type(component: type[pulumi.ComponentResource]) -> Any:
    """The TypedDict of a component's arguments."""
    return inspect.signature(component.__init__).parameters["args"].annotation


def _section(component: type[pulumi.ComponentResource]) -> str:
    package = "homelab.aws" if component.__module__.startswith("homelab.aws") else "homelab"
    rows = [(f"`{name}`", f"`{kind}`", from_docstring(meaning)) for name, kind, meaning in outputs(component)]
    given = f"Outputs:\n\n{table(['Output', 'Type', 'Meaning'], rows)}\n" if rows else ""
    about = from_docstring(inspect.cleandoc(component.__doc__ or ""))
    heading = f"## {component.__name__}\n`from {package} import {component.__name__}`\n"
    return f"{heading}\n{about}\n\n{given}{_arguments(component)}"


def _arguments(component: type[pulumi.ComponentResource]) -> str:
    if component.__name__ in _ON_PAGES:
        return f"Its arguments have [pages of their own]({component.__name__}/general.md).\n"
    rows = map(_row, arguments(args_type(component)))
    return f"Arguments:\n\n{table(['Argument', 'Type', 'Default', 'Meaning'], rows)}"


def _row(argument: Argument) -> Sequence[str]:
    default = "required" if argument.required else from_docstring(argument.default) or "none"
    return (f"`{argument.name}`", argument.type, default, from_docstring(argument.meaning))


def outputs(component: type[pulumi.ComponentResource]) -> Iterator[tuple[str, str, str]]:
    """Name, type and meaning of what a component gives out: its attributes with docstrings."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(component) or typing))
    body = next(node.body for node in ast.walk(tree) if _is_class(node, component.__name__))
    for statement, following in itertools.pairwise(body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                kind = ast.unparse(statement.annotation).replace("pulumi.", "")
                yield name, kind, inspect.cleandoc(text)
            case _:
                pass


def _is_class(node: ast.AST, name: str) -> typing.TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef) and node.name == name
