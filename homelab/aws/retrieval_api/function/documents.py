"""Where the documents are: a bucket of S3, or a folder."""

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, unquote

from botocore.exceptions import BotoCoreError, ClientError

from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.texts import UnreadableDocumentError

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

MAX_BYTES = 50_000_000
"""Size of a document: it is held in memory, together with its text and vectors."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document, as it is now."""

    id: str
    etag: str
    """Another one for another content."""
    title: str
    content: bytes


class Documents(Protocol):
    """Documents by their ids. All methods raise `errors.StoreUnavailableError` if nothing answers."""

    def etag(self, document_id: str) -> str | None:
        """ETag of the document that is there now, or None."""
        ...

    def read(self, document_id: str) -> Document | None:
        """The document that is there now, or None.

        :raises UnreadableDocumentError: It is too large.
        """
        ...

    def write(self, document_id: str, text: str, title: str) -> str:
        """Store a document, and return its ETag."""
        ...

    def delete(self, document_id: str) -> None:
        """Delete a document; nothing happens if there is none."""
        ...

    def check(self) -> None:
        """Find out whether they can be reached."""
        ...


def title_of(document_id: str) -> str:
    """The title of a document that has none: the last part of its id."""
    return posixpath.basename(document_id)


class S3Documents:
    """Documents in a bucket, below a prefix."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str) -> None:
        """Ask nothing yet.

        :param prefix: Empty, or ending with a slash.
        """
        self._client, self._bucket, self._prefix = client, bucket, prefix

    def etag(self, document_id: str) -> str | None:
        """ETag of the object that is there now, or None."""
        try:
            return _etag(self._client.head_object(Bucket=self._bucket, Key=self._prefix + document_id)["ETag"])
        except (ClientError, BotoCoreError) as error:
            return _none_if_missing(error)

    def read(self, document_id: str) -> Document | None:
        """The object that is there now, or None."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + document_id)
            if found["ContentLength"] > MAX_BYTES:
                raise UnreadableDocumentError(f"expected at most {MAX_BYTES} bytes, got {found['ContentLength']}")
            content = found["Body"].read()
        except (ClientError, BotoCoreError) as error:
            return _none_if_missing(error)
        title = unquote(found["Metadata"].get("title", "")) or title_of(document_id)
        return Document(document_id, _etag(found["ETag"]), title, content)

    def write(self, document_id: str, text: str, title: str) -> str:
        """Store an object; S3 permits ASCII alone in its metadata."""
        try:
            stored = self._client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + document_id,
                Body=text.encode(),
                ContentType="text/plain; charset=utf-8",
                Metadata={"title": quote(title)} if title else {},
            )
        except (ClientError, BotoCoreError) as error:
            raise _unavailable() from error
        return _etag(stored["ETag"])

    def delete(self, document_id: str) -> None:
        """Delete an object."""
        try:
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + document_id)
        except (ClientError, BotoCoreError) as error:
            raise _unavailable() from error

    def check(self) -> None:
        """Find out whether the bucket can be reached."""
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except (ClientError, BotoCoreError) as error:
            raise _unavailable() from error


def _none_if_missing(error: ClientError | BotoCoreError) -> None:
    # Not 403: chunks of a document that may not be read for a while have to stay. Who may list gets 404 for none.
    if isinstance(error, ClientError) and error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
        return
    raise _unavailable() from error


def _unavailable() -> StoreUnavailableError:
    return StoreUnavailableError("The documents' bucket does not answer")


def _etag(value: str) -> str:
    return value.strip('"')
