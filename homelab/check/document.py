"""YAML documents with line numbers, parsed like js-yaml 4, LibreChat's parser.

Both return the same value, or both reject the text. Only this module rejects aliases within their own anchors,
documents that are too large to check, and some syntax that does not occur in practice: empty keys in a flow list
(``[: a]``), tags before a tab, and a list whose first item is empty and indented deeper than the second one.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from yaml.error import Mark
from yaml.events import ScalarEvent

from homelab.check import scalars
from homelab.check.scanner import JsYamlEvents
from homelab.documents import Builder, Document, DocumentError, Key

_NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NOT_QUOTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_ALLOWED = "a character that YAML does not allow"


def read_document(text: str) -> Document:
    """Parse a document. Keys are strings, as in JavaScript.

    :raises DocumentError: It is not YAML, or a map has duplicate keys, which LibreChat's parser rejects: LibreChat
        would start with its defaults then.
    """
    if "\0" in text:
        before = text[: text.index("\0")].splitlines() or [""]
        raise DocumentError(_NOT_ALLOWED, len(before), len(before[-1]) + 1)
    # Like js-yaml, so that the last line of a block scalar ends with a line break.
    text = text if text.endswith(("\n", "\r")) else f"{text}\n"
    return _Builder(text).document()


class _Builder(Builder):
    """Builds values as js-yaml does."""

    def __init__(self, text: str) -> None:
        super().__init__(JsYamlEvents(text))
        self._text = text

    def resolve_scalar(self, event: ScalarEvent) -> scalars.Scalar:
        start, end = cast(Mark, event.start_mark), cast(Mark, event.end_mark)
        is_quoted = event.style in ("'", '"')
        if (
            _NOT_QUOTABLE.search(self._text, start.index, end.index)
            if is_quoted
            else _NOT_PRINTABLE.search(event.value)
        ):
            raise ValueError(_NOT_ALLOWED)
        text = scalars.join_surrogates(JsYamlEvents.restore(event.value))
        is_empty = not (is_quoted or event.style or event.value)
        if event.tag is None:
            return text if event.style else None if is_empty else scalars.resolve(text)
        if event.tag == "!":
            return None if is_empty else text
        return scalars.resolve_tagged(text, event.tag, is_empty=is_empty)

    def resolve_collection(self, value: Any, tag: str) -> Any:
        return scalars.resolve_tagged_collection(value, tag)

    def key_text(self, key: object) -> str:
        return scalars.key_text(key)

    def is_merge(self, event: ScalarEvent) -> bool:
        return event.value == "<<" and (event.implicit[0] if event.tag is None else event.tag == scalars.MERGE)

    def merge_entries(self, source: Any) -> Mapping[Key, Any]:
        if isinstance(source, dict):
            return cast(dict[Key, Any], source)
        if isinstance(source, list):
            return dict(enumerate(cast(list[Any], source)))
        if isinstance(source, datetime):
            return {}
        raise ValueError("<< merges maps, but this is not a map")
