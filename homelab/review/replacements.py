"""What of a resource of AWS cannot be changed in place, from ``replacements.json``: its provider replaces it then."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from pulumi.runtime.rpc import UNKNOWN

from homelab.diff.immutable import value_at

FILE = Path(__file__).with_name("replacements.json")
_Inputs = Mapping[str, Any]


def _decreases(old: Any, new: Any) -> bool:
    """Of numbers, and of versions such as ``7.2`` and ``6.x``."""
    before, after = ([*map(int, re.findall(r"\d+", str(each)))] for each in (old, new))
    return bool(before and after) and after < before


CONDITIONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "added or removed": lambda old, new: (old is None) is not (new is None),
    "decreases": _decreases,
    "disabled": lambda old, new: old is True and new is not True,
    "removed": lambda _, new: new is None,
    "set": lambda _, new: new is not None,
    "set on both sides": lambda old, new: old is not None and new is not None,
}
"""When a changed input replaces its resource, if it does not always, by the value before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Inputs of a type whose change replaces its resources, as paths such as ``encryptAtRest.kmsKeyId``."""

    replaces: Sequence[str]
    conditions: Mapping[str, str]
    """One of `CONDITIONS` by the input that needs it."""
    in_place: Mapping[str, Sequence[Sequence[str]]]
    """Pairs of values, before and after, between which an input can change in place all the same."""
    may: Sequence[str]
    """Inputs of which it depends on something else, or is not known."""

    @property
    def inputs(self) -> list[str]:
        """All of them."""
        return [*dict.fromkeys([*self.replaces, *self.conditions, *self.may])]


@dataclass(frozen=True, slots=True)
class Replacement:
    """Changed inputs of a resource that is replaced, or may be."""

    certain: Sequence[str] = ()
    """Those that replace it."""
    possible: Sequence[str] = ()
    """Those that may; only a preview knows."""


@cache
def rules() -> Mapping[str, Rules]:
    """By type, such as ``aws:rds/instance:Instance``."""
    data = json.loads(FILE.read_bytes())
    return {type_: _rules(data["all"], each) for type_, each in data["types"].items()}


def replacement(type_: str, old: _Inputs, new: _Inputs) -> Replacement:
    """Which of the differences between the inputs of a resource replace it; none for types without rules.

    An input that is not known before an update, on either side, may.
    """
    found = rules().get(type_)
    if found is None:
        return Replacement()
    certain: list[str] = []
    possible: list[str] = []
    for path in found.inputs:
        before, after = value_at(old, path), value_at(new, path)
        if before == after:
            continue
        if UNKNOWN in (before, after):
            possible.append(path)
        elif _replaces(found, path, before, after):
            certain.append(path)
        elif path in found.may:
            possible.append(path)
    return Replacement(certain, possible)


def _replaces(found: Rules, path: str, before: Any, after: Any) -> bool:
    if path in found.conditions:
        return CONDITIONS[found.conditions[path]](before, after)
    return path in found.replaces and [before, after] not in [*map(list, found.in_place.get(path, ()))]


def _rules(*parts: Mapping[str, Any]) -> Rules:
    def listed(*keys: str) -> list[str]:
        return [path for part in parts for key in keys for path in cast(Iterable[str], part.get(key, ()))]

    def merged(key: str) -> dict[str, Any]:
        return {path: value for part in parts for path, value in part.get(key, {}).items()}

    return Rules(
        replaces=listed("replaces"),
        conditions=merged("if"),
        in_place=merged("inPlace"),
        may=listed("may", "notKnown"),
    )
