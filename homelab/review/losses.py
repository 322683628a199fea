"""Objects that hold data, and that a change replaces or removes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from homelab.diff.changes import HOLDS_DATA, Change, Verb
from homelab.review.renders import Render, identity, identity_of
from homelab.review.replacements import rules
from homelab.review.secrets import changed_keys

_KINDS = (*HOLDS_DATA, "StatefulSet")
"""Kinds whose objects hold data or others that do, and whose pods would get other volumes."""


@dataclass(frozen=True, slots=True)
class Loss:
    """An object whose data is lost, or is no longer used, and why."""

    subject: str
    reason: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}"


def losses(changes: Sequence[Change], before: Render, after: Render, *, others: Sequence[Change]) -> list[Loss]:
    """What holds data and is replaced or removed: volumes, StatefulSets, retained Secrets, and resources of AWS.

    :param changes: What differs between the two.
    :param others: What becomes of resources of other providers.
    """
    retained = {each for each, entry in before.objects.items() if entry.get("retained")}
    found = [_of_object(change, is_retained=identity_of(change) in retained) for change in changes]
    return [*filter(None, found), *_left_out_secrets(before, after), *filter(None, map(_on_aws, others))]


def _of_object(change: Change, *, is_retained: bool) -> Loss | None:
    if change.kind == "Secret":
        reason = _of_secret(change) if is_retained else None
    elif change.kind in _KINDS and change.verb is Verb.REPLACED:
        reason = "; ".join(["is replaced", *change.warnings])
    elif change.kind in _KINDS and change.verb is Verb.REMOVED:
        reason = "is removed; Pulumi retains it, and nothing uses it any more" if is_retained else "is removed"
    else:
        reason = None
    return Loss(str(change), reason) if reason else None


def _of_secret(change: Change) -> str | None:
    """Why what was written with a retained Secret may not open any more; None if it still does."""
    match change.verb:
        case Verb.REMOVED:
            return "is removed, and opens data that was written with it"
        case Verb.REPLACED:
            return "is replaced, and opens data that was written with it"
        case _:
            keys = changed_keys(change, only_earlier=True)
            return f"{', '.join(keys)} changes, which opens data that was written with it" if keys else None


def _left_out_secrets(before: Render, after: Render) -> Iterator[Loss]:
    """Retained Secrets that only the reports know, as they are not among the manifests."""
    written = {*map(identity, before.manifests)}
    for gone in sorted(before.objects.keys() - after.objects.keys() - written):
        if gone[0] == "Secret" and before.objects[gone].get("retained"):
            yield Loss(f"Secret {gone[1]}/{gone[2]}", "is removed, and opens data that was written with it")


def _on_aws(change: Change) -> Loss | None:
    if change.kind not in rules():
        return None
    match change.verb, change.warnings:
        case Verb.REPLACED, (cause, *more):
            return Loss(str(change), "; ".join([f"would be replaced, as {cause}", *more]))
        case Verb.REMOVED, warnings:
            return Loss(str(change), "; ".join(["is removed", *warnings]))
        case _:
            return None
