import pytest

from homelab.librechat_config.addresses import address, is_private_url, may_be_private, origins


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://tools.ai.svc.cluster.local:8080/mcp", "tools.ai.svc.cluster.local:8080"),
        ("https://tools.ai.svc", "tools.ai.svc:443"),
        ("http://tools", "tools:80"),
        ("ws://10.1.2.3/x", "10.1.2.3:80"),
        ("wss://nas.local", "nas.local:443"),
        ("http://[FD00::1]:9000", "[fd00::1]:9000"),
        ("https://user:password@a.example.com", "a.example.com:443"),
        ("tools:8080", None),
        ("redis://cache:6379", None),
        ("", None),
    ],
)
def test_an_address_is_host_and_port(url: str, expected: str | None):
    assert address(url) == expected


@pytest.mark.parametrize(
    ("url", "is_private", "may_be"),
    [
        ("http://10.1.2.3", True, True),
        ("http://[fd00::1]:1", True, True),
        ("http://searxng:8080", True, True),
        ("http://nas.local", True, True),
        # A name of the internet may resolve to a private address.
        ("https://a.example.com", False, True),
        ("https://8.8.8.8", False, False),
        ("no url", False, False),
    ],
)
def test_names_may_be_private_and_public_addresses_are_not(url: str, is_private: bool, may_be: bool):
    assert (is_private_url(url), may_be_private(url)) == (is_private, may_be)


def test_origins_have_a_port_only_where_it_is_not_the_scheme_s_own():
    urls = ["https://a.example.com:443/x", "https://a.example.com/y", "http://b:8080", "ws://c/y", "wss://[fd00::1]:1"]
    assert origins([*urls, "no url"]) == [
        "https://a.example.com",
        "http://b:8080",
        "ws://c",
        "wss://[fd00::1]:1",
    ]
