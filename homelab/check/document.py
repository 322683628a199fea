"""YAML documents with line numbers, parsed like js-yaml 4, LibreChat's parser.

Both return the same value, or both reject the text. Only this module rejects aliases within their own anchors,
documents that are too large to check, and some syntax that does not occur in practice: empty keys in a flow list
(``[: a]``), tags before a tab, and a list whose first item is empty and indented deeper than the second one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from yaml import MarkedYAMLError
from yaml.error import Mark
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from homelab.check import scalars
from homelab.check.scanner import MOST_LEVELS, Events
from homelab.detection import mask
from homelab.librechat_config.schema.problem import Key, Keys

_LONGEST_MESSAGE = 200
_MOST_VALUES = 10_000
_LONGEST_MERGE, _MOST_MERGED = 100, 10_000
"""Limits of js-yaml: maps under one ``<<``, and merged maps and keys in the whole document."""

_NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NOT_QUOTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class DocumentError(Exception):
    """Reason why a file is not YAML. LibreChat would start with its defaults then."""

    def __init__(self, message: str, line: int, column: int) -> None:
        message = mask(message)
        super().__init__(message if len(message) <= _LONGEST_MESSAGE else f"{message[:_LONGEST_MESSAGE]}...")
        self.line = line
        """Counted from 1."""
        self.column = column
        """Counted from 1."""


@dataclass(frozen=True)
class Document:
    """A file's content and line numbers."""

    content: Any
    """Value as in JavaScript: keys are strings."""
    lines: Mapping[tuple[int, Key], int]
    """Line, counted from 1, of each key and list item, by the identity of the map or list."""

    def line(self, keys: Keys) -> int:
        """Line of a value, or of the innermost existing group around it."""
        line, value = 1, self.content
        for key in keys:
            line = self.lines.get((id(value), key), line)
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                break
        return line


def read_document(text: str) -> Document:
    """Parse a document.

    :raises DocumentError: It is not YAML, or a map has duplicate keys, which LibreChat's parser rejects.
    """
    if "\0" in text:
        before = text[: text.index("\0")].splitlines() or [""]
        raise DocumentError("a character that YAML does not allow", len(before), len(before[-1]) + 1)
    # Like js-yaml, so that the last line of a block scalar ends with a line break.
    text = text if text.endswith(("\n", "\r")) else f"{text}\n"
    events = Events(text)
    try:
        return _Builder(text, events).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _error(error.problem or error.context or "not YAML", mark) from error
    except (ValueError, OverflowError) as error:
        raise _error("an escape sequence for a character that does not exist", events.get_mark()) from error
    finally:
        events.dispose()


