"""Refinements of skills from GitHub."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.opaque import is_set
from homelab.librechat_config.schema.refinements.faults import Fault, Refinements
from homelab.librechat_config.schema.values import select

_REF_WITH_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|//|@\{|^@$|^/|[/.]$")
_TENANT = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")


def _sources_are_present_and_unique(github: Mapping[str, Any]) -> Iterator[Fault]:
    sources = github.get("sources", [])
    if github.get("enabled") is True and sources == []:
        yield ("sources",), "expected at least one entry, as skillSync is enabled"
    counts = Counter(identifier for _, identifier in select(sources, "*.id"))
    yield from ((("sources",), f"two entries have the id {each!r}") for each, count in counts.items() if count > 1)


def _one_credential(source: Mapping[str, Any]) -> Iterator[Fault]:
    present = [key for key in ("credentialKey", "token") if is_set(source.get(key))]
    if not present:
        yield ("credentialKey",), "missing: expected credentialKey, or token in its place"
    elif len(present) > 1:
        yield ("token",), "credentialKey and token are mutually exclusive: remove one"


def _is_path(path: str) -> Iterator[Fault]:
    stripped = path.strip().strip("/")
    segments = stripped.split("/")
    is_whole_repository = bool(path.strip()) and stripped in ("", ".")
    if is_whole_repository:
        return
    if not re.fullmatch(r"[a-zA-Z0-9._\-/]+", stripped) or ".." in stripped or {"", "."} & set(segments):
        yield (), f"expected a path in the repository such as skills/writing, got {path!r}"


def _is_git_ref(ref: str) -> Iterator[Fault]:
    segments = ref.split("/")
    if _REF_WITH_FORBIDDEN.search(ref) or any(each.startswith(".") or each.endswith(".lock") for each in segments):
        yield (), f"expected a branch or tag such as main, got {ref!r}"


def _is_tenant(tenant: str) -> Iterator[Fault]:
    if not _TENANT.fullmatch(tenant):
        yield (), f"expected the id of a tenant, got {tenant!r}"


REFINEMENTS: Refinements = {
    "skillSync.github": _sources_are_present_and_unique,
    "skillSync.github.sources.*": _one_credential,
    "skillSync.github.sources.*.paths.*": _is_path,
    "skillSync.github.sources.*.ref": _is_git_ref,
    "skillSync.github.sources.*.tenantId": _is_tenant,
}
