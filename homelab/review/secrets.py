"""Secrets by their names and keys, never by their values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.diff.changes import Change, Verb
from homelab.diff.immutable import path_parts
from homelab.offline.objects import Manifest, as_stored
from homelab.review.renders import Render, identity, identity_of

_KINDS = ("ExternalSecret", "SealedSecret", "Secret")
ELSEWHERE = "must exist"
"""In the place of a verb: a Secret that something else has to create."""
NO_LONGER = "need not exist"


@dataclass(frozen=True, slots=True)
class SecretChange:
    """A Secret that comes, goes, changes or is asked for."""

    verb: str
    name: str
    keys: Sequence[str]
    """All of them, or those that change."""


def secret_changes(changes: Sequence[Change], before: Render, after: Render) -> list[SecretChange]:
    """What becomes of Secrets, and which of them somebody else must create.

    :param changes: What differs between the two.
    """
    sides = {Verb.ADDED: after, Verb.REMOVED: before}
    found = [
        SecretChange(change.verb, str(change), _keys(sides[change.verb], change))
        if change.verb in sides
        else SecretChange(change.verb, str(change), changed_keys(change))
        for change in changes
        if change.kind in _KINDS
    ]
    return [*found, *_required(before.report, after.report)]


def changed_keys(change: Change, *, only_earlier: bool = False) -> list[str]:
    """Keys whose values differ, of a Secret that is there before and after.

    :param only_earlier: Without keys that are new.
    """
    paths = [path_parts(each.path) for each in change.fields if each.old is not None or not only_earlier]
    return [path[-1] for path in paths if path[0] == "data" or path[:2] == ["spec", "encryptedData"]]


def _keys(side: Render, change: Change) -> list[str]:
    """All keys of a Secret."""
    manifests = (each.manifest for each in side.manifests if identity(each) == identity_of(change))
    return [key for manifest in manifests for key in _keys_in(manifest)]


def _keys_in(manifest: Manifest) -> list[str]:
    match manifest["kind"]:
        case "Secret":
            return sorted(as_stored(manifest)["data"])
        case "SealedSecret":
            return sorted(manifest["spec"].get("encryptedData") or {})
        case _:
            return sorted(each["secretKey"] for each in manifest["spec"].get("data") or [])


def _required(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[SecretChange]:
    old, new = (
        {f"Secret {each['namespace']}/{each['name']}": each["keys"] for each in report.get("requiredSecrets", ())}
        for report in (before, after)
    )
    for name in {**old, **new}:
        if name not in old or set(new.get(name, ())) - set(old[name]):
            yield SecretChange(ELSEWHERE, name, sorted(set(new[name]) - set(old.get(name, ()))))
        elif name not in new:
            yield SecretChange(NO_LONGER, name, old[name])
