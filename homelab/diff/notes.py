"""What to know about a comparison, beside what differs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from homelab.diff.changes import Change, Verb

APART = (
    "the folders were rendered apart, and generated passwords differ in every render: render both with "
    "--secrets placeholder"
)
_KINDS = ("SealedSecret", "Secret")
_IN_BOTH = (Verb.CHANGED, Verb.REPLACED)


def notes(changes: Sequence[Change], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Why much may differ that nobody has changed.

    :param before: The report of the earlier folder; empty if it has none, as is the other one.
    """
    # Reports of earlier versions do not have it.
    origins = [report.get("generatedOrigin") for report in (before, after)]
    secrets = (each for each in changes if each.kind in _KINDS and each.verb in _IN_BOTH)
    if all(origins) and origins[0] != origins[1] and any(secrets):
        yield APART
