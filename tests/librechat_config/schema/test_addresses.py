import pytest

from homelab.librechat_config.schema.addresses import expected_entry


@pytest.mark.parametrize("entry", ["localhost:11434", "searxng.ai.svc.cluster.local:8080", "10.0.0.1:80", "[::1]:80"])
def test_an_entry_is_a_host_and_a_port(entry: str):
    assert expected_entry(entry) is None


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
    assert (expected_entry(entry) or "").startswith("host:port")


def test_public_addresses_are_refused():
    assert expected_entry("8.8.8.8:53") == "a private address, or a host name"
    assert expected_entry("[2606:4700::1]:53") == "a private address, or a host name"


def test_an_address_has_its_shortest_form():
    assert expected_entry("[0:0:0:0:0:0:0:1]:80") == "[::1]:80, the short form of the address"
