"""Descriptions as text for a terminal."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from homelab.explain.description import Child, Description, Kind, Node
from homelab.explain.search import Found, Match
from homelab.explain.variables import Variable
from homelab.stack.keys import KEY

if TYPE_CHECKING:
    from rich.console import Console


class _Words(TypedDict):
    break_long_words: bool
    break_on_hyphens: bool


_INDENT = "  "
_WHOLE_WORDS = _Words(break_long_words=False, break_on_hyphens=False)


def show(description: Description, console: "Console") -> None:
    """Print all that is known of something. Nothing is cut, and no line has spaces at its end."""
    width = console.width
    _print_title(description, console)
    _print(_wrapped(plain(description.meaning), width), console)
    if facts := [*_facts(description)]:
        _print(["", *_fact_lines(facts, width)], console)
    if description.rules:
        _print(["", "Rules:", *_wrapped("\n".join(description.rules), width, depth=1, hanging=1)], console)
    if description.command:
        _print(["", "Set it, encrypted:", f"{_INDENT}{description.command}"], console)
    if description.example is not None:
        example = textwrap.indent(yaml_text(description.example), _INDENT).splitlines()
        _print(["", f"Example, below {KEY} in the stack's file:", *example], console)
    if description.example_commands:
        _print(
            ["", "Set its secrets, encrypted:", *(f"{_INDENT}{each}" for each in description.example_commands)], console
        )
    if description.see:
        _print(["", "LibreChat's documentation:", f"{_INDENT}{description.see}"], console)
    if description.children:
        _print(["", *_wrapped(_heading(description), width), *_child_lines(description.children, width)], console)
    if description.outputs:
        _print(["", "Outputs:", *_child_lines(description.outputs, width)], console)


def show_elsewhere(components: Sequence[str], console: "Console") -> None:
    """Print what else can be explained, where no path was given."""
    also = "Also: homelab explain librechat.yaml, homelab explain VARIABLE, and these components:"
    _print(["", *_wrapped(f"{also}\n{', '.join(components)}", console.width)], console)


def show_found(found: Found, asked: str, console: "Console") -> None:
    """Print what else somebody may have asked for."""
    heading = [f"About {asked}, best first:"] if found.node is None else ["", f"Also about {asked}:"]
    lines = [line for each in found.others for line in _found_lines(each, console.width)]
    more = [f"{_INDENT}and {found.more} more"] if found.more else []
    _print([*heading, *lines, *more], console)


def show_tree(node: Node, console: "Console") -> None:
    """Print the names and types of all that is below, without variables' names."""
    _print(tree_lines(node, console.width), console)


def tree_lines(node: Node, width: int, *, depth: int = 1) -> Iterator[str]:
    """A line for each name below, indented, with its type; more lines where that is long."""
    for name, child in node.children.items():
        if isinstance(child, Variable):
            continue
        yield from _wrapped(_name_and_type(child.summary(name)), width, depth, hanging=2)
        yield from tree_lines(child, width, depth=depth + 1)


def plain(text: str) -> str:
    """A docstring with names in single backquotes."""
    return text.replace("``", "`")


def yaml_text(value: Mapping[str, Any]) -> str:
    """A value as YAML, in its own order."""
    import yaml

    return yaml.safe_dump({**value}, sort_keys=False, allow_unicode=True, width=76)


def _print(lines: Iterable[str], console: "Console") -> None:
    # What is long and has no spaces, such as an address or a command, stays one line, which people copy.
    for line in lines:
        console.print(line, soft_wrap=True)


def _print_title(description: Description, console: "Console") -> None:
    from rich.text import Text

    first, *rest = _wrapped(f"{description.path}  {', '.join(_about(description))}", console.width, hanging=1)
    path, more = first[: len(description.path)], first[len(description.path) :]
    console.print(Text(path, style="bold").append("\n".join([more, *rest]), style="not bold dim"), soft_wrap=True)


def _about(description: Description) -> Iterator[str]:
    """Kind and type; the latter is last, as it may be a list."""
    if description.kind is not Kind.ARGUMENT:
        yield description.kind.value
    if description.required:
        yield "required"
    if description.kind is not Kind.COMPONENT:
        yield description.type


def _heading(description: Description) -> str:
    """What stands above the arguments: which of them are required."""
    name = "Keys" if description.kind is Kind.KEY else "Arguments"
    required = ["* is required"] if any(child.required for child in description.children) else []
    required += [f"one of {', '.join(names)} is required" for names in description.required_below]
    return f"{name} ({'; '.join(required)}):" if required else f"{name}:"


def _facts(description: Description) -> Iterator[tuple[str, str]]:
    if description.one_of:
        yield "Required", f"one of {', '.join(description.one_of)}"
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
    if description.rag_api:
        yield "RAG API's", ", ".join(description.rag_api)
    if description.part_of:
        yield "Part of", description.part_of


def _fact_lines(facts: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    label_width = max(len(label) for label, _ in facts)
    for label, text in facts:
        label_and_text = f"{label.ljust(label_width)}{_INDENT}"
        yield from textwrap.wrap(
            text, width, initial_indent=label_and_text, subsequent_indent=" " * len(label_and_text), **_WHOLE_WORDS
        )


def _child_lines(children: Sequence[Child], width: int) -> Iterator[str]:
    for child in children:
        yield from _wrapped(_name_and_type(child), width, depth=1, hanging=3)
        yield from _wrapped(plain(child.meaning), width, depth=2)


def _found_lines(match: Match, width: int) -> Iterator[str]:
    meaning = f"{_INDENT}{plain(match.meaning)}" if match.meaning else ""
    yield from _wrapped(f"{match.path}{meaning}", width, depth=1, hanging=1)


def _name_and_type(child: Child) -> str:
    return f"{child.name}{'*' if child.required else ''}{_INDENT}{child.type}"


def _wrapped(text: str, width: int, depth: int = 0, *, hanging: int = 0) -> Iterator[str]:
    """Lines of a text, indented, whose own lines stay lines.

    :param hanging: Further levels by which all but the first line are indented.
    """
    first, more = _INDENT * depth, _INDENT * (depth + hanging)
    for line in text.splitlines():
        yield from textwrap.wrap(line, width, initial_indent=first, subsequent_indent=more, **_WHOLE_WORDS) or [""]
