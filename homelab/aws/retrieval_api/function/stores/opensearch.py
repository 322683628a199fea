"""OpenSearch: a domain, or a serverless collection. By meaning through an HNSW index, by words through BM25."""

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from typing import Any, cast

import boto3
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError

from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.settings import Settings, StoreKind
from homelab.aws.retrieval_api.function.stores import Chunk, Match
from homelab.aws.retrieval_api.function.stores.fusion import CANDIDATES, fused

FOUND_AT_ONCE = 1000
WRITTEN_AT_ONCE = 100
"""Chunks in one request: the smallest domains refuse more than 10 MiB."""
SETTLING = 75
"""Seconds after which a collection is no longer waited for; it shows what was written after up to a minute."""
_FIELDS = ["document_id", "etag", "number", "title", "text"]
# All attempts have to end before the function does; a collection that sleeps takes longer than that anyway.
_TIMEOUT = urllib3.Timeout(connect=2, read=10)
_RETRIES = urllib3.Retry(
    total=2, read=1, backoff_factor=0.2, backoff_jitter=0.2, status_forcelist=(429, 502, 503, 504), allowed_methods=None
)


class OpenSearchStore:
    """An index of chunks, whose requests are signed by the function's role."""

    supports_hybrid = True

    def __init__(self, settings: Settings) -> None:
        """Connect later."""
        self._endpoint, self._index = settings.store_endpoint.rstrip("/"), settings.store_index
        self._dimensions = settings.dimensions
        self._is_serverless = settings.store is StoreKind.SERVERLESS
        session = boto3.Session()
        self._credentials = session.get_credentials()
        self._region = session.region_name
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=_RETRIES)
        self._unsettled: list[tuple[str, str]] = []

    def prepare(self) -> None:
        """Create the index, unless it exists."""
        status, answer = self._send("PUT", f"/{self._index}", _index_body(self._dimensions))
        if status == 400 and "resource_already_exists_exception" in json.dumps(answer):
            return
        _check(status)

    def index(self, document_id: str, etag: str, chunks: Sequence[Chunk]) -> None:
        """Write the new chunks, then remove the others: a search in between finds both rather than none."""
        old = self._ids_of(document_id)
        new = {_id(each) for each in chunks}
        for page in _pages(chunks, WRITTEN_AT_ONCE):
            self._bulk([line for chunk in page for line in self._write_lines(chunk, len(chunks))])
        # None of the new ones in a serverless collection, whose ids are its own: all that was there before is old.
        self._delete_ids([each for each in old if each not in new])
        if self._is_serverless and chunks:
            self._unsettled.append((document_id, etag))

    def has(self, document_id: str, etag: str) -> bool:
        """Whether all chunks of this version are there; each says how many they are."""
        query = {"bool": {"filter": [{"term": {"document_id": document_id}}, {"term": {"etag": etag}}]}}
        answer = self._search({"query": query, "size": 1, "_source": ["total"], "track_total_hits": True})
        if not answer or not answer["hits"]["hits"]:
            return False
        (hit,) = answer["hits"]["hits"]
        return bool(answer["hits"]["total"]["value"] >= hit["_source"]["total"])

    def delete(self, document_id: str) -> None:
        """Remove all chunks of a document."""
        self._delete_ids(self._ids_of(document_id))

    def settle(self) -> None:
        """Wait for a collection, which shows late what was written; a domain is waited for while it is written."""
        until = time.monotonic() + SETTLING
        while self._unsettled and time.monotonic() < until:
            self._unsettled = [each for each in self._unsettled if not self.has(*each)]
            if self._unsettled:
                time.sleep(2)
        self._unsettled.clear()

    def search(self, vector: Sequence[float], text: str | None, top_k: int, document_prefix: str) -> list[Match]:
        """The most similar chunks, of both rankings if there are words."""
        prefix: list[Any] = [{"prefix": {"document_id": document_prefix}}] if document_prefix else []
        size = max(CANDIDATES, top_k)
        knn: dict[str, Any] = {"vector": [*vector], "k": size}
        if prefix:
            knn["filter"] = {"bool": {"filter": prefix}}
        searches: list[dict[str, Any]] = [{"query": {"knn": {"embedding": knn}}, "size": size, "_source": _FIELDS}]
        if text is not None:
            words: dict[str, Any] = {"bool": {"must": [{"match": {"text": text}}], "filter": prefix}}
            # Their vectors, as the search by words says nothing of how similar they are.
            searches.append({"query": words, "size": top_k, "_source": [*_FIELDS, "embedding"]})
        lines = [line for each in searches for line in ({}, each)]
        status, answer = self._send("POST", f"/{self._index}/_msearch", lines)
        if status == 404:
            return []
        _check(status)
        rankings = [[_found(hit, vector) for hit in _hits(each)] for each in answer["responses"]]
        return fused(rankings, top_k)

    def count(self) -> int:
        """Number of chunks."""
        status, answer = self._send("GET", f"/{self._index}/_count", None)
        if status == 404:
            return 0
        _check(status)
        return int(answer["count"])

    def _ids_of(self, document_id: str) -> list[str]:
        query: dict[str, Any] = {
            "query": {"term": {"document_id": document_id}},
            "size": FOUND_AT_ONCE,
            "sort": ["etag", "number"],
            "_source": False,
        }
        ids: list[str] = []
        while (answer := self._search(query)) and (hits := answer["hits"]["hits"]):
            ids += [hit["_id"] for hit in hits]
            query["search_after"] = hits[-1]["sort"]
        return ids

    def _search(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """What is found; None if nothing was indexed yet."""
        status, answer = self._send("POST", f"/{self._index}/_search", body)
        if status == 404:
            return None
        _check(status)
        return answer

    def _write_lines(self, chunk: Chunk, total: int) -> Iterable[dict[str, Any]]:
        yield {"index": {} if self._is_serverless else {"_id": _id(chunk)}}
        yield {
            "document_id": chunk.document_id,
            "etag": chunk.etag,
            "number": chunk.number,
            "total": total,
            "title": chunk.title,
            "text": chunk.text,
            "embedding": [*chunk.vector],
        }

    def _delete_ids(self, ids: Sequence[str]) -> None:
        for page in _pages(ids, FOUND_AT_ONCE):
            self._bulk([{"delete": {"_id": each}} for each in page])

    def _bulk(self, lines: list[dict[str, Any]]) -> None:
        # Serverless collections do not let a request wait for the index.
        refresh = "" if self._is_serverless else "?refresh=wait_for"
        status, answer = self._send("POST", f"/{self._index}/_bulk{refresh}", lines)
        _check(status)
        failed = [item for each in answer["items"] for item in each.values() if item["status"] not in (200, 201, 404)]
        if failed:
            raise StoreUnavailableError("The vector store has refused chunks")

    def _send(self, method: str, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a signed request; a list is sent as lines of JSON.

        :raises StoreUnavailableError: There is no answer.
        """
        lines = "".join(f"{json.dumps(each)}\n" for each in body) if isinstance(body, list) else json.dumps(body)
        data = b"" if body is None else lines.encode()
        kind = "application/x-ndjson" if isinstance(body, list) else "application/json"
        try:
            headers = self._signed(method, path, data, {"Content-Type": kind})
            answer = self._pool.request(method, self._endpoint + path, body=data, headers=headers)
            return answer.status, cast("dict[str, Any]", json.loads(answer.data or b"{}"))
        except (urllib3.exceptions.HTTPError, BotoCoreError, ValueError) as error:
            raise _unavailable() from error

    def _signed(self, method: str, path: str, data: bytes, headers: dict[str, str]) -> dict[str, str]:
        """Headers with a signature; as they are, where nobody has credentials."""
        if self._credentials is None:
            return headers
        request = AWSRequest(method, self._endpoint + path, data=data, headers=headers)
        if self._is_serverless:
            # Collections refuse a signature that does not cover this header.
            request.headers["X-Amz-Content-SHA256"] = hashlib.sha256(data).hexdigest()
        SigV4Auth(self._credentials, "aoss" if self._is_serverless else "es", self._region).add_auth(request)
        return dict(request.headers)


def _index_body(dimensions: int) -> dict[str, Any]:
    method = {"name": "hnsw", "engine": "faiss", "space_type": "innerproduct"}
    keyword = {"type": "keyword"}
    return {
        "settings": {"index": {"knn": True}},
        "mappings": {
            "dynamic": False,
            "properties": {
                "document_id": keyword,
                "etag": keyword,
                "number": {"type": "integer"},
                "total": {"type": "integer"},
                "title": {"type": "text"},
                "text": {"type": "text"},
                "embedding": {"type": "knn_vector", "dimension": dimensions, "method": method},
            },
        },
    }


def _hits(response: dict[str, Any]) -> list[dict[str, Any]]:
    """What one of several searches has found.

    :raises StoreUnavailableError: It failed.
    """
    if "hits" in response:
        return response["hits"]["hits"]
    if response.get("status") == 404:
        return []
    raise _unavailable()


def _found(hit: dict[str, Any], vector: Sequence[float]) -> tuple[tuple[str, str, int], Match]:
    source = hit["_source"]
    if "embedding" in source:
        score = sum(a * b for a, b in zip(vector, source["embedding"], strict=True))
    else:
        # The score of an inner product p is p + 1, or 1 / (1 - p) below zero.
        score = hit["_score"] - 1 if hit["_score"] >= 1 else 1 - 1 / hit["_score"]
    key = (source["document_id"], source["etag"], source["number"])
    return key, Match(source["document_id"], source["title"], source["text"], min(1.0, max(0.0, score)))


def _id(chunk: Chunk) -> str:
    """The same for the same place of the same version, so that indexing it again changes nothing."""
    return hashlib.sha256(f"{chunk.document_id}#{chunk.etag}#{chunk.number}".encode()).hexdigest()


def _pages(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _check(status: int) -> None:
    if status >= 300:
        raise _unavailable()


def _unavailable() -> StoreUnavailableError:
    return StoreUnavailableError("The vector store does not answer")
