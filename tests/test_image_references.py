import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.image_references import ImageReference, parse_image_reference

DIGEST = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("docker.io/valkey/valkey:9.1.1-alpine", ("docker.io", "valkey/valkey", "9.1.1-alpine", "")),
        ("valkey/valkey", ("", "valkey/valkey", "", "")),
        ("postgres:17", ("", "postgres", "17", "")),
        ("localhost/own:1", ("localhost", "own", "1", "")),
        ("registry.example.com:5000/a/b:1", ("registry.example.com:5000", "a/b", "1", "")),
        (f"ghcr.io/a/b@{DIGEST}", ("ghcr.io", "a/b", "", DIGEST)),
        (f"ghcr.io/a/b:v1@{DIGEST}", ("ghcr.io", "a/b", "v1", DIGEST)),
    ],
)
def test_a_reference_is_taken_apart(text: str, parts: tuple[str, str, str, str]):
    assert parse_image_reference(text) == ImageReference(*parts)


def test_the_digest_says_more_than_the_tag():
    assert parse_image_reference(f"a:v1@{DIGEST}").version == DIGEST
    assert parse_image_reference("a:v1").version == "v1"


@pytest.mark.parametrize("text", ["", "a@sha256:1", f"a@{DIGEST}@{DIGEST}", "a:"])
def test_what_is_no_reference_is_an_error_that_shows_one(text: str):
    with pytest.raises(ValueError, match=r"expected an image such as docker\.io/valkey/valkey:9\.1\.1, got "):
        parse_image_reference(text)


@given(st.from_regex(r"([a-z]{1,4}\.[a-z]{1,3}/)?[a-z]{1,5}(/[a-z]{1,5})?(:v[0-9]{1,3})?", fullmatch=True))
def test_its_parts_make_it_again(text: str):
    parts = parse_image_reference(text)
    name = "/".join(filter(None, (parts.registry, parts.repository)))
    assert ":".join(filter(None, (name, parts.tag))) == text
