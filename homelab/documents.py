"""YAML documents of bounded size with line numbers: what all readers of users' files have in common.

Parsers differ in their scalars, keys and tags: `Builder` leaves these to subclasses.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from yaml.error import Mark, MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import FlowMappingStartToken, FlowSequenceStartToken

from homelab.bounds import MOST_LEVELS, MOST_VALUES
from homelab.detection import mask

Key: TypeAlias = str | int
"""Key of a map, or index of a list."""

_TAG_HANDLE = re.compile(r"(tag handle) .*", re.DOTALL)
_LONGEST_MESSAGE = 200
_LONGEST_MERGE, _MOST_MERGED = 100, 10_000
"""Limits of js-yaml: maps under one ``<<``, and merged maps and keys in the whole document."""


class FileError(Exception):
    """Reason why a file cannot be read, without its name."""


def read_text(file: Path, *, most_bytes: int) -> str:
    """Text of a file in UTF-8.

    :raises FileError: It cannot be read, or is larger than ``most_bytes``.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(most_bytes + 1)
    except OSError as error:
        raise FileError(error.strerror) from error
    if len(content) > most_bytes:
        raise FileError(f"larger than {most_bytes // 1024} KiB, the limit")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise FileError("not UTF-8") from error


class DocumentError(Exception):
    """Reason why a text is no document, as one line."""

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
    """The value. Keys are strings."""
    lines: Mapping[tuple[int, Key], int]
    """Line, counted from 1, of each key and list item, by the identity of the map or list."""

    def line(self, keys: tuple[Key, ...]) -> int:
        """Line of a value, or of the innermost existing group around it."""
        line, value = 1, self.content
        for key in keys:
            line = self.lines.get((id(value), key), line)
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                break
        return line


class Events(Reader, Scanner, Parser):
    """Events of a text, as PyYAML's parser gives them, in bounded time for any brackets."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def check_printable(self, data: str) -> None:
        """Reject characters that YAML does not allow."""
        if match := self.NON_PRINTABLE.search(data):
            lines = data[: match.start()].split("\n")
            raise DocumentError("a character that YAML does not allow", len(lines), len(lines[-1]) + 1)

    def fetch_flow_collection_start(
        self,
        TokenClass: type[FlowSequenceStartToken] | type[FlowMappingStartToken],  # noqa: N803 (the name is PyYAML's)
    ) -> None:
        """Reject too deep nesting before PyYAML searches a key at each bracket."""
        if self.flow_level >= MOST_LEVELS:
            raise ScannerError(None, None, f"nested more than {MOST_LEVELS} levels deep", self.get_mark())
        super().fetch_flow_collection_start(TokenClass)


class Builder(ABC):
    """Builds a document from events, within bounded time and memory."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._lines: dict[tuple[int, Key], int] = {}
        self._anchors: dict[str, Any] = {}
        self._sizes: dict[int, int] = {}
        """Number of values in a map or list, at any depth; 0 while it is being read."""
        self._collections: list[Any] = []
        """All maps and lists, kept alive so that none reuses the identity of another."""
        self._depth = 0
        self._merged = 0

    @abstractmethod
    def resolve_scalar(self, event: ScalarEvent) -> Any:
        """Value of a scalar.

        :raises ValueError: It has none.
        """

    @abstractmethod
    def resolve_collection(self, value: Any, tag: str) -> Any:
        """Value of a map or list with a tag.

        :raises ValueError: The tag is unknown, or does not match it.
        """

    @abstractmethod
    def key_text(self, key: object) -> str:
        """Name that a value is as a key.

        :raises ValueError: It cannot be a key.
        """

    @abstractmethod
    def is_merge(self, event: ScalarEvent) -> bool:
        """Whether a key merges its value into the map: ``<<``."""

    @abstractmethod
    def merge_entries(self, source: Any) -> Mapping[Key, Any]:
        """Entries that a value adds to the map that it is merged into.

        :raises ValueError: It cannot be merged.
        """

    def document(self) -> Document:
        """Build the only document among the events.

        :raises DocumentError: They are no document, or there are several of them, or one is too large.
        """
        try:
            return self._document()
        except MarkedYAMLError as error:
            # A password that begins with ! is read as a tag.
            problem = _TAG_HANDLE.sub(r"\1", error.problem or error.context or "not YAML")
            raise _error(problem, error.problem_mark or error.context_mark) from error
        except (ValueError, OverflowError) as error:
            message = "an escape sequence for a character that does not exist"
            raise _error(message, self._events.get_mark()) from error
        finally:
            self._events.dispose()

    def _document(self) -> Document:
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
            value, is_merge = self._scalar(event), self.is_merge(event)
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

    def _scalar(self, event: ScalarEvent) -> Any:
        try:
            value = self.resolve_scalar(event)
        except ValueError as error:
            raise _error(str(error), event.start_mark) from error
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
            name = self.key_text(key)
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
            try:
                entries = self.merge_entries(source)
            except ValueError as error:
                raise _error(str(error), mark) from error
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
        if size > MOST_VALUES or len(self._lines) > MOST_VALUES:
            raise _error(f"more than {MOST_VALUES} values, including those of aliases: too many to check", mark)
        return size

    def _resolve_tag(self, value: Any, event: CollectionStartEvent) -> Any:
        if event.tag in (None, "!"):
            return value
        try:
            result = self.resolve_collection(value, event.tag)
        except ValueError as error:
            raise _error(str(error), event.start_mark) from error
        if event.anchor is not None:
            self._anchors[event.anchor] = result
        return result


def _error(message: str, mark: Any) -> DocumentError:
    return DocumentError(message, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
