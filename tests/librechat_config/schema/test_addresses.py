import pytest

from homelab.librechat_config.schema.addresses import is_private, refusal


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "app.localhost", "localhost.localdomain", "searxng.ai.svc.cluster.local", "api.internal"),
        *(
            "redis",
            "rag-api",
            "searxng.ai.svc",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.169.254",
        ),
        *("100.64.0.1", "198.19.0.1", "192.0.0.8", "0.0.0.0", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1"),
    ],
)
def test_hosts_that_librechat_blocks_are_private(host: str):
    assert is_private(host)


@pytest.mark.parametrize(
    "host",
    ["example.com", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1", "::ffff:8.8.8.8", "local.example.com"],
)
def test_others_are_public(host: str):
    assert not is_private(host)


@pytest.mark.parametrize("entry", ["localhost:11434", "searxng.ai.svc.cluster.local:8080", "10.0.0.1:80", "[::1]:80"])
def test_an_entry_is_a_host_and_a_port(entry: str):
    assert refusal(entry) is None


@pytest.mark.parametrize(
    "entry",
    [
        "localhost",
        "http://localhost:80",
        "10.0.0.0/8:80",
        "10.0.0.1",
        "::1",
        "[::1]",
        "a:0",
        "a:65536",
        "a b:80",
        "",
        "[a]:1",
    ],
)
def test_other_forms_are_refused(entry: str):
    assert (refusal(entry) or "").startswith("host:port")


def test_public_addresses_are_refused():
    assert refusal("8.8.8.8:53") == "a private address, or a host name"
    assert refusal("[2606:4700::1]:53") == "a private address, or a host name"


def test_an_address_has_its_shortest_form():
    assert refusal("[0:0:0:0:0:0:0:1]:80") == "[::1]:80, the short form of the address"
