"""Changes as a table on a terminal, as Markdown and as JSON."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from homelab.data import json_text
from homelab.diff.changes import Change, Verb
from homelab.diff.fields import Field

NOTHING = "No differences."
COMMENT_LIMIT = 60_000
"""Characters of Markdown; a comment on GitHub has at most 65,536."""
_COLUMNS = ("", "Object and its fields", "Before", "After")
_STYLES = {Verb.ADDED: "green", Verb.CHANGED: "yellow", Verb.REPLACED: "bold red", Verb.REMOVED: "red"}
_MARKUP = re.compile(r"[\\|`*_\[\]~#@&<>\r]")
_INDENT = "\N{NO-BREAK SPACE}" * 2
_LONGEST_VALUE = 300
_CUT = "…"


def show(changes: Sequence[Change], console: Console) -> None:
    """Print a table of objects and fields, what is to be looked at, and a summary."""
    if changes:
        table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
        for column in _COLUMNS:
            table.add_column(column, overflow="fold", ratio=0 if column == "" else 1)
        for change in changes:
            for row in _rows(change):
                table.add_row(Text(row[0], _STYLES[change.verb]), *map(Text, row[1:]))
        console.print(table)
    for title, lines in (("Attention", [*_warnings(changes)]), ("Pods", [*_effects(changes)])):
        if lines:
            console.print(Text(f"\n{title}", "bold"), *(Text(f"  {line}") for line in lines), sep="\n", soft_wrap=True)
    console.print(Text(f"\n{summary(changes)}" if changes else NOTHING), soft_wrap=True)


def to_markdown(changes: Sequence[Change], *, title: str = "Changes", limit: int = COMMENT_LIMIT) -> str:
    """Markdown of at most ``limit`` characters, for a comment on a pull request."""
    if not changes:
        return f"#### {title}: none\n"
    head = [f"#### {title}: {summary(changes)}", ""]
    head += [*_bullets("Attention", _warnings(changes)), *_bullets("Pods", _effects(changes))]
    head += [_markdown_row(_COLUMNS), "|---" * len(_COLUMNS) + "|"]
    rows = [_markdown_row(map(_cell, row)) for change in changes for row in _rows(change)]
    text = "\n".join(head) + "\n"
    for number, row in enumerate(rows):
        rest = f"\n{len(rows) - number} more rows: `homelab diff` shows all of them.\n"
        if len(text) + len(row) + 1 + len(rest) > limit:
            return (text + rest)[:limit]
        text += f"{row}\n"
    return text


def to_json(changes: Sequence[Change]) -> str:
    """JSON with all that is known, of any length."""
    counts = Counter(change.verb for change in changes)
    data = {
        "summary": {verb.value: counts[verb] for verb in Verb},
        "changes": [asdict(change) for change in changes],
    }
    return json_text(data)


def summary(changes: Sequence[Change]) -> str:
    """Such as ``1 added, 2 changed``."""
    counts = Counter(change.verb for change in changes)
    return ", ".join(f"{counts[verb]} {verb}" for verb in Verb if counts[verb])


def _warnings(changes: Sequence[Change]) -> Iterator[str]:
    yield from (f"{change}: {warning}" for change in changes for warning in change.warnings)


def _effects(changes: Sequence[Change]) -> Iterator[str]:
    yield from (f"{change}: {effect}" for change in changes for effect in change.effects)


def _rows(change: Change) -> list[tuple[str, str, str, str]]:
    """A row for the object, and one for each of its fields."""
    fields = [Field("metadata.name", change.previous_name, change.name)] if change.previous_name else []
    fields += change.fields
    cells = [("", f"{_INDENT}{each.path}", _value(each.old), _value(each.new)) for each in fields]
    return [(change.verb.value, str(change), "", ""), *cells]


def _value(text: str | None) -> str:
    shown = "" if text is None else text
    return shown if len(shown) <= _LONGEST_VALUE else f"{shown[:_LONGEST_VALUE]}{_CUT}"


def _bullets(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"- {_escaped(line)}" for line in lines]
    return [f"**{title}**", "", *found, ""] if found else []


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return _escaped(text).replace("\n", "<br>")


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no mention of people, no HTML."""
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)
