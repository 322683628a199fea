"""The page of the reference about components: what each is, takes and gives out, derived from its class."""

import ast
import inspect
import itertools
import typing
from collections.abc import Iterator, Sequence
from types import ModuleType

import pulumi

import homelab
import homelab.aws
from homelab.explain import Description
from homelab.explain.arguments import arguments_of
from tools.site.argument_pages import members
from tools.site.markdown import from_docstring, table

WITH_PAGES = ("AIWorkspace", "AWSWorkspace", "RetrievalApi")
"""Components whose arguments have pages of their own."""


def page() -> str:
    """All components, those for Kubernetes first."""
    parts = [_section(each) for module in (homelab, homelab.aws) for each in components(module)]
    return "# Components\n" + "\n".join(
        [
            "A workspace consists of these. Each can be used alone in a program; `homelab.aws` has those for AWS.",
            "Arguments are plain dictionaries. Most values may be an Output: `homelab explain` says which.",
            "",
            *parts,
        ]
    )


def components(module: ModuleType) -> list[type[pulumi.ComponentResource]]:
    """The components that a package offers."""
    public = (getattr(module, name) for name in module.__all__)
    return [each for each in public if inspect.isclass(each) and issubclass(each, pulumi.ComponentResource)]


def _section(offered: type[pulumi.ComponentResource]) -> str:
    package = "homelab.aws" if offered.__module__.startswith("homelab.aws") else "homelab"
    rows = [(f"`{name}`", f"`{kind}`", from_docstring(meaning)) for name, kind, meaning in outputs(offered)]
    given = f"Outputs:\n\n{table(['Output', 'Type', 'Meaning'], rows)}\n" if rows else ""
    about = from_docstring(inspect.cleandoc(offered.__doc__ or ""))
    heading = f"## {offered.__name__}\n`from {package} import {offered.__name__}`\n"
    return f"{heading}\n{about}\n\n{given}{_arguments(offered)}"


def _arguments(offered: type[pulumi.ComponentResource]) -> str:
    name = offered.__name__
    if name in WITH_PAGES:
        return f"Its arguments have [pages of their own]({name}/general.md).\n"
    # By its class: two packages have a component of one name.
    args_type = inspect.signature(offered.__init__).parameters["args"].annotation
    rows = [_row(key, node.describe()) for key, node in members(arguments_of(name, args_type))]
    return f"Arguments:\n\n{table(['Argument', 'Type', 'Default', 'Meaning'], rows)}"


def _row(name: str, description: Description) -> Sequence[str]:
    default = "required" if description.required else from_docstring(description.default or "none")
    return (f"`{name}`", description.type, default, from_docstring(description.meaning))


def outputs(offered: type[pulumi.ComponentResource]) -> Iterator[tuple[str, str, str]]:
    """Name, type and meaning of what a component gives out: its attributes with docstrings."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(offered) or typing))
    body = next(node.body for node in ast.walk(tree) if _is_class(node, offered.__name__))
    for statement, following in itertools.pairwise(body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                kind = ast.unparse(statement.annotation).replace("pulumi.", "")
                yield name, kind, inspect.cleandoc(text)
            case _:
                pass


def _is_class(node: ast.AST, name: str) -> typing.TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef) and node.name == name
