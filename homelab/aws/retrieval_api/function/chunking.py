"""Splitting of texts into chunks: at paragraphs where possible, else at sentences, words and characters."""

import re
from collections.abc import Iterator

_BOUNDARIES = (r"\n\s*\n", r"\n", r"(?<=[.!?\u3002\uff01\uff1f])\s+", r"\s+")
"""From the best place for a cut to the worst."""


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


def _pieces(text: str, size: int, depth: int = 0) -> Iterator[str]:
    """Parts of a text that are short enough, cut where it hurts least."""
    if len(text) <= size:
        if text.strip():
            yield text.strip()
    elif depth == len(_BOUNDARIES):
        for start in range(0, len(text), size):
            yield text[start : start + size]
    else:
        for part in re.split(_BOUNDARIES[depth], text):
            yield from _pieces(part, size, depth + 1)


def _joined(pieces: Iterator[str], size: int) -> Iterator[str]:
    """Neighbours in one, as long as they are short enough together."""
    current = ""
    for piece in pieces:
        if current and len(current) + 1 + len(piece) > size:
            yield current
            current = piece
        else:
            current = f"{current}\n{piece}" if current else piece
    if current:
        yield current


def _tail(text: str, length: int) -> str:
    """The end of a text, from the beginning of a word."""
    if length <= 0:
        return ""
    end = text[-length:]
    if len(end) == len(text):
        return end
    _, found, rest = end.partition(" ")
    return rest if found else ""
