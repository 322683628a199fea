"""The page of the reference about components: what each is, takes and gives out, derived from its class."""

import inspect
from collections.abc import Sequence
from types import ModuleType

import pulumi

import homelab
import homelab.aws
from homelab.explain import Description, Node
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
    # By its class: two packages have a component of one name.
    known = arguments_of(offered, inspect.signature(offered.__init__).parameters["args"].annotation)
    rows = [(f"`{each.name}`", each.type, from_docstring(each.meaning)) for each in known.describe().outputs]
    given = f"Outputs:\n\n{table(['Output', 'Type', 'Meaning'], rows)}\n" if rows else ""
    about = from_docstring(inspect.cleandoc(offered.__doc__ or ""))
    heading = f"## {offered.__name__}\n`from {package} import {offered.__name__}`\n"
    return f"{heading}\n{about}\n\n{given}{_arguments(offered.__name__, known)}"


def _arguments(name: str, known: Node) -> str:
    if name in WITH_PAGES:
        return f"Its arguments have [pages of their own]({name}/general.md).\n"
    rows = [_row(key, node.describe()) for key, node in members(known)]
    return f"Arguments:\n\n{table(['Argument', 'Type', 'Default', 'Meaning'], rows)}"


def _row(name: str, description: Description) -> Sequence[str]:
    default = "required" if description.required else from_docstring(description.default or "none")
    return (f"`{name}`", description.type, default, from_docstring(description.meaning))
