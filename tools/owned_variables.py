"""Writes the end of ``docs/librechat.md``: the variables that the library sets, and the arguments to use instead."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from homelab.librechat_config.ownership import GROUP_VARIABLES, OWNED
from homelab.librechat_config.variables import Reader
from tools.documents import rewritten

FILE = Path(__file__).parent.parent / "docs" / "librechat.md"
NAMES = {Reader.LIBRECHAT: "LibreChat", Reader.RAG_API: "RAG API"}


def text() -> str:
    """The document, with its tables written anew."""
    return rewritten(FILE, _tables())


def _tables() -> Iterator[str]:
    for reader in Reader:
        conditional = GROUP_VARIABLES if reader is Reader.LIBRECHAT else {}
        rows = [f"| `{name}` | `{argument}`, where its group is set |" for name, argument in conditional.items()]
        yield _table(NAMES[reader], OWNED[reader], rows)


def _table(reader: str, owned: Mapping[str, str], conditional: Sequence[str]) -> str:
    return "\n".join([f"| {reader} | set it with |", "| --- | --- |", *_rows(owned), *conditional, ""])


def _rows(owned: Mapping[str, str]) -> Iterator[str]:
    by_argument: defaultdict[str, list[str]] = defaultdict(list)
    for variable, argument in owned.items():
        by_argument[argument].append(f"`{variable}`")
    for argument, variables in sorted(by_argument.items()):
        yield f"| {', '.join(sorted(variables))} | {f'`{argument}`' if argument else 'nothing: it is fixed'} |"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
