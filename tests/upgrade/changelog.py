"""What CHANGELOG.md announces of an upgrade.

People read it before they upgrade, so an announcement is an entry like the others: a verb of `Verb` in bold, the
subject as code, the reason. In the subject, ``*`` stands for what differs from user to user::

    - **Replaces** `PersistentVolumeClaim *-valkey-data`: its access mode is ReadWriteOncePod now. Copy it before.
    - **Removes** `RandomPassword *-metrics`: nothing reads it any more.
    - **Stops retaining** `Secret *-encryption`: it holds nothing that cannot be made again.
    - **Refuses** `examples/openai/Pulumi.dev.yaml`: chat.example.com is reserved.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.upgrade.changes import Change, Verb

_VERBS = "|".join(Verb)
_ENTRY = re.compile(rf"- \*\*({_VERBS})\*\* `([^`]+)`: \S.*")


@dataclass(frozen=True, slots=True)
class Announcement:
    """A change that users are told of."""

    verb: Verb
    subject: str
    """As in `Change`, with ``*`` for anything."""

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def covers(self, change: Change) -> bool:
        """Whether ``change`` is what was announced."""
        return self.verb == change.verb and fnmatchcase(change.subject, self.subject)


def announcements(changelog: str, previous: str) -> Collection[Announcement]:
    """What ``changelog`` announces and its ``previous`` state did not yet.

    :raises ValueError: A line begins like an announcement and goes on otherwise.
    """
    return (_announced(changelog) - _announced(previous)).keys()


def _announced(changelog: str) -> Counter[Announcement]:
    # Counted, for what one version replaces the next one may replace again.
    found = Counter[Announcement]()
    for line in changelog.splitlines():
        if re.match(rf"\W*({_VERBS})\b", line):
            entry = _ENTRY.fullmatch(line)
            if entry is None:
                raise ValueError(f"CHANGELOG.md: {line!r} should read: - **Replaces** `PersistentVolumeClaim *-x`: why")
            found[Announcement(Verb(entry[1]), entry[2])] += 1
    return found


def contradictions(changes: Collection[Change], announced: Collection[Announcement]) -> Iterator[str]:
    """What happens unannounced, and what is announced and does not happen."""
    for change in sorted(changes):
        if not any(announcement.covers(change) for announcement in announced):
            yield f"not in CHANGELOG.md: {change}"
    for announcement in announced:
        if not any(map(announcement.covers, changes)):
            yield f"in CHANGELOG.md, but no stack or example shows it: {announcement}"
