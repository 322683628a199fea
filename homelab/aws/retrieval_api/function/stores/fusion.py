"""Several rankings in one."""

from collections.abc import Hashable, Sequence

from homelab.aws.retrieval_api.function.stores import Match

CONSTANT = 60
"""Of reciprocal rank fusion: each ranking adds 1 / (60 + rank) to what it has."""


def fused(rankings: Sequence[Sequence[tuple[Hashable, Match]]], top_k: int) -> list[Match]:
    """The first ``top_k`` of all rankings together.

    :param rankings: Each the best first, with keys that tell whether two are the same.
    """
    scores: dict[Hashable, float] = {}
    matches: dict[Hashable, Match] = {}
    for ranking in rankings:
        for rank, (key, match) in enumerate(ranking, 1):
            scores[key] = scores.get(key, 0.0) + 1 / (CONSTANT + rank)
            matches.setdefault(key, match)
    best = sorted(scores, key=lambda key: scores[key], reverse=True)[:top_k]
    return [matches[key] for key in best]
