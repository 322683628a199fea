"""Amazon S3 Vectors: by meaning alone, and nothing to pay while nobody asks.

It finds vectors by their keys, and has none of "all keys of a document". So the first chunk of a document says how many
there are: it is written first, before there is more to remove, and last, with the version that is then there wholly.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.settings import Settings
from homelab.aws.retrieval_api.function.stores import Chunk, Match

if TYPE_CHECKING:
    from types_boto3_s3vectors import S3VectorsClient
    from types_boto3_s3vectors.type_defs import PutInputVectorTypeDef

WRITTEN_AT_ONCE = 200
"""Vectors in one request, which may have 20 MiB."""
DELETED_AT_ONCE = 500
MOST_MATCHES = 100
MOST_FOLDERS = 32
"""Folders around a document that it is found by: what vectors are filtered by may have 2 KB."""
INCOMPLETE = "-"
"""Version of a document of which chunks are being written or removed."""
_CLIENT = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=2, read_timeout=20)


class S3VectorsStore:
    """An index of a vector bucket."""

    supports_hybrid = False

    def __init__(self, settings: Settings, client: "S3VectorsClient | None" = None) -> None:
        """Connect later.

        :param client: Default: a new one.
        """
        self._client = client or boto3.client("s3vectors", config=_CLIENT)
        self._index: Any = {"vectorBucketName": settings.store_bucket, "indexName": settings.store_index}

    def prepare(self) -> None:
        """Nothing has to be created: the index is a resource."""

    def index(self, document_id: str, etag: str, chunks: Sequence[Chunk]) -> None:
        """Put a document's chunks in place of those of its other versions."""
        _, before = self._first(document_id)
        if not chunks:
            self.delete(document_id)
            return
        self._put([_vector(chunks[0], INCOMPLETE, max(before, len(chunks)))])
        for page in _pages(chunks[1:], WRITTEN_AT_ONCE):
            self._put([_vector(each, etag, len(chunks)) for each in page])
        self._delete(_key(document_id, number) for number in range(len(chunks), before))
        self._put([_vector(chunks[0], etag, len(chunks))])

    def has(self, document_id: str, etag: str) -> bool:
        """Whether this version of a document is indexed wholly."""
        return self._first(document_id)[0] == etag

    def delete(self, document_id: str) -> None:
        """Remove all chunks of a document, of which the first one goes last."""
        _, total = self._first(document_id)
        self._delete(_key(document_id, number) for number in range(1, total))
        if total:
            self._delete(iter([_key(document_id, 0)]))

    def settle(self) -> None:
        """What is written is found at once."""

    def search(self, vector: Sequence[float], text: str | None, top_k: int, document_prefix: str) -> list[Match]:  # noqa: ARG002
        """The most similar chunks.

        There is no operator for prefixes. Of one that is no folder, the 100 most similar chunks of its folder are
        looked through, so that less may be found than there is.
        """
        folders = _folders(document_prefix)
        is_folder = document_prefix.endswith("/") and document_prefix.count("/") <= MOST_FOLDERS
        query: dict[str, Any] = {"topK": top_k if is_folder or not document_prefix else MOST_MATCHES}
        if folders:
            query["filter"] = {"folders": {"$eq": folders[-1]}}
        try:
            answer = self._client.query_vectors(
                **self._index, queryVector={"float32": [*vector]}, returnMetadata=True, returnDistance=True, **query
            )
        except (ClientError, BotoCoreError) as error:
            raise _unavailable() from error
        found = [_match(each) for each in answer["vectors"]]
        return [each for each in found if each.document_id.startswith(document_prefix)][:top_k]

    def count(self) -> int:
        """Number of chunks, counted one by one; of more than a thousand, that there are a thousand."""
        try:
            return len(self._client.list_vectors(**self._index, maxResults=1000)["vectors"])
        except (ClientError, BotoCoreError) as error:
            raise _unavailable() from error

    def _first(self, document_id: str) -> tuple[str, int]:
        """Version of a document, and how many chunks it has at most; none if it has none."""
        try:
            answer = self._client.get_vectors(**self._index, keys=[_key(document_id, 0)], returnMetadata=True)
        except (ClientError, BotoCoreError) as error:
            raise _unavailable() from error
        for each in answer["vectors"]:
            metadata: Any = each.get("metadata", {})
            return metadata["etag"], int(metadata["total"])
        return INCOMPLETE, 0

    def _put(self, vectors: "list[PutInputVectorTypeDef]") -> None:
        try:
            self._client.put_vectors(**self._index, vectors=vectors)
        except (ClientError, BotoCoreError) as error:
            raise _unavailable() from error

    def _delete(self, keys: Iterator[str]) -> None:
        try:
            for page in _pages([*keys], DELETED_AT_ONCE):
                self._client.delete_vectors(**self._index, keys=[*page])
        except (ClientError, BotoCoreError) as error:
            raise _unavailable() from error


def _key(document_id: str, number: int) -> str:
    return f"{document_id}#{number}"


def _vector(chunk: Chunk, etag: str, total: int) -> "PutInputVectorTypeDef":
    metadata: dict[str, Any] = {"etag": etag, "total": total, "title": chunk.title, "text": chunk.text}
    # S3 Vectors refuses empty lists.
    if folders := _folders(chunk.document_id):
        metadata["folders"] = folders
    return {"key": _key(chunk.document_id, chunk.number), "data": {"float32": [*chunk.vector]}, "metadata": metadata}


def _folders(document_id: str) -> list[str]:
    """Hashes of all that the id begins with and that ends with a slash, the shortest first."""
    ends = [index + 1 for index, character in enumerate(document_id) if character == "/"]
    return [hashlib.sha256(document_id[:end].encode()).hexdigest()[:16] for end in ends[:MOST_FOLDERS]]


def _match(found: Any) -> Match:
    metadata = found["metadata"]
    document_id = found["key"].rpartition("#")[0]
    return Match(document_id, metadata["title"], metadata["text"], min(1.0, max(0.0, 1 - found["distance"])))


def _pages(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _unavailable() -> StoreUnavailableError:
    return StoreUnavailableError("The vector store does not answer")
