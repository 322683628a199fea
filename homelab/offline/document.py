"""YAML documents of the Pulumi CLI: ``Pulumi.yaml`` and the files of stacks."""

import math
import re
from collections.abc import Mapping
from typing import Any, cast

from yaml.events import ScalarEvent

from homelab.documents import Builder, Document, Events, Key

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"[-+]?0[0-7]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_UNKNOWN_TAG = "the tag is unknown: write a text that begins with ! in quotes"
"""Message without the tag, which may be a password."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_INTEGER = 20
"""Characters of the longest one that the CLI reads as an integer; longer ones are floats."""
_TYPES: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "null": (type(None),),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
}


def read_document(text: str) -> Document:
    """Parse a document. PyYAML reads ``on`` as a boolean, ``1:30`` as a number, and so on; the CLI does not.

    :raises DocumentError: It is not YAML, a map has duplicate keys, or the document is too large.
    """
    return _Builder(Events(text)).document()


class _Builder(Builder):
    def resolve_scalar(self, event: ScalarEvent) -> str | int | float | bool | None:
        if _SURROGATE.search(event.value):
            raise ValueError("an escape sequence for a character that does not exist")
        if event.tag is None:
            return _resolve(event.value) if event.implicit[0] else event.value
        name = event.tag.removeprefix(_TAG)
        if event.tag != "!" and (name == event.tag or name not in _TYPES):
            raise ValueError(_UNKNOWN_TAG)
        value = event.value if name in ("!", "str") else _resolve(event.value)
        if name != "!" and (not isinstance(value, _TYPES[name]) or (isinstance(value, bool) and name != "bool")):
            # The text may be a secret: it is not quoted.
            raise ValueError(f"not a value of the tag !!{name}")
        return value

    def resolve_collection(self, value: Any, tag: str) -> Any:
        if tag != f"{_TAG}{'map' if isinstance(value, dict) else 'seq'}":
            raise ValueError("the tag is unknown, or does not match this value: leave it out")
        return value

    def key_text(self, key: object) -> str:
        if key is None or isinstance(key, dict | list):
            raise ValueError("a key must be text")
        return str(key).lower() if isinstance(key, bool) else str(key)

    def is_merge(self, event: ScalarEvent) -> bool:
        return event.value == "<<" and (event.implicit[0] if event.tag is None else event.tag == f"{_TAG}merge")

    def merge_entries(self, source: Any) -> Mapping[Key, Any]:
        if not isinstance(source, dict):
            raise ValueError("<< merges maps, but this is not a map")  # noqa: TRY004 (the caller adds the place)
        return cast(dict[Key, Any], source)


def _resolve(text: str) -> str | int | float | bool | None:
    """Value of a scalar without quotes."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        return int(text, 8 if _OCTAL.fullmatch(text) else 10)
    number = float(text) if _FLOAT.fullmatch(text) else math.inf
    return text if math.isinf(number) else number
