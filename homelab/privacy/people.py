"""Finding the account that an address or an id belongs to."""

import re
from collections.abc import Collection

from homelab.privacy.place import Place, batched
from homelab.running.errors import NotPossibleError

_ID = re.compile(r"[0-9a-f]{24}")


def find_person(place: Place, person: str) -> str:
    """Id of a person's account.

    :param person: Email address, or the id itself, which need not have an account any more.
    :raises NotPossibleError: There is no account with the address, or several have it.
    """
    if _ID.fullmatch(person):
        return person
    ids = place.ask_librechat("find.cjs", {"email": person.strip().lower()})["ids"]
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise NotPossibleError(
            f"several tenants have an account with this address: give the id of one: {', '.join(ids)}"
        )
    raise NotPossibleError(
        "no account has this address; to resume an erasure that was interrupted, give the id that it printed"
    )


def find_subjects(place: Place, subjects: Collection[str]) -> list[str]:
    """Ids of people of whom there is anything, by the hashes of their ids."""
    hashes = sorted(subjects)
    found = set(place.ask_librechat("find.cjs", {"hashes": hashes})["ids"])
    for batch in batched(hashes):
        found |= set((place.ask_rag_api({"action": "find", "hashes": batch}) or {"ids": []})["ids"])
    return sorted(found)
