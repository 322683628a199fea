"""YAML documents with line numbers, parsed as by LibreChat: YAML 1.2, where ``yes`` is a string, ``1e3`` a number."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import yaml
from yaml.reader import ReaderError

from homelab.librechat_config.schema.problem import Keys

_INTEGER = re.compile(r"[-+]?(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)")
_FLOAT = re.compile(
    r"[-+]?(?:[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))|\.(?:[0-9]+(?:[eE][-+]?[0-9]+)?|nan|NaN|NAN)"
)
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER_TAG, _FLOAT_TAG, _BOOLEAN_TAG, _VALUE_TAG, _MERGE_TAG = (
    f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "value", "merge")
)
_REPLACED_TAGS = (_INTEGER_TAG, _FLOAT_TAG, _BOOLEAN_TAG, _VALUE_TAG)


class DocumentError(Exception):
    """Reason why a file is not YAML. LibreChat would start with its defaults then."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        """Counted from 1."""
        self.column = column
        """Counted from 1."""


@dataclass(frozen=True)
class Document:
    """A file's content and line numbers."""

    content: Any
    lines: Mapping[Keys, int]
    """Line, counted from 1, of each key and list item."""

    def line(self, keys: Keys) -> int:
        """Line of a value, or of the innermost existing group around it."""
        while keys not in self.lines:
            keys = keys[:-1]
        return self.lines[keys]


def read_document(text: str) -> Document:
    """Parse a document.

    :raises DocumentError: It is not YAML, or a map has duplicate keys, which LibreChat's parser refuses.
    """
    try:
        loader = _Loader(text)
    except ReaderError as error:
        before = text[: error.position].splitlines() or [""]
        raise DocumentError("a character that YAML does not allow", len(before), len(before[-1]) + 1) from error
    try:
        return _document(loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or error.context or "not YAML"
        raise DocumentError(reason, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1) from error
    finally:
        loader.dispose()


def _document(loader: "_Loader") -> Document:
    node = loader.get_single_node()
    if node is None:
        return Document(None, {(): 1})
    for mapping in _mappings(node, ()):
        _refuse_duplicate_keys(mapping)
    content = loader.construct_document(node)
    return Document(content, {(): 1, **dict(_lines(loader, node, ()))})


class _Loader(yaml.SafeLoader):
    """PyYAML's loader, which implements YAML 1.1, with the scalars of YAML 1.2."""

    yaml_implicit_resolvers = {  # noqa: RUF012  the name and type are PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _REPLACED_TAGS]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _construct_integer(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node).lower()
    return int(text, 0) if re.match(r"[-+]?0[box]", text) else int(text)


def _construct_float(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> float:
    text = loader.construct_scalar(node).lower()
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


for _tag, _pattern, _first in (
    (_BOOLEAN_TAG, _BOOLEAN, "tTfF"),
    (_INTEGER_TAG, _INTEGER, "-+0123456789"),
    (_FLOAT_TAG, _FLOAT, "-+0123456789."),
):
    _Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_pattern.pattern})\Z"), list(_first))
_Loader.add_constructor(_INTEGER_TAG, _construct_integer)
_Loader.add_constructor(_FLOAT_TAG, _construct_float)
# ``<<`` only has a meaning as a key.
_Loader.add_constructor(_MERGE_TAG, yaml.SafeLoader.construct_yaml_str)


def _mappings(node: yaml.Node, ancestors: tuple[int, ...]) -> Iterator[yaml.MappingNode]:
    if id(node) in ancestors:
        raise yaml.MarkedYAMLError(problem="an alias refers to a node that contains it", problem_mark=node.start_mark)
    if isinstance(node, yaml.MappingNode):
        yield node
    for _, inner in _children(node):
        yield from _mappings(inner, (*ancestors, id(node)))


def _refuse_duplicate_keys(node: yaml.MappingNode) -> None:
    seen: dict[str, int] = {}
    for key, _ in cast(list[tuple[yaml.Node, yaml.Node]], node.value):
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                message = f"duplicate key {key.value!r}: first in line {seen[key.value]}"
                raise yaml.MarkedYAMLError(problem=message, problem_mark=key.start_mark)
            seen[key.value] = key.start_mark.line + 1


def _lines(loader: yaml.SafeLoader, node: yaml.Node, keys: Keys) -> Iterator[tuple[Keys, int]]:
    for key, inner in _children(node):
        if isinstance(key, yaml.Node):
            inner_keys = (*keys, loader.construct_object(key, deep=True))
            yield inner_keys, key.start_mark.line + 1
        else:
            inner_keys = (*keys, key)
            yield inner_keys, inner.start_mark.line + 1
        yield from _lines(loader, inner, inner_keys)


def _children(node: yaml.Node) -> Iterator[tuple[yaml.Node | int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from cast(list[tuple[yaml.Node, yaml.Node]], node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from enumerate(cast(list[yaml.Node], node.value))
