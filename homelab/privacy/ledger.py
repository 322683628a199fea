"""The erasure ledger: whose data has been erased, so that a restored backup does not bring it back.

It stands in a ConfigMap beside LibreChat, one JSON object a line. It holds hashes of ids, and no personal data.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from homelab.kubernetes.labels import MANAGED_BY, NAME, PART_OF
from homelab.running.kubectl import Kubectl

KEY = "ledger.jsonl"
"""Key of the ConfigMap."""


class LedgerError(Exception):
    """Why a ledger cannot be read, as one line for the user."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An erasure."""

    subject: str
    """Hash of the person's id, see `subject_of`."""
    time: str
    """Time in UTC, as ``2026-11-28T12:00:00Z``."""
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    """How much was erased, by store."""


def name_of_ledger(librechat: str) -> str:
    """Name of the ConfigMap.

    :param librechat: Name of LibreChat's Deployment: ``ai-librechat``.
    """
    return f"{librechat}-erasures"


def subject_of(user_id: str) -> str:
    """SHA-256 of a person's id."""
    return hashlib.sha256(user_id.encode()).hexdigest()


def parse(text: str) -> list[Entry]:
    """Entries of a ledger's text.

    :raises LedgerError: It is no ledger.
    """
    return [_entry(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _entry(number: int, line: str) -> Entry:
    try:
        content: dict[str, Any] = json.loads(line)
        counts = {str(store): int(count) for store, count in content.get("counts", {}).items()}
        return Entry(str(content["subject"]), str(content["time"]), counts)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerError(f"erasure ledger: line {number} is no entry") from error


def to_text(entries: Iterable[Entry]) -> str:
    """Text of a ledger."""
    return "".join(f"{json.dumps(asdict(entry), sort_keys=True)}\n" for entry in entries)


def merge(*ledgers: Iterable[Entry]) -> list[Entry]:
    """All entries of some ledgers, each once, the oldest first."""
    unique = {(entry.time, entry.subject): entry for ledger in ledgers for entry in ledger}
    return [entry for _, entry in sorted(unique.items())]


def read(kubectl: Kubectl, librechat: str) -> list[Entry]:
    """Entries of a workspace's ledger; none if there is no ledger yet.

    :raises LedgerError: The ConfigMap holds something else.
    """
    config_map = kubectl.find("configmap", name_of_ledger(librechat))
    return parse((config_map or {}).get("data", {}).get(KEY, ""))


def write(kubectl: Kubectl, librechat: str, entries: Iterable[Entry]) -> None:
    """Replace a workspace's ledger; to add to it, `merge` with what is there."""
    labels = {NAME: "librechat", PART_OF: "homelab", MANAGED_BY: "homelab-cli"}
    kubectl.apply(
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": name_of_ledger(librechat), "labels": labels},
            "data": {KEY: to_text(entries)},
        }
    )
