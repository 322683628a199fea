"""Resources of other providers, such as AWS, read from reports."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from homelab.diff.changes import Change, Verb
from homelab.diff.fields import Field, differing
from homelab.review.replacements import replacement

_Resource: TypeAlias = Mapping[str, Any]
_PROTECTED = "is protected, so that Pulumi refuses to delete it"


def resource_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What becomes of them, by their URNs. Which fields replace a resource is known of AWS's that hold data alone."""
    old, new = ({each["urn"]: each for each in _declared(report)} for report in (before, after))
    found = (_change(old.get(urn), new.get(urn)) for urn in {**old, **new})
    return sorted(filter(None, found), key=lambda each: (each.kind, each.name))


def _declared(report: Mapping[str, Any]) -> Iterator[_Resource]:
    """Those that the program creates, without lookups of existing ones."""
    return (each for each in report.get("otherResources", ()) if not each["read"])


def _change(old: _Resource | None, new: _Resource | None) -> Change | None:
    if old is None:
        assert new is not None
        return Change(verb=Verb.ADDED, kind=new["type"], namespace="", name=new["name"])
    if new is None:
        guards = tuple(_guards(old))
        return Change(verb=Verb.REMOVED, kind=old["type"], namespace="", name=old["name"], warnings=guards)
    # Reports of earlier versions do not have them.
    fields = differing(old["inputs"], new["inputs"]) if "inputs" in old and "inputs" in new else []
    return _difference(old, new, fields) if fields else None


def _difference(old: _Resource, new: _Resource, fields: Sequence[Field]) -> Change:
    found = replacement(new["type"], old["inputs"], new["inputs"])
    verb, warnings = Verb.CHANGED, []
    if found.certain:
        verb, warnings = Verb.REPLACED, [f"{' and '.join(found.certain)} cannot be changed in place", *_guards(old)]
    elif found.possible:
        warnings = [f"may be replaced, as {' and '.join(found.possible)} changes: see pulumi preview"]
    return Change(
        verb=verb,
        kind=new["type"],
        namespace="",
        name=new["name"],
        fields=tuple(fields),
        warnings=tuple(warnings),
    )


def _guards(resource: _Resource) -> Iterator[str]:
    """What keeps Pulumi from deleting it. Reports of earlier versions do not say."""
    if resource.get("protected"):
        yield _PROTECTED