class _Builder:
    """Builds values from events."""

    def __init__(self, text: str, events: Events) -> None:
        self._text = text
        self._events = events
        self._lines: dict[tuple[int, Key], int] = {}
        self._anchors: dict[str, Any] = {}
        self._sizes: dict[int, int] = {}
        """Number of values in a map or list, at any depth; 0 while it is being read."""
        self._collections: list[Any] = []
        """All maps and lists, kept alive so that none reuses the identity of another."""
        self._depth = 0
        self._merged = 0

    def document(self) -> Document:
        self._events.get_event()
        if self._events.check_event(StreamEndEvent):
            return Document(None, {})
        self._events.get_event()
        content, _ = self._value()
        self._events.get_event()
        if not self._events.check_event(StreamEndEvent):
            raise _error("expected a single document, found another one", self._events.peek_event().start_mark)
        return Document(content, self._lines)

    def _value(self) -> tuple[Any, bool]:
        """Next value, and whether it is the merge key ``<<``."""
        event = self._events.get_event()
        self._depth += 1
        if self._depth > MOST_LEVELS:
            raise _error(f"nested more than {MOST_LEVELS} levels deep", event.start_mark)
        is_merge = False
        if isinstance(event, AliasEvent):
            value = self._alias(event)
        elif isinstance(event, ScalarEvent):
            value, is_merge = self._scalar(event), _is_merge(event)
        else:
            value = self._collection(event)
        self._depth -= 1
        return value, is_merge

    def _alias(self, event: AliasEvent) -> Any:
        if event.anchor not in self._anchors:
            raise _error(
                "no anchor of its name precedes this alias: write a text that begins with * in quotes", event.start_mark
            )
        value = self._anchors[event.anchor]
        if self._sizes.get(id(value)) == 0:
            raise _error("an alias refers to a node that contains it", event.start_mark)
        return value

    def _scalar(self, event: ScalarEvent) -> scalars.Scalar:
        start, end = cast(Mark, event.start_mark), cast(Mark, event.end_mark)
        is_quoted = event.style in ("'", '"')
        if (
            _NOT_QUOTABLE.search(self._text, start.index, end.index)
            if is_quoted
            else _NOT_PRINTABLE.search(event.value)
        ):
            raise _error("a character that YAML does not allow", start)
        text = scalars.join_surrogates(Events.restore(event.value))
        is_empty = not (is_quoted or event.style or event.value)
        try:
            if event.tag is None:
                value = text if event.style else None if is_empty else scalars.resolve(text)
            elif event.tag == "!":
                value = None if is_empty else text
            else:
                value = scalars.resolve_tagged(text, event.tag, is_empty=is_empty)
        except ValueError as error:
            raise _error(str(error), start) from error
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _collection(self, event: CollectionStartEvent) -> Any:
        value: Any = {} if isinstance(event, MappingStartEvent) else []
        self._collections.append(value)
        self._sizes[id(value)] = 0
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        size = self._fill_map(value) if isinstance(event, MappingStartEvent) else self._fill_list(value)
        self._sizes[id(value)] = size
        return self._resolve_tag(value, event)

    def _fill_list(self, value: list[Any]) -> int:
        size = 1
        while not self._events.check_event(SequenceEndEvent):
            mark = self._events.peek_event().start_mark
            self._lines[id(value), len(value)] = mark.line + 1
            item, _ = self._value()
            value.append(item)
            size = self._grow(size, item, mark)
        self._events.get_event()
        return size

    def _fill_map(self, value: dict[str, Any]) -> int:
        size = 1
        overridable: set[str] = set()
        while not self._events.check_event(MappingEndEvent):
            mark = self._events.peek_event().start_mark
            key, is_merge = self._value()
            inner, _ = self._value()
            size = self._grow(size, inner, mark)
            if is_merge:
                overridable |= self._merge(value, inner, mark)
            else:
                self._store(value, key, inner, mark, overridable)
        self._events.get_event()
        return size

    def _store(self, value: dict[str, Any], key: object, inner: Any, mark: Mark, overridable: set[str]) -> None:
        try:
            name = scalars.key_text(key)
        except ValueError as error:
            raise _error(str(error), mark) from error
        if name in value and name not in overridable:
            raise _error(f"duplicate key {name!r}: first in line {self._lines[id(value), name]}", mark)
        overridable.discard(name)
        value[name] = inner
        self._lines[id(value), name] = mark.line + 1

    def _merge(self, value: dict[str, Any], inner: Any, mark: Mark) -> set[str]:
        """Add keys that the map does not have, and return them."""
        sources: list[Any] = inner if isinstance(inner, list) else [inner]
        if len(sources) > _LONGEST_MERGE:
            raise _error(f"<< merges more than {_LONGEST_MERGE} maps", mark)
        added: set[str] = set()
        for source in sources:
            if not isinstance(source, dict | list | datetime):
                raise _error("<< merges maps, but this is not a map", mark)
            entries: dict[Key, Any] = {} if isinstance(source, datetime) else dict(_entries(source))
            self._merged += 1 + len(entries)
            if self._merged > _MOST_MERGED:
                raise _error(f"<< merges more than {_MOST_MERGED} keys", mark)
            for key, item in entries.items():
                if str(key) not in value:
                    value[str(key)] = item
                    self._lines[id(value), str(key)] = self._lines.get((id(source), key), mark.line + 1)
                    added.add(str(key))
        return added

    def _grow(self, size: int, value: Any, mark: Mark) -> int:
        size += self._sizes.get(id(value), 1) if isinstance(value, dict | list) else 1
        if size > _MOST_VALUES or len(self._lines) > _MOST_VALUES:
            raise _error(f"more than {_MOST_VALUES} values, including those of aliases: too many to check", mark)
        return size

    def _resolve_tag(self, value: Any, event: CollectionStartEvent) -> Any:
        if event.tag in (None, "!"):
            return value
        try:
            result = scalars.resolve_tagged_collection(value, event.tag)
        except ValueError as error:
            raise _error(str(error), event.start_mark) from error
        if event.anchor is not None:
            self._anchors[event.anchor] = result
        return result


def _entries(source: Any) -> Iterator[tuple[Key, Any]]:
    yield from source.items() if isinstance(source, dict) else enumerate(source)


def _is_merge(event: ScalarEvent) -> bool:
    return event.value == "<<" and (event.implicit[0] if event.tag is None else event.tag == scalars.MERGE)


def _error(message: str, mark: Any) -> DocumentError:
    return DocumentError(message, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
