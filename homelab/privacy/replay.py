"""Erasing again, after a restore has brought people back whose data had been erased."""

from collections.abc import Iterator

from homelab.privacy import ledger
from homelab.privacy.erasure import described, erase
from homelab.privacy.people import find_subjects
from homelab.privacy.place import find_place
from homelab.running.errors import NoAnswerError
from homelab.running.kubectl import Kubectl


def replay_erasures(kubectl: Kubectl, workspace: str | None = None) -> Iterator[str]:
    """Erase everyone again whom the ledger names; lines for the user.

    LibreChat and its backends have to run.

    :param workspace: Name of the workspace. Default: the only one of the namespace.
    :raises NoAnswerError: Something is left of somebody; it may be run again.
    """
    place = find_place(kubectl, workspace)
    entries = ledger.read(kubectl, place.name)
    if not entries:
        yield "erasure ledger: empty"
        return
    people = find_subjects(place, {entry.subject for entry in entries})
    incomplete = 0
    for user_id in people:
        outcome = erase(place, user_id)
        if outcome.is_complete:
            yield f"erased again: {sum(outcome.found.counts.values())} items of {user_id}"
        else:
            incomplete += 1
            problems = [*outcome.failures, *described(outcome.left)]
            yield f"not all erased of {user_id}: {'; '.join(problems)}"
    if incomplete:
        raise NoAnswerError(f"{incomplete} of {len(people)} erasures could not be replayed: homelab user erase ID")
    yield f"erasure ledger: {len(entries)} erasures, {len(people)} of them replayed"
