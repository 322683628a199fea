"""Text as GitHub's Markdown, for comments on pull requests."""

import re
from collections.abc import Iterable, Sequence

COMMENT_LIMIT = 60_000
"""Characters of Markdown; a comment on GitHub has at most 65,536."""
_MARKUP = re.compile(r"[\\|`*_\[\]~#@&<>\r]")
_CODE = re.compile(r"(?! )[^\\|`@&<>\r\n]+(?<! )")
_CODE_IN_TEXT = re.compile(rf"(`{_CODE.pattern}`)")


def head(columns: Sequence[str]) -> list[str]:
    """The lines of a table above its rows."""
    return [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]


def row(cells: Iterable[str]) -> str:
    """A row of a table of cells in Markdown: `cell` or `literal`."""
    return f"| {' | '.join(cells)} |"


def cell(text: str) -> str:
    """`escaped` text in one line, as a table's row is."""
    return escaped(text).replace("\n", "<br>")


def literal(text: str) -> str:
    """A name or value for a cell: as code, which can be read and copied unrendered too, where that needs no escapes."""
    return f"`{text}`" if _CODE.fullmatch(text) else cell(text)


def bullets(title: str, lines: Iterable[str]) -> list[str]:
    """A list with a title; nothing without ``lines``."""
    found = [f"- {one_line(line)}" for line in lines]
    return [f"**{title}**", "", *found, ""] if found else []


def beginning(text: str, limit: int) -> str:
    """As many whole lines of Markdown as fit: a cut within one could leave half a tag."""
    return text if len(text) <= limit else text[: text.rfind("\n", 0, limit) + 1]


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no mention of people, no HTML."""
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)


def one_line(text: str) -> str:
    """`escaped` text as one line, which begins nothing else; what stands between backticks stays code."""
    parts = _CODE_IN_TEXT.split(" ".join(text.split()))
    return "".join(part if number % 2 else escaped(part) for number, part in enumerate(parts))
