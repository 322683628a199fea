"""Changes on a terminal, as Markdown and as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from homelab.data import json_text
from homelab.diff.changes import Change, Verb
from homelab.diff.fields import Field
from homelab.diff.markdown import COMMENT_LIMIT, beginning, bullets, cell, head, literal, row

NOTHING = "No differences."
_COLUMNS = ("", "Object and its fields", "Before", "After")
_STYLES = {Verb.ADDED: "green", Verb.CHANGED: "yellow", Verb.REPLACED: "bold red", Verb.REMOVED: "red"}
_NAMES_AT = max(map(len, Verb)) + 1
"""Column where names begin, after the verb."""
_MARGIN = "  "
_NONE = "(none)"
_INDENT = "\N{NO-BREAK SPACE}" * 2
_LONGEST_VALUE = 300
_CUT = "…"
_MOST_ROWS_SHOWN = 30
"""More of them are folded in Markdown."""
_FOLD = "<details><summary>Objects and their fields</summary>\n"
_END_OF_FOLD = "\n</details>\n"


def show(changes: Sequence[Change], console: Console, *, notes: Sequence[str] = ()) -> None:
    """Print objects with their fields, what is to be looked at, and a summary.

    :param notes: What to know about the comparison itself.
    """
    for change in changes:
        # The terminal wraps the lines: a name that is broken up here could not be read, or copied.
        console.print(*_lines(change, console.width), sep="\n", soft_wrap=True)
    attention, pods = [*notes, *_warnings(changes)], [*_effects(changes)]
    for title, lines in (("Attention", attention), ("Pods", pods)):
        if lines:
            console.print(Text(f"\n{title}", "bold"), *(Text(f"  {line}") for line in lines), sep="\n", soft_wrap=True)
    console.print(Text(f"\n{summary(changes)}" if changes else NOTHING), soft_wrap=True)


def _lines(change: Change, width: int) -> Iterator[Text]:
    """A line for the object, and one or more for each of its fields."""
    yield Text.assemble((change.verb.value, _STYLES[change.verb]), f"{'':{_NAMES_AT - len(change.verb)}}{change}")
    for each in _fields(change):
        old, new = (_NONE if text is None else _value(text) for text in (each.old, each.new))
        inline = Text(f"{_MARGIN}{each.path}: {old} → {new}")
        if len(old.splitlines()) <= 1 and len(new.splitlines()) <= 1 and inline.cell_len <= width:
            yield inline
            continue
        yield Text(f"{_MARGIN}{each.path}:")
        yield from (Text(f"{_MARGIN}  - {line}", "red") for line in old.splitlines() if each.old is not None)
        yield from (Text(f"{_MARGIN}  + {line}", "green") for line in new.splitlines() if each.new is not None)


def to_markdown(
    changes: Sequence[Change], *, title: str = "Changes", notes: Sequence[str] = (), limit: int = COMMENT_LIMIT
) -> str:
    """Markdown of at most ``limit`` characters, for a comment on a pull request.

    :param notes: What to know about the comparison itself.
    """
    if not changes:
        return f"#### {title}: none\n"
    rows = [line for change in changes for line in table_rows(change)]
    is_folded = len(rows) > _MOST_ROWS_SHOWN
    closing = _END_OF_FOLD if is_folded else ""
    lines = [
        f"#### {title}: {summary(changes)}\n",
        *bullets("Attention", [*notes, *_warnings(changes)]),
        *bullets("Pods", _effects(changes)),
        *([_FOLD] if is_folded else []),
        *head(_COLUMNS),
    ]
    text = "\n".join(lines) + "\n"
    for number, line in enumerate(rows):
        rest = f"\n{len(rows) - number} more rows: `homelab diff` shows all of them.\n{closing}"
        if len(text) + len(line) + 1 + len(rest) > limit:
            return beginning(text + rest, limit)
        text += f"{line}\n"
    return text + closing


def to_json(changes: Sequence[Change], *, notes: Sequence[str] = ()) -> str:
    """JSON with all that is known, of any length.

    :param notes: What to know about the comparison itself.
    """
    counts = Counter(change.verb for change in changes)
    data = {
        "summary": {verb.value: counts[verb] for verb in Verb},
        "changes": [asdict(change) for change in changes],
        "notes": [*notes],
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


def table_rows(change: Change) -> list[str]:
    """Markdown's row for the object, and one for each of its fields."""
    fields = [
        ("", f"{_INDENT}{literal(each.path)}", literal(_value(each.old or "")), literal(_value(each.new or "")))
        for each in _fields(change)
    ]
    return [row([change.verb.value, cell(str(change)), "", ""]), *map(row, fields)]


def _fields(change: Change) -> list[Field]:
    """What differs, its name first."""
    renamed = [Field("metadata.name", change.previous_name, change.name)] if change.previous_name else []
    return [*renamed, *change.fields]


def _value(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}{_CUT}"
