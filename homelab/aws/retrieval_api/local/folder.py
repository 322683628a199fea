"""Documents in a folder of this machine."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from homelab.aws.retrieval_api.function.documents import Document, title_of
from homelab.aws.retrieval_api.function.errors import InvalidRequestError, StoreUnavailableError


class FolderDocuments:
    """Documents as files, whose ids are their paths below the folder."""

    def __init__(self, folder: Path, changed: Callable[[str], object] = lambda _: None) -> None:
        """Use a folder.

        :param changed: Called with the id of a document that was written or deleted, as S3 sends an event.
        """
        self._folder, self._changed = folder.resolve(), changed

    def ids(self) -> Iterator[str]:
        """Ids of all documents."""
        for path in sorted(self._folder.rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(self._folder).parts):
                yield path.relative_to(self._folder).as_posix()

    def etag(self, document_id: str) -> str | None:
        """Hash of the content that is there now, or None."""
        found = self.read(document_id)
        return found and found.etag

    def read(self, document_id: str) -> Document | None:
        """The file that is there now, or None."""
        try:
            content = self._path(document_id).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        except OSError as error:
            raise StoreUnavailableError("The folder of documents cannot be read") from error
        return Document(
            document_id, hashlib.md5(content, usedforsecurity=False).hexdigest(), title_of(document_id), content
        )

    def write(self, document_id: str, text: str, title: str) -> str:  # noqa: ARG002
        """Store a file; its title is its name."""
        path = self._path(document_id)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise StoreUnavailableError("The folder of documents cannot be written") from error
        self._changed(document_id)
        return self.etag(document_id) or ""

    def delete(self, document_id: str) -> None:
        """Delete a file."""
        self._path(document_id).unlink(missing_ok=True)
        self._changed(document_id)

    def check(self) -> None:
        """Find out whether the folder is there."""
        if not self._folder.is_dir():
            raise StoreUnavailableError("The folder of documents is not there")

    def _path(self, document_id: str) -> Path:
        path = (self._folder / document_id).resolve()
        if not path.is_relative_to(self._folder):
            raise InvalidRequestError("The document would be outside of the folder")
        return path
