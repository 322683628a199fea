"""Descriptions as text for a terminal."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from homelab.explain.description import STACK_KEY, Child, Description, Kind, Node
from homelab.explain.variables import Variable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_INDENT = 2


def show(description: Description, console: "Console", *, key: str = STACK_KEY) -> None:
    """Print all that is known of something.

    :param key: Configuration key of the workspace, below which examples stand.
    """
    from rich.text import Text

    console.print(_title(description))
    if description.meaning:
        console.print(Text(plain(description.meaning)))
    if facts := [*_facts(description)]:
        console.print()
        console.print(_table(facts))
    # What people copy stays one line.
    if description.command:
        console.print(f"\nSet it, encrypted:\n  {description.command}", soft_wrap=True)
    if description.example is not None:
        example = textwrap.indent(yaml_text(description.example), " " * _INDENT)
        console.print(f"\nExample, below {key} in the stack's file:\n{example}", end="", soft_wrap=True)
    if description.see:
        console.print(f"\nLibreChat's documentation:\n  {description.see}", soft_wrap=True)
    if description.children:
        console.print(f"\n{'Keys' if description.kind is Kind.KEY else 'Arguments'} (* is required):")
        console.print(_children(description.children))
    if description.outputs:
        console.print("\nOutputs:")
        console.print(_children(description.outputs))


def show_elsewhere(components: Sequence[str], console: "Console") -> None:
    """Print what else can be explained, where no path was given."""
    console.print("\nAlso: homelab explain librechat.yaml, homelab explain VARIABLE, and these components:")
    console.print(", ".join(components))


def show_tree(node: Node, console: "Console", *, depth: int = 1) -> None:
    """Print the names and types of all that is below, without variables' names."""
    for line in tree_lines(node, depth=depth):
        console.print(line, overflow="ellipsis", no_wrap=True)


def tree_lines(node: Node, *, depth: int) -> Iterator[str]:
    """A line for each name below, indented, with its type."""
    for name, child in node.children.items():
        if isinstance(child, Variable):
            continue
        summary = child.summary(name)
        yield f"{' ' * _INDENT * depth}{name}{'*' if summary.required else ''}  {summary.type}"
        yield from tree_lines(child, depth=depth + 1)


def plain(text: str) -> str:
    """A docstring with names in single backquotes."""
    return text.replace("``", "`")


def yaml_text(value: Mapping[str, Any]) -> str:
    """A value as YAML, in its own order."""
    import yaml

    return yaml.safe_dump({**value}, sort_keys=False, allow_unicode=True, width=76)


def _title(description: Description) -> "RenderableType":
    from rich.text import Text

    about = [
        *([description.kind.value] if description.kind is not Kind.ARGUMENT else []),
        *([description.type] if description.kind is not Kind.COMPONENT else []),
        *(["required"] if description.required else []),
    ]
    return Text(description.path, style="bold").append(f"  {', '.join(about)}", style="not bold dim")


def _facts(description: Description) -> Iterator[tuple[str, str]]:
    if description.default is not None:
        yield "Default", plain(description.default)
    for text in description.expected:
        yield "Expected", text
    if description.secret and not description.command:
        yield "Secret", "never shown"
    if description.may_be_output:
        yield "In a program", "may be an Output"
    if description.librechat:
        is_variable = description.kind in (Kind.VARIABLE, Kind.KEY)
        yield ("Set by" if is_variable else "LibreChat's"), ", ".join(description.librechat)


def _table(rows: Sequence[tuple[str, str]]) -> "RenderableType":
    from rich.table import Table

    table = Table.grid(padding=(0, _INDENT))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _children(children: Sequence[Child]) -> "RenderableType":
    from rich.table import Table

    table = Table.grid(padding=(0, _INDENT, 0, 0), pad_edge=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="dim", max_width=20)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.expand = True
    for child in children:
        table.add_row(f"  {child.name}{'*' if child.required else ''}", child.type, plain(child.meaning))
    return table
