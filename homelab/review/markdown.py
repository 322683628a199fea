"""A review as Markdown, for one comment on a pull request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from homelab.diff import display
from homelab.diff.changes import Change
from homelab.diff.markdown import COMMENT_LIMIT, beginning, cell, head, literal, one_line, row
from homelab.offline.aws.estimate import amount
from homelab.offline.footprint_cells import COLUMNS
from homelab.review.amounts import PriceChange
from homelab.review.checks import Check
from homelab.review.review import Review

_SECTION_LIMIT = 6_000
"""Characters of a section; the table of objects has what the others leave."""
_DASH = "-"
_RESOURCE_COLUMNS = ("", "Resource and its fields", "Before", "After")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a comment says."""

    title: str
    review: Review | None
    """None if the stack does not render."""
    checks: Sequence[Check]
    note: str = ""
    """What it was not compared with, and why; or what to know about the comparison."""
    consent: str = ""
    """What permits losses, such as a label's name; empty if nothing does."""
    is_permitted: bool = False
    """Whether somebody has consented to losses."""

    @property
    def is_refused(self) -> bool:
        """Whether the change must not be merged as it is."""
        has_losses = self.review is not None and len(self.review.losses) > 0
        return any(each.failed for each in self.checks) or (has_losses and not self.is_permitted)


def to_markdown(comment: Comment, limit: int = COMMENT_LIMIT) -> str:
    """Markdown of at most ``limit`` characters."""
    review = comment.review
    parts = [f"### {one_line(comment.title)}: {_summary(comment)}", ""]
    if comment.note:
        parts += [one_line(comment.note), ""]
    parts += _checks(comment.checks, only_failed=True)
    if review is None:
        return beginning("\n".join(parts), limit)
    parts += _losses(comment, review)
    sections = [
        *_section("Secrets, without their values", ("", "Secret", "Keys"), _secrets(review)),
        *_section("Network", ("", "From", "To"), _network(review), after=_network_note(review)),
        *_section("Resources of other providers", _RESOURCE_COLUMNS, _others(review), after=_others_note(review)),
        *_section("Footprint", COLUMNS, _rows(review.footprint)),
        *_section("Price a month", ("", "Before", "After", "Difference"), _prices(review), after=_price_note(review)),
        *_checks(comment.checks, only_failed=False),
    ]
    above, below = "\n".join(parts), "\n".join(sections)
    objects = display.to_markdown(
        _unwarned(review), title="Objects", limit=max(limit - len(above) - len(below) - 2, 500)
    )
    return beginning(f"{above}\n{objects}\n{below}", limit)


def _summary(comment: Comment) -> str:
    if comment.review is None:
        return "does not render"
    changes = display.summary([*comment.review.changes, *comment.review.others]) or "no differences"
    return f"{changes}, refused" if comment.is_refused else changes


def _losses(comment: Comment, review: Review) -> list[str]:
    if not review.losses:
        return []
    if comment.is_permitted:
        label = f"the label {comment.consent} permits" if comment.consent else "permitted"
        title = f"Data that is lost or no longer used, as {label}"
    elif comment.consent:
        title = f"Data would be lost or no longer used: the label {comment.consent} permits that"
    else:
        title = "Data would be lost or no longer used"
    return _bullets(title, map(str, review.losses))


def _unwarned(review: Review) -> list[Change]:
    """Changes, without warnings about objects that are listed above."""
    subjects = {each.subject for each in review.losses}
    return [replace(each, warnings=()) if str(each) in subjects else each for each in review.changes]


def _secrets(review: Review) -> list[str]:
    return [row([each.verb, cell(each.name), ", ".join(map(literal, each.keys))]) for each in review.secrets]


def _others(review: Review) -> list[str]:
    return [line for change in review.others for line in display.table_rows(change)]


def _others_note(review: Review) -> str:
    """Warnings about resources that are not listed above as losses."""
    subjects = {each.subject for each in review.losses}
    unlisted = [each for each in review.others if str(each) not in subjects]
    return " ".join(f"{change} {warning}." for change in unlisted for warning in change.warnings)


def _network(review: Review) -> list[str]:
    """What is reached from now on first."""
    ordered = sorted(review.reach, key=lambda each: not each.extent.is_wider)
    urls = [[verb, "everybody", url] for verb, url in review.urls]
    return _rows([*urls, *([each.extent.value, each.source, each.destination] for each in ordered)])


def _network_note(review: Review) -> str:
    return f"Who reaches whom is not known: {review.network_error}." if review.network_error else ""


def _prices(review: Review) -> list[str]:
    return _rows(
        [each.item, _price(each.before, each.currency), _price(each.after, each.currency), _difference(each)]
        for each in review.prices
    )


def _rows(rows: Iterable[Iterable[str]]) -> list[str]:
    return [row(map(cell, each)) for each in rows]


def _price_note(review: Review) -> str:
    if not (review.prices and review.unpriced):
        return ""
    return f"Not in it, as it depends on use or has no price: {', '.join(review.unpriced)}."


def _price(found: tuple[Decimal, Decimal] | None, currency: str) -> str:
    return f"{currency} {amount(*found)}" if found else _DASH


def _difference(change: PriceChange) -> str:
    low, high = (f"{each:+,}" for each in change.difference)
    return low if low == high else f"{low} to {high}"


def _checks(checks: Sequence[Check], *, only_failed: bool) -> list[str]:
    """Those that failed, above everything else, or the others."""
    shown = [each for each in checks if each.failed is only_failed]
    if not shown:
        return []
    title = "Failed" if only_failed else "Checks"
    return _bullets(title, (line for each in shown for line in (each.summary, *each.lines)))


def _bullets(title: str, lines: Iterable[str]) -> list[str]:
    return [f"**{one_line(title)}**", "", *_limited([f"- {one_line(line)}" for line in lines]), ""]


def _section(title: str, columns: Sequence[str], rows: Sequence[str], after: str = "") -> list[str]:
    if not (rows or after):
        return []
    table = [*head(columns), *_limited(rows)] if rows else []
    return [f"#### {title}", "", *table, *(["", one_line(after)] if after else []), ""]


def _limited(lines: Sequence[str]) -> list[str]:
    """As many of the lines as a section may have, and how many there are more."""
    length = 0
    for number, line in enumerate(lines):
        length += len(line) + 1
        if length > _SECTION_LIMIT:
            return [*lines[:number], "", f"{len(lines) - number} more: `homelab review --json` has all of them."]
    return [*lines]
