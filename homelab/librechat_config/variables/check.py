"""Check for unknown environment variables."""

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from homelab.librechat_config.history import RAG_API_VARIABLES, VARIABLES
from homelab.librechat_config.schema.problem import did_you_mean
from homelab.librechat_config.tables import load
from homelab.librechat_config.variables import announced, runtime
from homelab.librechat_config.variables.reader import Reader


@dataclass(frozen=True)
class _Table:
    names: Collection[str]
    only_mentioned: Collection[str]
    families: Sequence[str]
    hints: Mapping[str, str]


def unknown_variables(names: Iterable[str], *, reader: Reader, referenced: Collection[str] = ()) -> list[str]:
    """One message per variable that is unknown, or that is known to mislead.

    :param names: Variables that are set in the reader's container.
    :param referenced: Variables that librechat.yaml refers to as ``${NAME}``, which are always accepted.
    """
    table = _table(reader)
    messages = (_message(name, reader, table) for name in names if name not in referenced)
    return [message for message in messages if message is not None]


def all_names(reader: Reader) -> Collection[str]:
    """Variables that a program, or its runtime and libraries, read; ``*`` matches any part of a name."""
    return {*_table(reader).names, *_table(reader).families}


def _message(name: str, reader: Reader, table: _Table) -> str | None:
    if name in table.hints:
        return f"{name}: {table.hints[name]}"
    if name in table.names or any(fnmatchcase(name, family) for family in table.families):
        return None
    if name in table.only_mentioned:
        return f"{name}: {reader.value} reads it only where librechat.yaml refers to it as ${{{name}}}"
    return f"{name}: {reader.value} reads no such variable{did_you_mean(name, table.names)}"


@functools.cache
def _table(reader: Reader) -> _Table:
    if reader is Reader.LIBRECHAT:
        return _merge_tables("librechat.json", runtime.READ_BY[reader], VARIABLES, announced.ADDED)
    return _merge_tables("rag_api.json", runtime.READ_BY[reader], RAG_API_VARIABLES, ())


def _merge_tables(
    file_name: str, runtime_names: Mapping[str, Sequence[str]], hints: Mapping[str, str], added: Iterable[str]
) -> _Table:
    generated = load(Path(__file__).with_name(file_name))
    others = [name for names in runtime_names.values() for name in names]
    return _Table(
        names={*generated["read"], *added, *(name for name in others if "*" not in name)},
        only_mentioned=frozenset(generated["only_mentioned"]),
        families=[name for name in others if "*" in name],
        hints=hints,
    )
