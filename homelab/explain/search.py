"""What words are about that are no path: arguments, keys of librechat.yaml and variables that have them."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from homelab.explain.arguments import Value
from homelab.explain.description import Node, first_sentence, part_of_text
from homelab.explain.facts import example_at, features_of
from homelab.explain.find import UnknownPathError, find, named, values, workspace
from homelab.explain.librechat_yaml import FILE, librechat_yaml
from homelab.explain.variables import GROUPS, names_of, variable_of

_MOST, _MOST_BESIDE = 10, 5
"""Matches that are shown alone, and beside an argument that has the name."""
_WORD = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+")
_SHORT = 4
"""Letters from which on a word may be a part of another one: ``vector`` of ``pgvector``."""
_NAME, _OWN_WORD, _FIRST, _MEANING, _FEATURE, _REST = 16, 7, 12, 6, 5, 1
"""How much it tells that a word stands in an argument's name, in LibreChat's own word, at the beginning of the meaning,
in it, in the feature, or in an example."""


@dataclass(frozen=True)
class Match:
    """Something that words are about."""

    path: str
    meaning: str
    """First sentence."""


@dataclass(frozen=True)
class Found:
    """What somebody has asked for."""

    node: Node | None
    """What the path leads to; None if it is none."""
    others: Sequence[Match] = ()
    """What else it may be about, best first."""
    more: int = 0
    """How many others there are beside these."""


def look_up(text: str) -> Found:
    """What a path leads to, or else what its name or words are about.

    :param text: A path as `find` takes it, a part at the end of one, such as ``tls.cluster_issuer``, or words.
    :raises UnknownPathError: There is nothing.
    """
    try:
        return Found(find(text))
    except UnknownPathError:
        called = dict(named(text))
        others = [] if "." in text else [match for match in search(text) if match.path not in called]
        if len(called) == 1:
            ((path, value),) = called.items()
            return _found(value, [match for match in others if not match.path.startswith(f"{path}.")], _MOST_BESIDE)
        if not called and not others:
            if " " in text and "." not in text and workspace().child(text.split(maxsplit=1)[0]) is None:
                raise UnknownPathError(f"nothing is named {text}, and no meaning has these words") from None
            raise
    return _found(None, [*(_match_of(path, value) for path, value in called.items()), *others], _MOST)


def search(text: str) -> Sequence[Match]:
    """All that has each of the words in its name, its meaning, its feature, or an example; best first."""
    words = _words(text)
    if not words:
        return []
    scored = [(score, entry) for entry in _entries() if (score := _score(entry, words))]
    return [entry.match for _, entry in sorted(scored, key=lambda each: (-each[0], *each[1].rank))]


@dataclass(frozen=True)
class _Entry:
    path: str
    meaning: str
    words: Sequence[tuple[int, Sequence[str]]]
    """Words of each text, and how much it tells."""

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Order among those that fit as well: what has a meaning first, and short paths."""
        return not self.meaning, len(_words(self.path)), self.path

    @property
    def match(self) -> Match:
        return Match(self.path, self.meaning)


def _found(node: Node | None, others: Sequence[Match], most: int) -> Found:
    return Found(node, others[:most], max(0, len(others) - most))


def _score(entry: _Entry, words: Sequence[str]) -> int:
    """How well all words fit; 0 if one of them does not."""
    best = [max((weight * _fits(word, each) for weight, each in entry.words), default=0) for word in words]
    together = max(
        (weight for weight, each in entry.words if f" {' '.join(words)} " in f" {' '.join(each)} "), default=0
    )
    return sum(best) + len(words) * together if all(best) else 0


def _fits(word: str, others: Sequence[str]) -> int:
    """2 for a word that is there, singular or plural, 1 for one in which another one begins or is contained."""
    if any(word.removesuffix("s") == other.removesuffix("s") for other in others):
        return 2
    return int(len(word) >= _SHORT and any(word in other for other in others))


@functools.cache
def _entries() -> Sequence[_Entry]:
    return [*_arguments(), *_variables(), *_keys(librechat_yaml(), "")]


def _arguments() -> Iterator[_Entry]:
    for path, value in values(workspace()):
        expected = value.constraint.expected if value.constraint else ""
        example = example_at(path)
        # Those of a group are those of its arguments.
        rest = f"{value.type} {expected} {'' if isinstance(example, dict) else example}"
        meaning = [(_FIRST, value.meaning.partition(" ")[0]), (_MEANING, value.meaning)]
        texts = [(_NAME, path.rpartition(".")[2]), (_MEANING, path), *meaning, (_REST, rest)]
        yield _entry(path, first_sentence(value.meaning), texts, features_of(path))


def _match_of(path: str, value: Value) -> Match:
    return Match(path, first_sentence(value.meaning))


def _variables() -> Iterator[_Entry]:
    for reader in GROUPS:
        for name in names_of(reader):
            about = variable_of(reader, name).about
            yield _entry(name, first_sentence(about), [(_OWN_WORD, name), (_MEANING, about)], features_of(name))


def _keys(node: Node, path: str) -> Iterator[_Entry]:
    for name, child in node.children.items():
        below = f"{path}.{name}".lstrip(".")
        meaning = child.summary(name).meaning
        texts = [(_OWN_WORD, name), (_MEANING, f"{path} {meaning}")]
        yield _entry(f"{FILE} {below}", meaning, texts, features_of(below))
        yield from _keys(child, below)


def _entry(path: str, meaning: str, texts: Sequence[tuple[int, str]], features: Sequence[str]) -> _Entry:
    """Something with its texts, and how much each tells."""
    words = [(weight, _words(text)) for weight, text in (*texts, *((_FEATURE, each) for each in features))]
    return _Entry(path, meaning or part_of_text(next(iter(features), None)), words)


def _words(text: str) -> list[str]:
    """Words in small letters, those of ``temporaryChatRetention`` and ``chunk_size`` too."""
    return [word.lower() for word in _WORD.findall(text)]
