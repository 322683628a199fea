"""What ``homelab user`` does, without its options."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from homelab.privacy import ledger
from homelab.privacy.archive import ArchiveError, write_archive
from homelab.privacy.audit import audit_line, now, operator_of
from homelab.privacy.erasure import Erased, Found, described, erase, look
from homelab.privacy.ledger import Entry, LedgerError, subject_of
from homelab.privacy.people import find_person
from homelab.privacy.place import Place, find_place
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.stack import StackError

PROBLEMS = (ArchiveError, LedgerError, NoAnswerError, NotPossibleError, StackError)
"""Errors whose text is for the user."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure that is about to happen."""

    place: Place
    user_id: str

    @classmethod
    def of(cls, kubectl: Kubectl, person: str, workspace: str | None = None) -> Self:
        """Find the person.

        :raises NotPossibleError: There is no such account, or no LibreChat runs.
        """
        place = find_place(kubectl, workspace)
        return cls(place, find_person(place, person))

    def preview(self) -> Iterator[str]:
        """What there is of the person."""
        found = look(self.place, self.user_id)
        yield f"account {self.user_id} of {self.place.name}"
        yield from (f"  {line}" for line in _lines_of(found, self.place))

    def run(self) -> Iterator[str]:
        """Erase, and record it in the ledger and in an audit line.

        :raises NoAnswerError: Something is left.
        """
        time, operator = now(), operator_of(self.place.kubectl)
        # Before anything is erased: a restore would otherwise bring back what an interrupted run had erased.
        entry = Entry(subject_of(self.user_id), time)
        self._record(entry)
        outcome = erase(self.place, self.user_id)
        counts = outcome.found.counts
        self._record(Entry(entry.subject, time, dict(counts)))
        yield f"LibreChat's own deletion: {outcome.account}"
        yield audit_line("erase", operator, entry.subject, time, counts, left=dict(outcome.left))
        if not outcome.is_complete:
            raise NoAnswerError(
                f"not all is erased: {'; '.join(_problems(outcome))}; run again: homelab user erase {self.user_id}"
            )
        yield f"erased: {sum(counts.values())} items, nothing is left"

    def _record(self, entry: Entry) -> None:
        kubectl, name = self.place.kubectl, self.place.name
        ledger.write(kubectl, name, ledger.merge(ledger.read(kubectl, name), [entry]))


def export(
    kubectl: Kubectl, person: str, out: Path, recipient: str | None = None, workspace: str | None = None
) -> Iterator[str]:
    """Export a person, and say so in an audit line.

    :param out: File, or a folder for it.
    :param recipient: Recipient of age. Default: no encryption.
    """
    place = find_place(kubectl, workspace)
    user_id = find_person(place, person)
    time = now()
    suffix = ".tar.age" if recipient else ".tar"
    file = out / f"{user_id}-{time[:10]}{suffix}" if out.is_dir() else out
    manifest = write_archive(place, user_id, file, recipient, time)
    subject = subject_of(user_id)
    yield audit_line("export", operator_of(place.kubectl), subject, time, manifest.counts, encrypted=bool(recipient))
    yield f"exported: {len(manifest.entries)} files in {file}"
    if not recipient:
        yield "not encrypted: with --recipient only its owner can read it"


def _lines_of(found: Found, place: Place) -> Iterator[str]:
    yield from described(found.counts) if found.counts else ["nothing"]
    if found.handed_over:
        yield f"handed over to another owner: {found.handed_over} documents"
    for what, count in found.kept.items():
        yield f"kept: {count} of {what}, a chain in which nothing can be changed"
    if found.elsewhere:
        yield f"in stores that only LibreChat itself reaches: {found.elsewhere} files"
    yield from (f"not known whether personal: {each}" for each in found.unknown)
    if place.rag_api is None:
        yield "no RAG API here: vectors are erased by the ids of files, and not counted"


def _problems(outcome: Erased) -> Sequence[str]:
    elsewhere = outcome.found.elsewhere
    where = [f"{elsewhere} files in stores that only LibreChat itself reaches"] if elsewhere else []
    return [*outcome.failures, *described(outcome.left), *where]
