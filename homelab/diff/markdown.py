"""Text as GitHub's Markdown, for comments on pull requests."""

import re
from collections.abc import Iterable, Sequence

COMMENT_LIMIT = 60_000
"""Characters of Markdown; a comment on GitHub has at most 65,536."""
_MARKUP = re.compile(r"[\\|`*_\[\]~#@&<>\r]")


def head(columns: Sequence[str]) -> list[str]:
    """The lines of a table above its rows."""
    return [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]


def row(cells: Iterable[str]) -> str:
    """A row of a table, with the cells as they are read, in one line."""
    return f"| {' | '.join(escaped(each).replace(chr(10), '<br>') for each in cells)} |"


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
    """`escaped` text as one line, which begins nothing else."""
    return escaped(" ".join(text.split()))
