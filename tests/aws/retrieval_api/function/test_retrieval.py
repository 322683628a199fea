from typing import Any

from homelab.aws.retrieval_api.function import prompts
from homelab.aws.retrieval_api.function.models import Answer, Query, SearchMode
from homelab.aws.retrieval_api.function.stores import Match
from tests.aws.retrieval_api.function.parts import SETTINGS, Parts


class Store:
    """Finds what a test says, and notes what was searched for."""

    def __init__(self, *scores: float, supports_hybrid: bool = True) -> None:
        self.supports_hybrid = supports_hybrid
        self.matches = [
            Match(f"{number}.md", f"Title {number}", f"Text {number}", s) for number, s in enumerate(scores)
        ]
        self.searched: list[Any] = []

    def search(self, vector: Any, text: str | None, top_k: int, document_prefix: str) -> list[Match]:
        self.searched.append((text, top_k, document_prefix))
        return self.matches


class KeepingCache:
    def __init__(self) -> None:
        self.kept: dict[str, Answer] = {}

    def get(self, key: str) -> Answer | None:
        return self.kept.get(key)

    def put(self, key: str, answer: Answer) -> None:
        self.kept[key] = answer


def ask(store: Store, **query: Any) -> tuple[Answer, Parts]:
    parts = Parts(cache=KeepingCache())
    parts.store = store
    return parts.retrieval.query(Query.model_validate({"question": "What?"} | query), "r1"), parts


def test_the_model_gets_the_chunks_and_the_citations_are_numbered_alike():
    answer, parts = ask(Store(0.5, 0.9, 0.7))
    assert parts.answerer.asked == [("What?", ["Text 1", "Text 2", "Text 0"])]
    assert [each.document_id for each in answer.citations] == ["1.md", "2.md", "0.md"]
    assert answer.confident


def test_below_the_threshold_no_model_is_asked_and_nothing_is_kept():
    for store in (Store(), Store(SETTINGS.min_score - 0.01, 0.1)):
        answer, parts = ask(store)
        assert answer == Answer(answer=prompts.NO_ANSWER, confident=False, citations=[], request_id="r1")
        assert parts.answerer.asked == []
        assert parts.cache.kept == {}  # pyright: ignore[reportAttributeAccessIssue]


def test_at_the_threshold_the_model_is_asked():
    assert ask(Store(SETTINGS.min_score))[0].confident


def test_a_model_that_refuses_is_not_confident_and_cites_nothing():
    parts = Parts(cache=KeepingCache())
    parts.store = Store(0.9)
    parts.answerer.answer_text = prompts.NO_ANSWER
    answer = parts.retrieval.query(Query(question="What?"), "r1")
    assert not answer.confident
    assert answer.citations == []


def test_the_second_answer_comes_from_the_cache_with_a_request_id_of_its_own():
    parts = Parts(cache=KeepingCache())
    parts.store = Store(0.9)
    first = parts.retrieval.query(Query(question="What?"), "r1")
    second = parts.retrieval.query(Query(question=" what? "), "r2")
    assert (first.cached, second.cached) == (False, True)
    assert second == first.model_copy(update={"cached": True, "request_id": "r2"})
    assert len(parts.answerer.asked) == len(parts.store.searched) == 1


def test_words_are_searched_for_where_that_was_asked_for_and_is_possible():
    searched = [
        ask(Store(0.9, supports_hybrid=hybrid), mode=mode, top_k=7, document_prefix="a/")[1].store.searched[0]
        for hybrid, mode in ((True, SearchMode.HYBRID), (True, SearchMode.VECTOR), (False, SearchMode.HYBRID))
    ]
    assert searched == [("What?", 7, "a/"), (None, 7, "a/"), (None, 7, "a/")]
