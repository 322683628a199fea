from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.retrieval_api.function.stores import Match
from homelab.aws.retrieval_api.function.stores.fusion import fused

KEYS = st.lists(st.integers(0, 20), unique=True)


def ranking(keys: Sequence[int]) -> list[tuple[int, Match]]:
    return [(key, Match(str(key), "", "", 0.5)) for key in keys]


def fused_keys(*rankings: Sequence[int], top_k: int = 100) -> list[int]:
    return [int(match.document_id) for match in fused([ranking(each) for each in rankings], top_k)]


@given(KEYS)
def test_one_ranking_stays_as_it_is(keys: list[int]):
    assert fused_keys(keys) == fused_keys(keys, []) == fused_keys(keys, keys) == keys


@given(KEYS, KEYS, st.integers(1, 10))
def test_all_that_was_found_is_there_once(first: list[int], second: list[int], top_k: int):
    assert sorted(fused_keys(first, second)) == sorted({*first, *second})
    assert fused_keys(first, second, top_k=top_k) == fused_keys(first, second)[:top_k]


def test_what_two_rankings_have_comes_before_what_only_one_has():
    assert fused_keys([1, 2, 3], [4, 3, 5])[0] == 3


def test_what_a_ranking_has_twice_counts_once():
    assert fused_keys([1, 2, 2, 2, 2]) == [1, 2]
