"""Splitting of texts into chunks: at paragraphs where possible, else at sentences, words and characters."""

import re
from collections.abc import Iterator

_BOUNDARIES = (
    (r"\n\s*\n", "\n\n"),
    (r"\n", "\n"),
    (r"(?<=[.!?\u3002\uff01\uff1f])\s+", " "),
    (r"\s+", " "),
)
"""Where texts are cut, from the best place to the worst, and what joins their parts again."""


def split(text: str, size: int, overlap: int) -> list[str]:
    """Chunks of at most ``size`` characters, each of which repeats the end of the one before.

    :param overlap: At most so many characters are repeated, from the beginning of a word; less than half of ``size``.
    """
    overlap = min(overlap, size // 2)
    chunks: list[str] = []
    tail = ""
    for piece in _joined(_pieces(text.strip(), size - overlap - 1), size - overlap - 1):
        chunks.append(f"{tail} {piece}" if tail else piece)
        tail = _tail(piece, overlap)
    return chunks


def _pieces(text: str, size: int, depth: int = 0, joint: str = "") -> Iterator[tuple[str, str]]:
    """Parts of a text that are short enough, cut where it hurts least; each with what joins it to the one before."""
    if len(text) <= size:
        if text.strip():
            yield joint, text.strip()
    elif depth == len(_BOUNDARIES):
        for start in range(0, len(text), size):
            yield "" if start else joint, text[start : start + size]
    else:
        boundary, own_joint = _BOUNDARIES[depth]
        for number, part in enumerate(re.split(boundary, text)):
            yield from _pieces(part, size, depth + 1, own_joint if number else joint)


def _joined(pieces: Iterator[tuple[str, str]], size: int) -> Iterator[str]:
    """Neighbours in one, as long as they are short enough together."""
    current = ""
    for joint, piece in pieces:
        if current and len(current) + len(joint) + len(piece) > size:
            yield current
            current = piece
        else:
            current = f"{current}{joint}{piece}" if current else piece
    if current:
        yield current


def _tail(text: str, length: int) -> str:
    """The end of a text, from the beginning of a word."""
    if length >= len(text):
        return text
    start = re.compile(r"\s").search(text, len(text) - length - 1) if length > 0 else None
    return text[start.end() :] if start else ""
