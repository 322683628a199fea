"""Changes as a table on a terminal, as Markdown and as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from homelab.data import json_text
from homelab.diff.changes import Change, Verb
from homelab.diff.fields import Field
from homelab.diff.markdown import COMMENT_LIMIT, bullets, head, row

NOTHING = "No differences."
_COLUMNS = ("", "Object and its fields", "Before", "After")
_STYLES = {Verb.ADDED: "green", Verb.CHANGED: "yellow", Verb.REPLACED: "bold red", Verb.REMOVED: "red"}
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
            for verb, *cells in table_rows(change):
                table.add_row(Text(verb, _STYLES[change.verb]), *map(Text, cells))
        console.print(table)
    for title, lines in (("Attention", [*_warnings(changes)]), ("Pods", [*_effects(changes)])):
        if lines:
            console.print(Text(f"\n{title}", "bold"), *(Text(f"  {line}") for line in lines), sep="\n", soft_wrap=True)
    console.print(Text(f"\n{summary(changes)}" if changes else NOTHING), soft_wrap=True)


def to_markdown(changes: Sequence[Change], *, title: str = "Changes", limit: int = COMMENT_LIMIT) -> str:
    """Markdown of at most ``limit`` characters, for a comment on a pull request."""
    if not changes:
        return f"#### {title}: none\n"
    lines = [f"#### {title}: {summary(changes)}", ""]
    lines += [*bullets("Attention", _warnings(changes)), *bullets("Pods", _effects(changes)), *head(_COLUMNS)]
    rows = [row(cells) for change in changes for cells in table_rows(change)]
    text = "\n".join(lines) + "\n"
    for number, line in enumerate(rows):
        rest = f"\n{len(rows) - number} more rows: `homelab diff` shows all of them.\n"
        if len(text) + len(line) + 1 + len(rest) > limit:
            return (text + rest)[:limit]
        text += f"{line}\n"
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


def table_rows(change: Change) -> list[tuple[str, str, str, str]]:
    """A row for the object, and one for each of its fields."""
    fields = [Field("metadata.name", change.previous_name, change.name)] if change.previous_name else []
    fields += change.fields
    cells = [("", f"{_INDENT}{each.path}", _value(each.old), _value(each.new)) for each in fields]
    return [(change.verb.value, str(change), "", ""), *cells]


def _value(text: str | None) -> str:
    shown = "" if text is None else text
    return shown if len(shown) <= _LONGEST_VALUE else f"{shown[:_LONGEST_VALUE]}{_CUT}"
