"""Finds environment variables that nobody in a container reads."""

import difflib
import functools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from homelab.librechat_config.variables import announced, hints, runtime


class Reader(StrEnum):
    """A program, in whose container variables are set."""

    LIBRECHAT = "LibreChat"
    """LibreChat v0.8.8."""
    RAG_API = "the RAG API"
    """rag_api v0.9.0."""


@dataclass(frozen=True)
class _Table:
    names: Collection[str]
    only_mentioned: Collection[str]
    families: Sequence[str]
    hints: Mapping[str, str]


def unknown_variables(names: Iterable[str], *, reader: Reader, referenced: Collection[str] = ()) -> list[str]:
    """One message for each variable that nobody reads, or that does not do what its name says.

    :param names: Variables that are set in the reader's container.
    :param referenced: Variables that librechat.yaml refers to as ``${NAME}``, which makes them read.
    """
    table = _table(reader)
    messages = (_message(name, reader, table) for name in names if name not in referenced)
    return [message for message in messages if message is not None]


def _message(name: str, reader: Reader, table: _Table) -> str | None:
    if name in table.hints:
        return f"{name}: {table.hints[name]}"
    if name in table.names or any(fnmatchcase(name, family) for family in table.families):
        return None
    if name in table.only_mentioned:
        return f"{name}: {reader.value} reads it only where librechat.yaml refers to it as ${{{name}}}"
    close = difflib.get_close_matches(name, sorted(table.names), n=1, cutoff=0.8)
    return f"{name}: {reader.value} reads no such variable" + (f" (did you mean {close[0]}?)" if close else "")


@functools.cache
def _table(reader: Reader) -> _Table:
    if reader is Reader.LIBRECHAT:
        return _joined("librechat.json", runtime.LIBRECHAT, hints.LIBRECHAT, announced.ADDED)
    return _joined("rag_api.json", runtime.RAG_API, hints.RAG_API, ())


def _joined(
    file_name: str, of_runtime: Mapping[str, Sequence[str]], own_hints: Mapping[str, str], added: Iterable[str]
) -> _Table:
    written = json.loads(Path(__file__).with_name(file_name).read_text(encoding="utf-8"))
    others = [name for names in of_runtime.values() for name in names]
    return _Table(
        names={*written["read"], *added, *(name for name in others if "*" not in name)},
        only_mentioned=frozenset(written["only_mentioned"]),
        families=[name for name in others if "*" in name],
        hints=own_hints,
    )
