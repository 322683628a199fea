"""Erasing a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from homelab.privacy.place import Place, batched

Counts = Mapping[str, int]
_STORES = {"documents": "collection", "files": "files in", "search": "search index"}


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a person, by store and collection: ``documents messages``."""

    counts: Counts
    handed_over: int
    """Documents that stay, as another owner has them too; the person's name goes from them."""
    kept: Counts
    """Documents that stay although they name the person, by collection."""
    unknown: Sequence[str]
    """What the image or the database has of which nobody knows whether it is personal."""
    elsewhere: int
    """Files in stores that only LibreChat itself reaches."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of it."""

    found: Found
    account: str
    """How LibreChat's own deletion of the account went."""
    failures: Sequence[str] = field(default_factory=list[str])
    left: Counts = field(default_factory=dict[str, int])

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left, and nothing was in the way."""
        return not self.left and not self.failures and not self.found.elsewhere


def look(place: Place, user_id: str) -> Found:
    """Count what there is of a person."""
    answer = place.ask_librechat("erase.cjs", {"id": user_id, "dryRun": True})
    vectors, _ = _vectors(place, "count", user_id, answer["fileIds"])
    return Found(
        counts=_counts(answer["before"], vectors),
        handed_over=answer["handedOver"],
        kept=answer["kept"],
        unknown=answer["unknown"],
        elsewhere=answer["elsewhere"],
    )


def erase(place: Place, user_id: str) -> Erased:
    """Erase all there is of a person, and count what is left. It may be repeated at any time."""
    found = look(place, user_id)
    answer = place.ask_librechat("erase.cjs", {"id": user_id, "dryRun": False})
    _, vectors = _vectors(place, "erase", user_id, answer["fileIds"])
    return Erased(
        replace(found, elsewhere=answer["elsewhere"]),
        account=answer["account"],
        failures=answer["failures"],
        left=_counts(answer["left"], vectors),
    )


def described(counts: Counts) -> Iterator[str]:
    """Lines for the user."""
    yield from (f"{what}: {count}" for what, count in sorted(counts.items()))


def _vectors(place: Place, action: str, user_id: str, files: Sequence[str]) -> tuple[int, int]:
    """How many rows there were, and how many are left."""
    before = left = 0
    for number, batch in enumerate(batched(files)):
        # Rows of the person are those of the first call.
        answer = place.ask_rag_api({"action": action, "id": "" if number else user_id, "files": list(batch)})
        before += answer["before"] if answer else 0
        left += answer["left"] if answer else 0
    return before, left


def _counts(seen: Mapping[str, Any], vectors: int) -> dict[str, int]:
    named = {f"{title} {name}": count for part, title in _STORES.items() for name, count in seen[part].items()}
    rest = {"cache keys": seen["cache"], "vectors": vectors}
    return {**named, **{name: count for name, count in rest.items() if count}}
