"""Workspaces in which one group has all of its arguments, for arguments that no test's workspace sets."""

import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.arguments import typed_dicts
from homelab.explain import find
from homelab.explain.arguments import Value
from homelab.explain.examples import of_value
from tests.scenarios import CHAT
from tools.explanations.places import alternative, is_reference

OWN_WORDS = ("config", "env", "secret_env", "env_from", "secret_files")
"""Arguments that take LibreChat's own words."""
_WITHOUT = (*OWN_WORDS, "enabled", "external")
_TEXT = "sample"


@dataclass(frozen=True)
class Sample:
    """A workspace, and the group that it is about."""

    args: Mapping[str, Any]
    group: str
    """``librechat.auth.openid``."""


def samples() -> Iterator[Sample]:
    """One for each group, and for each of the words that its choices have."""
    root = find("")
    assert isinstance(root, Value)
    yield from _below(root, (), {})


def _below(node: Value, path: Sequence[str], beside: Mapping[str, Any]) -> Iterator[Sample]:
    """Samples of the groups in a group.

    :param beside: The arguments of all groups above.
    """
    for name, child in node.children.items():
        if not isinstance(child, Value) or name in _WITHOUT or not typing.is_typeddict(child.value_type):
            continue
        if is_reference(child.value_type):
            continue
        keys = (*path, name)
        yield from (Sample(_workspace(_with(beside, keys, value)), ".".join(keys)) for value in _values(child))
        single = {each: value for each, value in _whole(child).items() if not isinstance(value, dict)}
        yield from _below(child, keys, _with(beside, keys, single))


def _values(group: Value) -> Iterator[Mapping[str, Any]]:
    whole = _whole(group)
    yield whole
    for name, child in group.children.items():
        words: Mapping[str, str] = getattr(child.value_type, "__members__", {}) if isinstance(child, Value) else {}
        yield from ({**whole, name: str(word)} for word in words.values() if word != whole.get(name))


def _whole(group: Value) -> dict[str, Any]:
    """All arguments of a group, but for those that take an existing Secret instead of a value."""
    found: dict[str, Any] = {}
    for name, child in group.children.items():
        if not isinstance(child, Value) or name in _WITHOUT or alternative(name, found):
            continue
        if (value := _value(child)) is not None:
            found[name] = value
    return found


def _value(argument: Value) -> Any:
    if typing.is_typeddict(argument.value_type):
        return _whole(argument)
    if argument.value_type is str:
        return of_value(argument) or _TEXT
    return None if typing.is_typeddict(typed_dicts.item_type(argument.value_type)) else of_value(argument)


def _with(content: Mapping[str, Any], keys: Sequence[str], value: Mapping[str, Any]) -> dict[str, Any]:
    first, *rest = keys
    return {**content, first: _with(content.get(first, {}), rest, value) if rest else value}


def _workspace(groups: Mapping[str, Any]) -> dict[str, Any]:
    return {"namespace": "ai", **groups, "librechat": {**groups.get("librechat", {}), **CHAT}}
