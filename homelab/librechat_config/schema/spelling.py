"""Corrections of misspelled names.

A wrong hint is worse than none, and similar names may be different ones: ``GROQ_API_KEY`` and ``TTS_API_KEY``.
"""

import functools
import re
from collections.abc import Callable, Collection, Sequence

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SHORTEST_FOR_AN_EDIT = 6
"""Minimum length of names for an edit, as short names may differ in one letter: ``topK`` and ``topP``."""
_SHORTEST_FOR_A_SWAP = 5
_NO_PLURAL = re.compile(r"(ss|us|is)$")


def closest_name(unknown: str, known: Collection[str]) -> str | None:
    """Known name that differs from ``unknown`` only in case, separators, grammatical number or one letter.

    None if there is no such name, or more than one.
    """
    for is_similar in (_same_in_lower_case, _same_words, _same_in_singular, _one_edit_apart):
        close = [name for name in known if is_similar(unknown, name)]
        if close:
            return close[0] if len(close) == 1 else None
    return None


def _same_in_lower_case(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _same_words(one: str, other: str) -> bool:
    return _joined(one) == _joined(other) != ""


def _same_in_singular(one: str, other: str) -> bool:
    return _joined(one, _singular) == _joined(other, _singular) != ""


def _one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter, but not a digit, is substituted, missing, added, or swapped with the next."""
    shorter, longer = sorted((_joined(one), _joined(other)), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    here, there = shorter[start:], longer[start:]
    if len(here) == len(there) and here[:2] == there[1::-1] and here[2:] == there[2:]:
        return len(shorter) >= _SHORTEST_FOR_A_SWAP
    if len(shorter) < _SHORTEST_FOR_AN_EDIT or _differ_in_one_letter_word(one, other):
        return False
    if len(here) < len(there):
        return here == there[1:] and there[0].isalpha()
    return here[1:] == there[1:] and here[0].isalpha() and there[0].isalpha()


def _differ_in_one_letter_word(one: str, other: str) -> bool:
    """Whether names only differ in an additional word: ``MAX_AGE`` and ``S_MAX_AGE``."""
    fewer, more = sorted((_words(one), _words(other)), key=len)
    return any([*more[:i], *more[i + 1 :]] == fewer for i in range(len(more)))


@functools.lru_cache(maxsize=4096)
def _words(name: str) -> Sequence[str]:
    return [word.lower() for word in _WORD.findall(name)]


@functools.lru_cache(maxsize=8192)
def _joined(name: str, form: Callable[[str], str] = str) -> str:
    return "".join(form(word) for word in _words(name))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if re.search(r"(ss|x|ch|sh)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not _NO_PLURAL.search(word) else word
