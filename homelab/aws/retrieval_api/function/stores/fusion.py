"""Several rankings in one."""

from collections.abc import Hashable, Sequence

from homelab.aws.retrieval_api.function.stores import Match

CANDIDATES = 50
"""Chunks of each ranking that are combined."""
CONSTANT = 60
"""Of reciprocal rank fusion: each ranking adds 1 / (60 + rank) to what it has."""


def fused(rankings: Sequence[Sequence[tuple[Hashable, Match]]], top_k: int) -> list[Match]:
    """The first ``top_k`` of all rankings together.

    :param rankings: Each the best first, with keys that tell whether two are the same.
    """
    scores: dict[Hashable, float] = {}
    matches: dict[Hashable, Match] = {}
    for ranking in rankings:
        # What a ranking has twice counts once.
        unique = dict(reversed([*ranking]))
        for rank, key in enumerate(dict.fromkeys(key for key, _ in ranking), 1):
            scores[key] = scores.get(key, 0.0) + 1 / (CONSTANT + rank)
            matches.setdefault(key, unique[key])
    best = sorted(scores, key=lambda key: scores[key], reverse=True)[:top_k]
    return [matches[key] for key in best]
