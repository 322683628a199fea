"""Edits of a YAML text that leave every other byte as it is.

What serializers write back differs from what people wrote, in indentation, quotes and line breaks at least. So the
parser only says where something stands.
"""

from collections.abc import Sequence

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


class EditError(Exception):
    """Reason why a text cannot be edited, as one line."""


Entry = tuple[Node, Node]
"""Key and value."""


def find(text: str, keys: Sequence[str]) -> Entry | None:
    """The entry at a path of keys; None if there is none.

    :raises EditError: The text is not YAML.
    """
    entry = _entry(text, keys)
    return entry[1] if entry else None


def source(text: str, keys: Sequence[str]) -> str:
    """A scalar as it is written, with its quotes.

    :raises EditError: There is none, or it takes several lines.
    """
    start, end = _place_of_scalar(text, keys)
    return text[start:end]


def replace(text: str, keys: Sequence[str], written: str) -> str:
    """Replace a scalar by another one.

    :raises EditError: There is none, or it takes several lines.
    """
    start, end = _place_of_scalar(text, keys)
    return text[:start] + written + text[end:]


def _place_of_scalar(text: str, keys: Sequence[str]) -> tuple[int, int]:
    entry = find(text, keys)
    if entry is None or not isinstance(entry[1], ScalarNode) or entry[1].start_mark.line != entry[1].end_mark.line:
        raise EditError(f"{'.'.join(keys)} is no text on one line")
    return entry[1].start_mark.index, entry[1].end_mark.index


def insert_first(text: str, keys: Sequence[str], line: str) -> str:
    """Insert an entry before the others of a map in block style.

    :raises EditError: There is no such map.
    """
    entry = find(text, keys)
    if entry is None or not isinstance(entry[1], MappingNode) or entry[1].flow_style or not entry[1].value:
        raise EditError(f"{'.'.join(keys)} is no map in block style")
    first: Node = entry[1].value[0][0]
    start = first.start_mark.index
    return f"{text[:start]}{line}\n{' ' * first.start_mark.column}{text[start:]}"


def remove(text: str, keys: Sequence[str]) -> str:
    """Remove an entry with all of its lines.

    :raises EditError: There is no such entry, or it shares a line with others.
    """
    found = _entry(text, keys)
    if found is None:
        raise EditError(f"{'.'.join(keys)} is missing")
    parent, (key, value) = found
    if parent.flow_style:
        raise EditError(f"{'.'.join(keys)} stands in braces: write one entry a line")
    lines = text.splitlines(keepends=True)
    del lines[key.start_mark.line : _last_line(value) + 1]
    return "".join(lines)


def _entry(text: str, keys: Sequence[str]) -> tuple[MappingNode, Entry] | None:
    try:
        node: Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise EditError("not valid YAML") from error
    found: tuple[MappingNode, Entry] | None = None
    for name in keys:
        if not isinstance(node, MappingNode):
            return None
        entries: list[Entry] = node.value
        entry = next((each for each in entries if isinstance(each[0], ScalarNode) and each[0].value == name), None)
        if entry is None:
            return None
        found, node = (node, entry), entry[1]
    return found


def _last_line(node: Node) -> int:
    """Line on which a value ends; the mark of a block is where the next thing begins, after comments."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _last_line(node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _last_line(node.value[-1])
    mark = node.end_mark
    return (
        mark.line - 1 if isinstance(node, ScalarNode) and node.style in ("|", ">") and mark.column == 0 else mark.line
    )
