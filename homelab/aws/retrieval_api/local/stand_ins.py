"""Stand-ins for Amazon Bedrock that need neither network nor account, and answer the same every time.

What they compute is good enough to find texts that share words with the question, and to try everything around a model.
"""

import hashlib
import math
import re
from collections.abc import Sequence

from homelab.aws.retrieval_api.function.stores import Match

_WORD = re.compile(r"\w+")
_STOP_WORDS = frozenset(
    """a an and are as at be but by can do does for from has have how i if in is it its may must no not of on or our
    that the their there they this to was we were what when where which who why will with you your""".split()  # noqa: SIM905
)


class HashingEmbedder:
    """Vectors that count words, each at a place by its hash: texts of the same words have the same direction."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Vectors of length 1."""
        return [self._embed(text) for text in texts]

    def _embed(self, text: str) -> list[float]:
        vector = [0.0] * self.dimensions
        words = [word for word in _WORD.findall(text.casefold()) if word not in _STOP_WORDS]
        for word in words or ["\0"]:
            number = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
            vector[number % self.dimensions] += 1.0
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector]


class QuotingAnswerer:
    """Answers by the sentence of the best document that shares most words with the question."""

    def answer(self, question: str, matches: Sequence[Match]) -> str:
        """A sentence, with the number of its document."""
        asked = _words(question)
        sentences = [
            (len(asked & _words(sentence)), -number, sentence.strip())
            for number, match in enumerate(matches, 1)
            for sentence in re.split(r"(?<=[.!?])\s+|\n+", match.text)
            if sentence.strip()
        ]
        _, number, sentence = max(sentences)
        return f"{sentence} [{-number}]"


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if word not in _STOP_WORDS}
