import pytest

from homelab.components.external_server import external_server


@pytest.mark.parametrize(
    ("url", "port"),
    [("https://a.example.com/x/", 443), ("http://a.example.com", 80), ("http://a.example.com:3002", 3002)],
)
def test_has_its_port_and_no_slash_at_the_end(url: str, port: int):
    assert external_server(url) == {"url": url.rstrip("/"), "port": port}
