"""From a question to an answer."""

from dataclasses import dataclass

from homelab.aws.retrieval_api.function import prompts
from homelab.aws.retrieval_api.function.cache import Cache, cache_key
from homelab.aws.retrieval_api.function.language import Answerer, Embedder
from homelab.aws.retrieval_api.function.models import Answer, Citation, Found, Query, SearchMode
from homelab.aws.retrieval_api.function.settings import Settings
from homelab.aws.retrieval_api.function.stores import Match, Store


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Finds chunks, and has a model answer from them."""

    settings: Settings
    store: Store
    embedder: Embedder
    answerer: Answerer
    cache: Cache

    def query(self, query: Query, request_id: str) -> Answer:
        """Answer a question, or say that the documents do not.

        :raises ApiError: The store or a model fails.
        """
        key = cache_key(query, self.settings)
        if kept := self.cache.get(key):
            return kept.model_copy(update={"cached": True, "request_id": request_id})
        matches = self._matches(query)
        if not matches or matches[0].score < self.settings.min_score:
            # No model is asked: it costs, and might answer from what it knows besides.
            return Answer(answer=prompts.NO_ANSWER, confident=False, citations=[], request_id=request_id)
        text = self.answerer.answer(query.question, matches)
        if text == prompts.NO_ANSWER:
            return Answer(answer=text, confident=False, citations=[], request_id=request_id)
        answer = Answer(
            answer=text, confident=True, citations=[_citation(each) for each in matches], request_id=request_id
        )
        self.cache.put(key, answer)
        return answer

    def search(self, query: Query, request_id: str) -> Found:
        """Find parts of documents, whether they answer the question or not.

        :raises ApiError: The store or the embedding model fails.
        """
        return Found(citations=[_citation(each) for each in self._matches(query)], request_id=request_id)

    def _matches(self, query: Query) -> list[Match]:
        (vector,) = self.embedder.embed([query.question])
        words = query.question if query.mode is SearchMode.HYBRID and self.store.supports_hybrid else None
        found = self.store.search(vector, words, query.top_k, query.document_prefix)
        return sorted(found, key=lambda match: match.score, reverse=True)


def _citation(match: Match) -> Citation:
    return Citation(document_id=match.document_id, title=match.title, text=match.text, score=match.score)
