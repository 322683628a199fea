from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.retrieval_api.function.chunking import split

TEXTS = st.one_of(
    st.text(max_size=3000),
    st.lists(st.text(alphabet="abc .!?\n漢。", max_size=400), max_size=10).map("\n\n".join),
)
SIZES = st.integers(200, 1000)
OVERLAPS = st.integers(0, 2000)


@given(TEXTS, SIZES, OVERLAPS)
def test_no_chunk_is_larger_than_permitted_or_empty(text: str, size: int, overlap: int):
    chunks = split(text, size, overlap)
    assert all(0 < len(chunk) <= size for chunk in chunks)
    assert all(chunk.strip() for chunk in chunks)


@given(TEXTS, SIZES)
def test_nothing_but_white_space_is_lost(text: str, size: int):
    assert "".join("".join(split(text, size, 0)).split()) == "".join(text.split())


@given(st.integers(2, 500), SIZES, st.integers(8, 2000))
def test_each_chunk_begins_with_the_last_words_of_the_one_before(count: int, size: int, overlap: int):
    words = [f"word{number:03}" for number in range(count)]
    chunks = [chunk.split() for chunk in split(" ".join(words), size, overlap)]
    assert {word for chunk in chunks for word in chunk} == {*words}
    for before, chunk in pairwise(chunks):
        repeated = before[before.index(chunk[0]) :]
        assert chunk[: len(repeated)] == repeated
        assert len(" ".join(repeated)) <= overlap
        assert len(chunk) > len(repeated)


def test_cuts_at_paragraphs_then_sentences():
    first, second = "First paragraph. " * 8, "Second paragraph. " * 8
    chunks = split(f"{first}\n\n{second}\n \n{'Third paragraph. ' * 30}", 201, 0)
    assert chunks[0] == first.strip()
    assert chunks[1].startswith(f"{second.strip()}\n\nThird paragraph.")
    assert all(chunk.endswith(".") for chunk in chunks)


def test_words_of_a_chunk_are_joined_as_they_were():
    line = "one two three four " * 20
    assert split(line, 200, 0)[0].startswith("one two three four one two")


@pytest.mark.parametrize("text", ["", " \n\n\t "])
def test_a_text_without_content_has_no_chunks(text: str):
    assert split(text, 200, 20) == []


def test_a_short_text_is_one_chunk():
    assert split("  Short.\n\nText. ", 200, 20) == ["Short.\n\nText."]
