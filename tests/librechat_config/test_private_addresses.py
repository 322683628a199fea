import pytest

from homelab.librechat_config.private_addresses import (
    ALLOWED_ADDRESSES,
    addresses_of_private,
    allowed_domains,
    beyond_https,
    origins,
    server_url,
    servers_at,
    servers_in,
)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://tools.ai.svc.cluster.local:8080/mcp", "tools.ai.svc.cluster.local:8080"),
        ("https://tools.ai.svc", "tools.ai.svc:443"),
        ("http://tools", "tools:80"),
        ("ws://10.1.2.3/x", "10.1.2.3:80"),
        ("wss://nas.local", "nas.local:443"),
        ("http://[FD00::1]:9000", "[fd00::1]:9000"),
    ],
)
def test_a_private_server_is_named_by_host_and_port(url: str, address: str):
    assert addresses_of_private([url, url]) == [address]


@pytest.mark.parametrize("url", ["https://mcp.example.com/mcp", "http://mcp.example.com:8080", "https://1.1.1.1"])
def test_a_public_server_needs_no_exception(url: str):
    assert addresses_of_private([url]) == []


def test_origins_have_a_port_only_where_it_is_not_the_schemes_own():
    urls = ["https://a.example.com:443/x", "http://b.example.com:8080", "ws://c.example.com/y", "wss://[fd00::1]:1/"]
    assert origins(urls) == [
        "https://a.example.com",
        "http://b.example.com:8080",
        "ws://c.example.com",
        "wss://[fd00::1]:1",
    ]


def test_only_the_internets_port_443_needs_no_way_of_its_own():
    urls = ["https://a.example.com/x", "wss://a.example.com", "http://b.example.com", "ws://tools.ai.svc:1/${SECRET}"]
    assert beyond_https([*urls, *urls]) == ["http://b.example.com:80", "http://tools.ai.svc:1"]


def test_private_servers_on_port_443_need_a_way_of_their_own():
    assert beyond_https(["https://10.1.2.3", "wss://nas.local"]) == ["https://10.1.2.3:443", "https://nas.local:443"]


def test_what_is_allowed_can_be_reached():
    assert servers_at(["10.1.2.3:80"]) == ["https://10.1.2.3:80"]
    domains = ["example.com", "*.tools.svc.cluster.local", "https://example.com:8443", "http://example.com"]
    assert servers_in(domains) == [
        "https://*.tools.svc.cluster.local:443",
        "https://example.com:8443",
        "http://example.com:80",
    ]


def test_what_is_no_url_is_refused():
    with pytest.raises(ValueError, match="expected a URL"):
        beyond_https(["tools:8080"])


@pytest.mark.parametrize("entries", [["tools.svc:80"], ["10.0.0.1:443", "[fd00::1]:80"], ["mcp.corp.example.com:443"]])
def test_addresses_are_hosts_with_ports(entries: list[str]):
    assert ALLOWED_ADDRESSES.accepts(entries)


@pytest.mark.parametrize(
    "entries",
    [[], ["tools.svc"], ["http://tools.svc:80"], ["10.0.0.0/8:80"], ["1.1.1.1:80"], ["tools.svc:0"], ["a b:1"], [""]],
)
def test_other_addresses_are_refused(entries: list[str]):
    assert not ALLOWED_ADDRESSES.accepts(entries)


@pytest.mark.parametrize("entry", ["example.com", "*.example.com", "https://example.com:8443", "tools:80", "*.a.b:1"])
def test_domains_may_have_a_scheme_or_a_star(entry: str):
    assert allowed_domains("https", "http").accepts([entry])


@pytest.mark.parametrize(
    "entry", ["https://*.example.com", "*", "ftp://a.b", "wss://a.b", "a.b/path", "A.b", "", "a b"]
)
def test_other_domains_are_refused(entry: str):
    assert not allowed_domains("https", "http").accepts([entry])
    assert not allowed_domains("https").accepts([])


@pytest.mark.parametrize("text", ["https://a.example.com", "https://a.b:1/${SECRET}/x?y=${Z}", "https://[fd00::1]/"])
def test_urls_of_servers_have_their_host_written_out(text: str):
    assert server_url("https").accepts(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://${HOST}/x",
        "https://a.b:${PORT}/",
        "https://u:p@a.b",
        "http://a.b",
        "a.b",
        "",
        "https://",
        "https://a:x",
    ],
)
def test_other_urls_of_servers_are_refused(text: str):
    assert not server_url("https").accepts(text)
