from ipaddress import ip_network

import pytest

from homelab.urls import (
    AddressRange,
    ParsedUrl,
    has_credentials,
    is_url,
    parse_address_range,
    parse_servers,
    parse_url,
    without_credentials,
)


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


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "no url",
        "/path",
        "",
        "x://:80",
        "http://[::1",
        "http://host:x",
        "x://[",
        "x://a b",
        "x://@",
        "x://\\",
    ],
)
def test_texts_that_javascript_rejects_are_not_urls(url: str):
    assert not is_url(url)


@pytest.mark.parametrize("url", ["mailto:someone", "x:", "x://host:80/", "socks5://proxy:1080"])
def test_other_schemes_are_urls_without_parts(url: str):
    assert is_url(url)
    assert parse_url(url) is None


@pytest.mark.parametrize(
    "text",
    [
        "redis://user:pw@cache:6379",
        "redis://:pw@cache:6379",
        "see https://user:pw@host/path",
        "--url=postgres://u:p@db/x",
        "https://token@host",
        "http:/user:pw@host",
        r"https:\\user:pw@host",
        "mongodb://u:p@one,two/db",
        "redis://a,redis://u:p@b",
        "socks5://${USER}:pw@host",
    ],
)
def test_a_password_in_a_url_is_found(text: str):
    assert has_credentials(text)
    assert "pw" not in without_credentials(text)
    assert "token" not in without_credentials(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://host/@scope/package",
        "https://host:8080/?mail=a@example.com",
        "mailto:somebody@example.com",
        "ssh://git@example.com/repository",
        "redis://:${PASSWORD}@cache",
        "amqp://user:$(BROKER_PASSWORD)@broker",
        "https://{{TOKEN}}@host",
        "somebody@example.com",
        "",
    ],
)
def test_email_addresses_paths_and_references_are_not_credentials(text: str):
    assert not has_credentials(text)


def test_a_user_without_a_password_may_be_accepted():
    assert not has_credentials("http://user@proxy:3128", user_alone=False)
    assert has_credentials("http://user:pw@proxy:3128", user_alone=False)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("redis://a", [("a", 6379)]),
        ("rediss://a:1,rediss://b:2", [("a", 1), ("b", 2)]),
        # A password may contain a comma, too.
        ("mongodb://u:p,q@a:1,b,[::1]:3/db?x=y,z", [("a", 1), ("b", 27017), ("::1", 3)]),
        ("mongodb+srv://cluster.example.com/db", [("cluster.example.com", 27017)]),
        ("redis://a,rediss://b", None),
        ("redis://a:x", None),
        ("redis://", None),
        ("http://a", None),
        ("a:6379", None),
    ],
)
def test_all_servers_in_a_connection_string_are_found(uri: str, expected: list[tuple[str, int]] | None):
    ports = {"redis": 6379, "rediss": 6379, "mongodb": 27017, "mongodb+srv": 27017}
    found = parse_servers(uri, ports)
    assert (found and [(server.host, server.port) for server in found]) == expected


@pytest.mark.parametrize(
    ("text", "network", "port"),
    [
        ("10.0.0.0/8", "10.0.0.0/8", None),
        ("10.1.2.3", "10.1.2.3/32", None),
        ("fd00::/8", "fd00::/8", None),
        ("fd00::1", "fd00::1/128", None),
        ("https://10.0.0.0/8", "10.0.0.0/8", 443),
        ("tcp://10.0.0.0:5432/16", "10.0.0.0/16", 5432),
        ("tcp://[fd00::]:5432/8", "fd00::/8", 5432),
    ],
)
def test_ranges_are_parsed(text: str, network: str, port: int | None):
    assert parse_address_range(text) == AddressRange(ip_network(network), port)


@pytest.mark.parametrize(
    "text", ["10.0.0.1/8", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/x", "10.0.0.300", "fd00::1/8", "https://10.0.0.1/8"]
)
def test_malformed_ranges_are_errors(text: str):
    with pytest.raises(ValueError, match=r"."):
        parse_address_range(text)


@pytest.mark.parametrize("text", ["https://a.example.com/8", "http://10.0.0.1:80", "http://10.0.0.1/v1", "a", ""])
def test_other_texts_are_not_ranges(text: str):
    assert parse_address_range(text) is None
