"""YAML scalars as js-yaml 4 resolves them, and their text as keys of a JavaScript object."""

import base64
import math
import re
from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from homelab.librechat_config.schema.problem import OBJECT_KEY

Scalar = str | int | float | bool | datetime | bytes | None

_TAG = "tag:yaml.org,2002:"
MERGE = f"{_TAG}merge"

_INTEGER = re.compile(r"[-+]?(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)")
_FLOAT = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_SPECIAL: Mapping[str, float] = {
    **{f"{sign}.{name}": float(f"{sign}inf") for sign in ("", "+", "-") for name in ("inf", "Inf", "INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_TIMESTAMP = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[Tt]|[ \t]+)"
    r"(?P<hours>[0-9]{1,2}):(?P<minutes>[0-9]{2}):(?P<seconds>[0-9]{2})(?:\.(?P<fraction>[0-9]*))?"
    r"(?:[ \t]*(?:Z|(?P<sign>[-+])(?P<zone_hours>[0-9]{1,2})(?::(?P<zone_minutes>[0-9]{2}))?))?"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/=]*")
_EXACT_LIMIT = 2**53
_REQUIRED = object()
_EMPTY: Mapping[str, Any] = {
    **{"str": "", "null": None, "merge": None, "map": {}, "set": {}, "seq": [], "omap": [], "pairs": []},
    **dict.fromkeys(("bool", "int", "float", "timestamp", "binary"), _REQUIRED),
}
"""Value of each tag without text."""


def resolve(text: str) -> Scalar:
    """Resolve a plain scalar without a tag."""
    if text in _WORDS:
        return _WORDS[text]
    for read in (_number, _date):
        value = read(text)
        if value is not None:
            return value
    return text


def join_surrogates(text: str) -> str:
    """Join surrogate pairs, which two escape sequences form, into characters."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_UNKNOWN_TAG = "the tag is unknown: write a text that begins with ! in quotes"
"""Message without the tag, which may be a password."""


def resolve_tagged(text: str, tag: str, *, is_empty: bool) -> Any:
    """Resolve a scalar with a tag.

    :param is_empty: Whether the tag has no text.
    :raises ValueError: The tag is unknown, or the text does not match it.
    """
    name = tag.removeprefix(_TAG)
    if not tag.startswith(_TAG) or name not in _EMPTY:
        raise ValueError(_UNKNOWN_TAG)
    if is_empty and _EMPTY[name] is not _REQUIRED:
        return copy(_EMPTY[name])
    value = _binary(text) if name == "binary" else text if name in ("str", "merge") else resolve(text)
    if not _matches_tag(name, text, value):
        raise ValueError(f"not a value of the tag !!{name}" if text else f"the tag !!{name} needs a value")
    return value


def _matches_tag(name: str, text: str, value: Scalar) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    kinds = {
        "str": True,
        "merge": text == "<<",
        "null": value is None,
        "bool": isinstance(value, bool),
        "int": is_number and _INTEGER.fullmatch(text) is not None,
        "float": is_number and (text in _SPECIAL or _FLOAT.fullmatch(text) is not None),
        "timestamp": isinstance(value, datetime),
        "binary": isinstance(value, bytes),
    }
    return kinds.get(name, False)


def resolve_tagged_collection(value: Any, tag: str) -> Any:
    """Resolve a map or list with a tag.

    :raises ValueError: The tag is unknown, or the value does not match it.
    """
    if tag.startswith(_TAG):
        name = tag.removeprefix(_TAG)
        if isinstance(value, dict):
            if name == "map" or (name == "set" and not any(item is not None for item in value.values())):
                return value
        else:
            pairs = [[*item.items()] for item in value if isinstance(item, dict)]
            keys = [pair[0][0] for pair in pairs if len(pair) == 1]
            has_pairs = len(keys) == len(value)
            if name == "seq" or (name == "omap" and has_pairs and len({*keys}) == len(keys)):
                return value
            if name == "pairs" and has_pairs:
                return [[*pair[0]] for pair in pairs]
    raise ValueError("the tag is unknown, or does not match this value")


def _number(text: str) -> int | float | None:
    if text in _SPECIAL:
        return _SPECIAL[text]
    try:
        if _INTEGER.fullmatch(text):
            return _integer(text)
        value = float(text) if _FLOAT.fullmatch(text) else math.inf
    except OverflowError:
        return None
    return None if math.isinf(value) else value


def _integer(text: str) -> int | float | None:
    """Integer, which is a double in JavaScript."""
    base = {"0b": 2, "0o": 8, "0x": 16}.get(text.lstrip("+-")[:2], 10)
    if base == 10:
        value = float(text)
        return None if math.isinf(value) else int(text) if abs(value) < _EXACT_LIMIT else value
    number = int(text, base)
    return number if abs(number) < _EXACT_LIMIT else float(number)


def _date(text: str) -> datetime | None:
    match = _DATE.fullmatch(text) or _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    parts = {name: part or "" for name, part in match.groupdict().items()}
    year, month, day, hours, minutes, seconds, east, west = (
        int(parts.get(name) or 0)
        for name in ("year", "month", "day", "hours", "minutes", "seconds", "zone_hours", "zone_minutes")
    )
    zone = timedelta(hours=east, minutes=west) * (-1 if parts.get("sign") == "-" else 1)
    # As in JavaScript: excess months and days carry over, and years below 100 are those of the 20th century.
    years, months = divmod(month - 1, 12)
    time = timedelta(hours=hours, minutes=minutes, seconds=seconds, milliseconds=_milliseconds(parts))
    try:
        start = datetime(year + years + (1900 if year < 100 else 0), months + 1, 1, tzinfo=UTC)
        return start + timedelta(days=day - 1) + time - zone
    except (OverflowError, ValueError):
        return datetime.max.replace(tzinfo=UTC)


def _milliseconds(parts: Mapping[str, str]) -> int:
    return int(parts.get("fraction", "")[:3].ljust(3, "0"))


def _binary(text: str) -> bytes | None:
    digits = re.sub(r"[\r\n]", "", text)
    if len(digits) % 4 or not _BASE64.fullmatch(digits):
        return None
    return base64.b64decode(digits)


def key_text(key: object) -> str:
    """Text of a key in JavaScript.

    :raises ValueError: The key is a list within a list, which js-yaml rejects.
    """
    if isinstance(key, str):
        return key
    if isinstance(key, dict):
        return OBJECT_KEY
    if isinstance(key, list):
        items = cast(list[object], key)
        if any(isinstance(item, list) for item in items):
            raise ValueError("a key that contains a list within a list")
        return ",".join("" if item is None else key_text(item) for item in items)
    return _scalar_text(key)


def _scalar_text(key: object) -> str:
    match key:
        case None:
            return "null"
        case bool():
            return str(key).lower()
        case bytes():
            return ",".join(map(str, key))
        case datetime():
            return f"{key:%a %b %d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)"
        case _:
            return _number_text(key) if isinstance(key, float) else str(key)


def _number_text(number: float) -> str:
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else f"{'-' if number < 0 else ''}Infinity"
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    digits = repr(number)
    if 1e-6 <= abs(number) < 1e-4:
        return f"{Decimal(digits):f}"
    return re.sub(r"e([-+])0", r"e\1", digits)
