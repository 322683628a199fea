"""Secrets in nested plain data, each with its path."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias, cast

from homelab.detection.names import HEADERS, holds_secret, is_literal, is_secret_key
from homelab.detection.shapes import MASK, is_own_name, mask, secret_shape

Keys: TypeAlias = tuple[str | int, ...]
"""Path of a value: keys of maps and indexes of lists."""

BY_NAME = "a secret"
"""What is found where a name alone says that the value is one."""
_HEADER_VALUE = re.compile(r"(?i)(?:bearer|basic|token|apikey)\s+\S.*")
_OPTION = re.compile(r"--?(?P<name>[A-Za-z][\w.-]*)")
_ASSIGNMENT = re.compile(
    r"(?:(?<=[\s\"';&|(])|^)(?:(?P<name>[A-Za-z_]\w*)=|--?(?P<option>[A-Za-z][\w.-]*)[= ])"
    r"(?P<value>\"[^\"]*\"|'[^']*'|[^\s;&|]+)"
)
_ACCESS_KEY_ID = re.compile(r"(?i)access_?key(_?id)?$")
_COMMANDS = frozenset({"args", "command"})
_LONGEST_SEARCHED = 4000
_NEVER_SHOWN = frozenset({*HEADERS, *_COMMANDS, "env"})
"""Groups whose values no message shows, as any of them may be a secret."""


def secrets_in(value: object, within: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Path and kind of each secret in nested plain data; a secret key of a map has the map's path.

    Shared and recursive maps and lists are searched once.

    :param within: Path of ``value``, with which the found paths begin.
    """
    pending: list[tuple[Keys, object]] = [(within, value)]
    seen: set[int] = set()
    while pending:
        keys, item = pending.pop()
        if isinstance(item, str):
            if what := (secret_at(keys, item) if len(keys) > len(within) else secret_shape(item)):
                yield keys, what
        elif isinstance(item, Mapping | list) and id(item) not in seen:
            seen.add(id(item))
            if isinstance(item, Mapping):
                entries = cast(Mapping[str | int, object], item)
                yield from _secret_keys(keys, entries)
                pending.extend(((*keys, key), entries[key]) for key in reversed(list(entries)))
            else:
                items = cast(list[object], item)
                yield from _secret_options(keys, items)
                pending.extend(((*keys, index), items[index]) for index in reversed(range(len(items))))


def secret_at(keys: Keys, text: str) -> str | None:
    """What kind of secret a text at a path is, if it is one."""
    name = next((key for key in reversed(keys) if isinstance(key, str)), "")
    if keys and isinstance(keys[-1], str) and is_secret_place(keys) and _holds_secret(name, text):
        return BY_NAME
    if not HEADERS.isdisjoint(keys[:-1]) and _HEADER_VALUE.fullmatch(text) and is_literal("authorization", text):
        return "credentials of an HTTP header"
    if shape := shape_under(name, text):
        return shape
    # A line of a command that names several options; a single word is an entry of a list.
    if not _COMMANDS.isdisjoint(keys) and any(map(_assigns_secret, _ASSIGNMENT.finditer(text))):
        return BY_NAME
    return None


def shape_under(name: str, text: str, *, user_alone: bool = True) -> str | None:
    """Shape of a secret in a text, except for the ids of AWS access keys, which are useless without the key."""
    shape = secret_shape(text, user_alone=user_alone)
    return None if shape == "an AWS access key" and _ACCESS_KEY_ID.search(name) else shape


def is_secret_place(keys: Keys) -> bool:
    """Whether the name of the value at a path says that it is a secret."""
    name = keys[-1] if keys else None
    if not isinstance(name, str):
        return False
    if not HEADERS.isdisjoint(keys[:-1]):
        return is_secret_key(name, in_headers=True)
    # ``apiKey`` of an MCP server is a map with the key itself at ``key``.
    return is_secret_key(name) or name == "GOOGLE_SERVICE_KEY_FILE" or (name == "key" and "apiKey" in keys)


def shown(keys: Sequence[str | int], value: object, *, longest: int = 60) -> str:
    """Format a value for a message: shortened, and masked where it is or may be a secret."""
    path = tuple(keys)
    is_hidden = isinstance(value, str | int | float) and not isinstance(value, bool) and _may_be_secret(path)
    if isinstance(value, str) and len(value) > _LONGEST_SEARCHED:
        return f"a text of {len(value)} characters"
    text = MASK if is_hidden else mask(repr(value))
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def _may_be_secret(keys: Keys) -> bool:
    return is_secret_place(keys) or not _NEVER_SHOWN.isdisjoint(keys[:-1])


def _holds_secret(name: str, text: str) -> bool:
    return holds_secret(name, text) if name.isupper() else is_literal(name, text)


def _secret_keys(keys: Keys, entries: Mapping[str | int, object]) -> Iterator[tuple[Keys, str]]:
    """A key that is a secret itself; and of Kubernetes' ``{name: TOKEN, value: ...}``, the value."""
    for key in entries:
        if isinstance(key, str) and (shape := secret_shape(key)):
            yield keys, shape
    name, value = entries.get("name"), entries.get("value")
    if isinstance(name, str) and isinstance(value, str) and is_secret_key(name) and _holds_secret(name, value):
        yield (*keys, "value"), BY_NAME


def _secret_options(keys: Keys, items: Sequence[object]) -> Iterator[tuple[Keys, str]]:
    """Options of a command whose value is the next item: ``[--api-key, ...]``."""
    for index, (option, value) in enumerate(pairwise(items), start=1):
        match = _OPTION.fullmatch(option) if isinstance(option, str) else None
        if match and isinstance(value, str) and is_secret_key(match["name"]) and is_literal(match["name"], value):
            yield (*keys, index), BY_NAME


def _assigns_secret(match: re.Match[str]) -> bool:
    name, value = match["name"] or match["option"], match["value"].strip("\"'")
    is_code = value.startswith("-") or is_own_name(name, value)
    return is_secret_key(name) and not is_code and is_literal(name, value)
