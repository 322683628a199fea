import pytest

from homelab.kubernetes.private_hosts import is_private


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
        *("Redis.LAN", "nas.home.arpa", "git.corp", "box.home", "searxng.ai.svc.cluster.local.", "wiki.intranet"),
        *("vpce-1.s3.eu-central-1.vpce.amazonaws.com", "vpce-1.s3.cn-north-1.vpce.amazonaws.com.cn"),
        *("100.64.0.1", "198.19.0.1", "192.0.0.8", "0.0.0.0", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1"),
    ],
)
def test_hosts_of_private_networks_are_private(host: str):
    assert is_private(host)


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "example.com.",
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1",
        "::ffff:8.8.8.8",
        "local.example.com",
        "s3.amazonaws.com",
        "corp.com",
        "mylan.io",
    ],
)
def test_others_are_public(host: str):
    assert not is_private(host)
