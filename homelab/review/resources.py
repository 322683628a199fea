"""Resources of other providers, such as AWS, read from reports."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from homelab.diff.changes import Change, Verb
from homelab.diff.fields import differing

_Resource: TypeAlias = Mapping[str, Any]


def resource_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What becomes of them, by their URNs. Whether a field can be changed in place, only their providers know."""
    old, new = ({each["urn"]: each for each in _declared(report)} for report in (before, after))
    found = (_change(old.get(urn), new.get(urn)) for urn in {**old, **new})
    return sorted(filter(None, found), key=lambda each: (each.kind, each.name))


def _declared(report: Mapping[str, Any]) -> Iterator[_Resource]:
    """Those that the program creates, without lookups of existing ones."""
    return (each for each in report.get("otherResources", ()) if not each["read"])


def _change(old: _Resource | None, new: _Resource | None) -> Change | None:
    if old is None or new is None:
        verb, each = (Verb.ADDED, new) if old is None else (Verb.REMOVED, old)
        assert each is not None
        return Change(verb=verb, kind=each["type"], namespace="", name=each["name"])
    # Reports of earlier versions do not have them.
    fields = differing(old["inputs"], new["inputs"]) if "inputs" in old and "inputs" in new else []
    if not fields:
        return None
    return Change(verb=Verb.CHANGED, kind=new["type"], namespace="", name=new["name"], fields=tuple(fields))
