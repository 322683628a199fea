"""What there is to restore."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from rich.table import Table

from homelab.backup.output import marked
from homelab.data import json_text
from homelab.running.errors import NoAnswerError, NotPossibleError

LATEST = "latest"
DOCUMENTS = "documents"
"""Store with LibreChat's database."""
_MARK = "homelab-snapshots"
_SHOWN = {
    "documents.users": "users",
    "documents.conversations": "conversations",
    "documents.messages": "messages",
    "files.count": "files",
    "vectors.langchain_pg_embedding": "vectors",
}
"""Counts that tell people whether it is the right snapshot."""
_STORE, _KEYS = "store", "keys"
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A backup of a workspace."""

    id: str
    time: datetime
    stores: Sequence[str]
    """What it holds, as in ``documentdb``."""
    counts: Mapping[str, int]
    """How much of what it holds, as in ``documents.users``; at least, if there were more while it was made."""
    size: int | None
    """Bytes; None if nothing says it."""
    keys: str | None
    """Fingerprint of the key that its data is encrypted with; None if nothing says it."""

    @property
    def short_id(self) -> str:
        """As restic shows it."""
        return self.id[:8]


def snapshots_in(output: str) -> list[Snapshot]:
    """Snapshots that a Job has listed, the newest one first.

    :raises NoAnswerError: It has listed none, not even an empty list.
    """
    line = marked(output, _MARK)
    if line is None:
        raise NoAnswerError("the Job has printed no list of snapshots")
    try:
        found = [_snapshot(each) for each in cast("list[Mapping[str, Any]]", json.loads(line))]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoAnswerError(f"the Job's list of snapshots cannot be understood: {error!r}") from error
    return sorted(found, key=lambda each: each.time, reverse=True)


def choose(snapshots: Sequence[Snapshot], wanted: str) -> Snapshot:
    """The snapshot of an id, of which the beginning is enough, or the ``latest``.

    :raises NotPossibleError: There is none, or several begin so.
    """
    if not snapshots:
        raise NotPossibleError("there are no snapshots yet: homelab backup now makes one")
    found = list(snapshots[:1]) if wanted == LATEST else [each for each in snapshots if each.id.startswith(wanted)]
    if len(found) != 1:
        ids = ", ".join(each.short_id for each in snapshots)
        raise NotPossibleError(f"{'several snapshots' if found else 'no snapshot'} {wanted!r}: there are {ids}")
    return found[0]


def age(snapshot: Snapshot, now: datetime) -> str:
    """How old a snapshot is, in the largest unit that says enough."""
    minutes = int((now - snapshot.time).total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def size_text(snapshot: Snapshot) -> str:
    """How large a snapshot is; empty if nothing says it."""
    if snapshot.size is None:
        return ""
    amount, unit = float(snapshot.size), 0
    while amount >= 1024 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if unit == 0 else f"{amount:.1f} {_UNITS[unit]}"


def counts_text(snapshot: Snapshot) -> str:
    """How much of what matters most a snapshot holds."""
    return ", ".join(f"{snapshot.counts[key]:,} {name}" for key, name in _SHOWN.items() if key in snapshot.counts)


def table(snapshots: Sequence[Snapshot], now: datetime) -> Table:
    """All of them, for people."""
    columns = Table(box=None, header_style="", pad_edge=False)
    for name in ("SNAPSHOT", "TIME (UTC)", "AGE", "SIZE", "STORES", "COUNTS"):
        # Where there is little space, these two get more lines: an id without its end is of no use.
        can_wrap = name in ("STORES", "COUNTS")
        columns.add_column(name, justify="right" if name in ("AGE", "SIZE") else "left", no_wrap=not can_wrap)
    for each in snapshots:
        time = f"{each.time:%Y-%m-%d %H:%M}"
        stores = ", ".join(each.stores)
        columns.add_row(each.short_id, time, age(each, now), size_text(each), stores, counts_text(each))
    return columns


def as_json(snapshots: Sequence[Snapshot]) -> str:
    """All of them, for programs."""
    content = [
        {
            "id": each.id,
            "time": each.time.isoformat(),
            "size": each.size,
            "stores": list(each.stores),
            "counts": dict(each.counts),
        }
        for each in snapshots
    ]
    return json_text(content)


def _snapshot(content: Mapping[str, Any]) -> Snapshot:
    """A snapshot, as restic tells of it: what it holds stands in its tags."""
    tags = [tuple(str(each).split("=", 1)) for each in content.get("tags") or [] if "=" in each]
    size = (content.get("summary") or {}).get("total_bytes_processed")
    return Snapshot(
        id=str(content["id"]),
        time=_time(content["time"]),
        stores=[value for name, value in tags if name == _STORE],
        # Of a store that changed meanwhile, both ends of a range.
        counts={name: int(value.partition("-")[0]) for name, value in tags if "." in name},
        size=None if size is None else int(size),
        keys=next((value for name, value in tags if name == _KEYS), None),
    )


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
