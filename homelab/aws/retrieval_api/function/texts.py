"""Text of documents, by the ending of their names."""

import io
import posixpath
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

_HIDDEN = frozenset({"script", "style", "template", "title"})
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "pre"})


class UnreadableDocumentError(Exception):
    """A document whose text cannot be read: another attempt would fail as well."""


def extract_text(document_id: str, content: bytes) -> str:
    """Text of a document.

    :raises UnreadableDocumentError: Its kind is not supported, or its content is no such document.
    """
    ending = posixpath.splitext(document_id)[1].lower()
    read = _READERS.get(ending)
    if read is None:
        raise UnreadableDocumentError(f"{ending or 'no ending'} is none of {', '.join(sorted(_READERS))}")
    return read(content)


def _plain(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError("expected text in UTF-8") from error


class _TextOfPage(HTMLParser):
    """Collects what a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _html(content: bytes) -> str:
    page = _TextOfPage()
    page.feed(_plain(content))
    page.close()
    return "".join(page.parts)


def _pdf(content: bytes) -> str:
    try:
        # Neither the runtime nor the layer of Powertools has it; a layer of one's own may.
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise UnreadableDocumentError("PDF needs a layer with pypdf, see the argument layers") from error
    try:
        return "\n\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    except PyPdfError as error:
        raise UnreadableDocumentError("expected a PDF that is not encrypted") from error


TEXT_ENDINGS = (".csv", ".htm", ".html", ".json", ".md", ".rst", ".txt", ".yaml")
"""Of documents that can be written as text."""
_READERS: Mapping[str, Callable[[bytes], str]] = {
    **dict.fromkeys(TEXT_ENDINGS, _plain),
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
}
