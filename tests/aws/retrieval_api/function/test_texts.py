import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from homelab.aws.retrieval_api.function.texts import UnreadableDocumentError, extract_text

KINDS = ("a.txt", "b.md", "c.html", "d.pdf", "e.json", "f.exe", "g", "h.HTM", ".pdf")


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF of one line a page."""
    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(300, 300)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = content
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("document_id", ["a.txt", "folder/b.MD", "c.rst", "d.csv", "e.json", "f.yaml"])
def test_text_is_read_as_it_is_without_its_byte_order_mark(document_id: str):
    assert extract_text(document_id, "\ufeffGrüße, 漢字".encode()) == "Grüße, 漢字"


def test_of_a_page_only_what_it_shows_is_read():
    page = """<!doctype html><html><head><title>No</title><style>p {no}</style></head><body>
        <script>no()</script><h1>Travel &amp; costs</h1><p>First <b>bold</b> part.<p>Second part.
        <template>no</template><ul><li>One<li>Two</ul></body></html>"""
    text = extract_text("page.html", page.encode())
    assert text.split() == ["Travel", "&", "costs", "First", "bold", "part.", "Second", "part.", "One", "Two"]
    assert "costs\n\nFirst" in text
    assert "First bold part." in text


def test_a_pages_body_is_read_although_its_head_is_not_closed():
    page = b"<html><head><title>Title</title><body><p>Text</p></body></html>"
    assert extract_text("page.html", page).split() == ["Text"]


def test_pages_of_a_pdf_are_read_as_paragraphs():
    assert extract_text("a.pdf", pdf("First page", "Second page")) == "First page\n\nSecond page"


def test_an_encrypted_pdf_cannot_be_read():
    with pytest.raises(UnreadableDocumentError, match="not encrypted"):
        extract_text("a.pdf", pdf("Secret", password="password"))


@pytest.mark.parametrize(
    ("document_id", "content", "message"),
    [
        ("a.exe", b"", r"\.exe is none of \.csv, "),
        ("a", b"", "no ending is none of"),
        ("a.txt", b"\xff\xfe", "expected text in UTF-8"),
        ("a.html", b"\xc3", "expected text in UTF-8"),
        ("a.pdf", b"no PDF", "expected a PDF"),
        ("a.pdf", b"", "expected a PDF"),
    ],
)
def test_what_cannot_be_read_says_what_was_expected(document_id: str, content: bytes, message: str):
    with pytest.raises(UnreadableDocumentError, match=message):
        extract_text(document_id, content)


@given(st.sampled_from(KINDS), st.binary(max_size=300))
def test_any_content_is_text_or_unreadable(document_id: str, content: bytes):
    with suppress(UnreadableDocumentError):
        assert isinstance(extract_text(document_id, content), str)


@given(st.integers(0, 600), st.binary(min_size=1, max_size=20))
def test_a_damaged_pdf_is_text_or_unreadable(position: int, damage: bytes):
    content = pdf("First page")
    damaged = content[:position] + damage + content[position + len(damage) :]
    with suppress(UnreadableDocumentError):
        assert isinstance(extract_text("a.pdf", damaged), str)
