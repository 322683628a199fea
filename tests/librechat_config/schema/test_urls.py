import pytest

from homelab.librechat_config.schema.urls import ParsedUrl, is_url, parse_url


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://Example.com/a?b#c", ParsedUrl("https", "example.com", 443)),
        ("http://user:p@host:8080", ParsedUrl("http", "host", 8080)),
        ("ws://[::1]:9", ParsedUrl("ws", "::1", 9)),
        ("wss://host", ParsedUrl("wss", "host", 443)),
        ("http://10.0.0.1", ParsedUrl("http", "10.0.0.1", 80)),
        (" http://padded ", ParsedUrl("http", "padded", 80)),
    ],
)
def test_urls_of_the_web_have_parts(url: str, parts: ParsedUrl):
    assert parse_url(url) == parts
    assert is_url(url)


@pytest.mark.parametrize(
    "url", ["", "host:x/", "/v1/audio", "http://", "http://a b", "http://host:99999", "http://1.2.3.400"]
)
def test_malformed_values_have_no_destination(url: str):
    assert parse_url(url) is None


@pytest.mark.parametrize("url", ["http://", "no url", "/path", "", "x://:80", "http://[::1", "http://host:x"])
def test_texts_that_javascript_rejects_are_not_urls(url: str):
    assert not is_url(url)


@pytest.mark.parametrize("url", ["mailto:someone", "x:", "x://host:80/", "socks5://proxy:1080"])
def test_other_schemes_are_urls_without_parts(url: str):
    assert is_url(url)
    assert parse_url(url) is None
