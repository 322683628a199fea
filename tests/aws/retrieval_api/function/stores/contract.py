"""What every store does: its tests inherit these, and say what a store is created by."""

import math
from collections.abc import Sequence

import pytest

from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.stores import Chunk, Match, Store

DIMENSIONS = 256


def vector(*, degrees: float, plane: int = 1) -> list[float]:
    """A vector of length 1, so many degrees away from the first axis."""
    values = [0.0] * DIMENSIONS
    values[0], values[plane] = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return values


def chunks(document_id: str, etag: str, *texts: str, degrees: Sequence[float] | None = None) -> list[Chunk]:
    """Chunks of a document, each 10 degrees further away than the one before."""
    angles = degrees or [10.0 * number for number in range(len(texts))]
    return [
        Chunk(document_id, etag, number, f"Title of {document_id}", text, vector(degrees=angle))
        for number, (text, angle) in enumerate(zip(texts, angles, strict=True))
    ]


def put(store: Store, document_id: str, etag: str, *texts: str, degrees: Sequence[float] | None = None) -> None:
    """Index a document."""
    store.index(document_id, etag, chunks(document_id, etag, *texts, degrees=degrees))


def found(store: Store, text: str | None = None, top_k: int = 10, prefix: str = "") -> list[str]:
    """Texts that are found near the first axis."""
    return [match.text for match in store.search(vector(degrees=0), text, top_k, prefix)]


class StoreContract:
    """Tests of a prepared store without chunks."""

    def test_finds_the_most_similar_chunks_first_with_their_cosine_similarity(self, store: Store):
        put(store, "a.md", "1", "far", "near", degrees=[60, 20])
        put(store, "b.md", "1", "exact", degrees=[0])
        matches = store.search(vector(degrees=0), None, 2, "")
        assert [match.text for match in matches] == ["exact", "near"]
        assert [match.score for match in matches] == pytest.approx([1, math.cos(math.radians(20))], abs=1e-5)
        assert matches[1] == Match("a.md", "Title of a.md", "near", matches[1].score)

    def test_what_points_elsewhere_is_not_similar_at_all(self, store: Store):
        put(store, "a.md", "1", "opposite", "across", degrees=[180, 90])
        matches = store.search(vector(degrees=0), None, 10, "")
        assert [match.score for match in matches] == pytest.approx([0, 0], abs=1e-5)

    def test_a_store_without_chunks_finds_nothing(self, store: Store):
        assert found(store) == found(store, "words") == found(store, prefix="a/") == []
        assert store.count() == 0
        assert not store.has("a.md", "1")

    def test_is_prepared_twice_without_harm(self, store: Store):
        put(store, "a.md", "1", "kept")
        store.prepare()
        assert found(store) == ["kept"]

    def test_indexing_the_same_version_again_changes_nothing(self, store: Store):
        for _ in range(3):
            put(store, "a.md", "1", "first", "second")
        assert found(store) == ["first", "second"]
        assert store.count() == 2

    def test_a_new_version_takes_the_place_of_the_old_one(self, store: Store):
        put(store, "a.md", "1", "old one", "old two", "old three")
        put(store, "b.md", "1", "other", degrees=[80])
        put(store, "a.md", "2", "new one", "new two")
        assert found(store) == ["new one", "new two", "other"]
        assert store.has("a.md", "2")
        assert not store.has("a.md", "1")
        put(store, "a.md", "3", "newer one", "newer two", "newer three", "newer four")
        assert found(store) == ["newer one", "newer two", "newer three", "newer four", "other"]

    def test_a_version_without_chunks_removes_those_of_the_old_one(self, store: Store):
        put(store, "a.md", "1", "old")
        put(store, "a.md", "2")
        assert found(store) == []

    def test_deletes_all_chunks_of_a_document_and_no_others(self, store: Store):
        put(store, "a.md", "1", "a one", "a two")
        put(store, "a.md.txt", "1", "b")
        store.delete("a.md")
        store.delete("a.md")
        assert found(store) == ["b"]
        assert store.count() == 1
        assert not store.has("a.md", "1")

    def test_more_chunks_than_fit_into_a_request_are_written_and_deleted(self, store: Store):
        many = [f"text {number}" for number in range(1203)]
        put(store, "a.md", "1", *many, degrees=[number / 20 for number in range(1203)])
        put(store, "b.md", "1", "other", degrees=[90])
        assert store.has("a.md", "1")
        assert found(store, top_k=50) == many[:50]
        store.delete("a.md")
        assert found(store) == ["other"]

    @pytest.mark.parametrize(
        ("prefix", "expected"),
        [
            ("", ["root", "top", "deep", "other"]),
            ("a/", ["top", "deep"]),
            ("a/b/", ["deep"]),
            ("a/b/c", ["deep"]),
            ("x", ["other"]),
            ("none/", []),
            ("A/", []),
        ],
    )
    def test_finds_within_a_prefix(self, store: Store, prefix: str, expected: list[str]):
        for angle, (document_id, text) in enumerate(
            {"root.md": "root", "a/one.md": "top", "a/b/c.md": "deep", "x.md": "other"}.items()
        ):
            put(store, document_id, "1", text, degrees=[angle])
        assert found(store, prefix=prefix) == expected
        if store.supports_hybrid:
            assert sorted(found(store, "root top deep other", prefix=prefix)) == sorted(expected)

    def test_a_prefix_leads_to_what_is_not_among_the_most_similar(self, store: Store):
        put(store, "a/many.md", "1", *[f"text {number}" for number in range(300)], degrees=[0.1] * 300)
        put(store, "b/rare.md", "1", "rare", degrees=[70])
        assert found(store, prefix="b/") == ["rare"]

    def test_words_find_what_is_less_similar(self, store: Store):
        if not store.supports_hybrid:
            return
        put(store, "a.md", "1", *[f"about holidays {number}" for number in range(60)], degrees=[10] * 60)
        put(store, "b.md", "1", "the code is XK-4711", degrees=[80])
        matches = store.search(vector(degrees=0), "what is xk-4711?", 3, "")
        (match,) = [match for match in matches if match.document_id == "b.md"]
        assert match.score == pytest.approx(math.cos(math.radians(80)), abs=1e-5)
        assert "b.md" not in [match.document_id for match in store.search(vector(degrees=0), None, 3, "")]

    @pytest.mark.parametrize("text", ["", "?!", "a & b | !c:*", 'it\'s \\ "quoted" <-> 50%', "\0 x", "{}[]()~^/"])
    def test_any_words_can_be_asked_for(self, store: Store, text: str):
        put(store, "a.md", "1", "content")
        assert found(store, text) == ["content"]

    def test_keeps_any_text(self, store: Store):
        text = 'ümläut 漢字 😀 "quotes" \\ back %s {curly} <b>'
        document_id = f"{'folder/' * 70}a%20b c.md"
        put(store, document_id, "1", text)
        assert store.search(vector(degrees=0), text, 1, "folder/folder/")[0].text == text
        assert store.search(vector(degrees=0), None, 1, document_id)[0].document_id == document_id
        store.delete(document_id)
        assert store.count() == 0


def assert_unavailable(store: Store) -> None:
    """Check that every method says that the store does not answer, and nothing else."""
    calls = {
        "index": lambda: put(store, "a.md", "1", "text"),
        "has": lambda: store.has("a.md", "1"),
        "delete": lambda: store.delete("a.md"),
        "search": lambda: store.search(vector(degrees=0), "words", 5, ""),
        "count": store.count,
    }
    for name, call in calls.items():
        with pytest.raises(StoreUnavailableError) as failure:
            call()
        assert failure.value.message == "The vector store does not answer", name
