"""What becomes of each object when one folder takes the place of another."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from homelab.diff.fields import Field, changed_fields
from homelab.diff.folder import ManifestFile
from homelab.diff.immutable import immutable_changes, value_at
from homelab.gitops.prepare import KEPT
from homelab.offline.objects import REPLACED_ON_CHANGE

HASH = re.compile(r"-[0-9a-f]{8}$")
"""End of a name that follows from the object's content."""
_WAVE = re.compile(r"wave-(\d+)/")
_ROLLING = ("DaemonSet", "Deployment", "StatefulSet")
HOLDS_DATA = ("Namespace", "PersistentVolume", "PersistentVolumeClaim")
"""Kinds whose objects hold data, or others that do."""

_Key: TypeAlias = tuple[str, str, str, str]
_Pair: TypeAlias = tuple[ManifestFile | None, ManifestFile | None]


class Verb(StrEnum):
    """What becomes of an object."""

    ADDED = "added"
    CHANGED = "changed"
    REPLACED = "replaced"
    """It cannot be changed, or is a Job that runs again: a new object takes its place."""
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one object."""

    verb: Verb
    kind: str
    namespace: str
    name: str
    """Its name afterwards, or before if it is removed."""
    previous_name: str | None = None
    """Its name before, if that follows from its content and has changed."""
    fields: tuple[Field, ...] = ()
    """What differs in it; empty for an object that is added or removed."""
    effects: tuple[str, ...] = ()
    """What that does, such as pods that are replaced."""
    warnings: tuple[str, ...] = ()
    """What may lose data, or does not work."""

    def __str__(self) -> str:
        return f"{self.kind} {f'{self.namespace}/' if self.namespace else ''}{self.name}"


def compare(before: Sequence[ManifestFile], after: Sequence[ManifestFile]) -> list[Change]:
    """What becomes of each object that differs, in the order of its kind and name."""
    found = [change for old, new in _pairs(before, after) if (change := _change(old, new))]
    return sorted(found, key=lambda each: (each.kind, each.namespace, each.name))


def _pairs(before: Sequence[ManifestFile], after: Sequence[ManifestFile]) -> Iterator[_Pair]:
    """Objects before and after: by their names, then by their names without the hash of their content."""
    old, new = ({_key(each): each for each in objects} for objects in (before, after))
    for key in old.keys() & new.keys():
        yield old.pop(key), new.pop(key)
    families: defaultdict[_Key, tuple[list[ManifestFile], list[ManifestFile]]] = defaultdict(lambda: ([], []))
    for side, objects in enumerate((old, new)):
        for each in objects.values():
            families[_family(each)][side].append(each)
    for gone, come in families.values():
        if len(gone) == len(come) == 1:
            yield gone[0], come[0]
        else:
            yield from ((each, None) for each in gone)
            yield from ((None, each) for each in come)


def _key(object_: ManifestFile) -> _Key:
    group = object_.manifest["apiVersion"].rpartition("/")[0]
    return group, object_.kind, object_.namespace, object_.name


def _family(object_: ManifestFile) -> _Key:
    *rest, name = _key(object_)
    family = HASH.sub("", name) if object_.kind in REPLACED_ON_CHANGE else name
    return (*rest, family)  # pyright: ignore[reportReturnType]


def _change(old: ManifestFile | None, new: ManifestFile | None) -> Change | None:
    if old and new:
        return _difference(old, new)
    if new:
        return Change(verb=Verb.ADDED, kind=new.kind, namespace=new.namespace, name=new.name)
    assert old
    warnings = tuple(_lost(old))
    return Change(verb=Verb.REMOVED, kind=old.kind, namespace=old.namespace, name=old.name, warnings=warnings)


def _difference(old: ManifestFile, new: ManifestFile) -> Change | None:
    fields = changed_fields(old.manifest, new.manifest)
    is_renamed = old.name != new.name
    moved = [*_moved(old, new)]
    if not (fields or is_renamed or moved):
        return None
    refused = [] if is_renamed else immutable_changes(new.kind, old.manifest, new.manifest)
    return Change(
        verb=Verb.REPLACED if refused or moved or (is_renamed and new.kind == "Job") else Verb.CHANGED,
        kind=new.kind,
        namespace=new.namespace,
        name=new.name,
        previous_name=old.name if is_renamed else None,
        fields=tuple(fields),
        effects=tuple(_effects(old, new, is_renamed=is_renamed)),
        warnings=(*(f"cannot be changed in place: {each}" for each in refused), *moved, *_unprotected(old, new)),
    )


def _effects(old: ManifestFile, new: ManifestFile, *, is_renamed: bool) -> Iterator[str]:
    if new.kind in _ROLLING and value_at(old.manifest, "spec.template") != value_at(new.manifest, "spec.template"):
        yield "its pods stop before new ones start" if _stops_first(new.manifest) else "its pods roll"
    elif new.kind == "Job" and is_renamed:
        yield "it runs again"


def _stops_first(manifest: Mapping[str, Any]) -> bool:
    if manifest["kind"] == "StatefulSet":
        return value_at(manifest, "spec.replicas") in (None, 1)
    return value_at(manifest, "spec.strategy.type") == "Recreate"


def _moved(old: ManifestFile, new: ManifestFile) -> Iterator[str]:
    before, after = (_WAVE.match(each.file) for each in (old, new))
    # A ConfigMap with another name is another object anyway.
    if before and after and int(before[1]) < int(after[1]) and old.name == new.name and not _is_protected(new):
        yield f"moves to a later wave ({after[1]} after {before[1]}): Flux deletes it there before it creates it here"


def _lost(old: ManifestFile) -> Iterator[str]:
    if _is_protected(old):
        yield "stays in the cluster, as it is not pruned, and belongs to nobody"
    elif old.kind in HOLDS_DATA:
        yield "what it holds is lost, if the tool that applies this removes it"


def _unprotected(old: ManifestFile, new: ManifestFile) -> Iterator[str]:
    if _is_protected(old) and not _is_protected(new):
        yield "is pruned from now on, once it is no longer rendered"


def _is_protected(object_: ManifestFile) -> bool:
    annotations: Mapping[str, str] = object_.manifest["metadata"].get("annotations") or {}
    return any(annotation in annotations.items() for annotation in KEPT.values())
