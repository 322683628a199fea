from typing import Any

import pytest

from homelab.connections import MONGO_PORTS, REDIS_PORTS, peer_of, servers_of
from homelab.kubernetes import Peer, SecretReference, any_address, namespace, pods

URI: SecretReference = {"name": "database", "key": "uri"}


@pytest.mark.parametrize(
    ("connection", "peers"),
    [
        ({"uri": URI, "port": 27017, "workload": "db"}, [pods("db", 27017)]),
        ({"uri": URI, "port": 27017}, [any_address(27017)]),
        ({"uri": URI, "port": 27017, "other_ports": [27016]}, [any_address(27017, 27016)]),
        # Members of a replica set and nodes of a cluster refer clients to each other.
        ({"uri": URI, "port": 1, "servers": ["10.0.0.1:1", "b:2", "c:1"]}, [any_address(1, 2)]),
        (
            {"uri": URI, "port": 1, "servers": ["a.data.svc.cluster.local:1"]},
            [any_address(1), namespace("data")],
        ),
        ({"uri": "rediss://a:6380,rediss://b:6381", "port": 6380}, [any_address(6380, 6381)]),
        ({"uri": "redis://a", "port": 6379}, [any_address(6379)]),
        ({"url": "https://search.example.com", "port": 443}, [any_address(443)]),
        ({"url": "http://meili.search.svc", "port": 80}, [namespace("search")]),
        ({"host": "10.0.0.5", "port": 5432}, [Peer([{"ip_block": {"cidr": "10.0.0.5/32"}}], (5432,))]),
        ({"host": "pg.example.com", "port": 5432}, [any_address(5432)]),
    ],
)
def test_peers_of_a_connection_are_the_servers_at_its_address(connection: Any, peers: list[Peer]):
    assert peer_of(connection) == peers


@pytest.mark.parametrize(
    ("uri", "servers"),
    [
        (
            "mongodb://u:p@one.example.com:27018,two.example.com/db?replicaSet=rs0",
            ["one.example.com:27018", "two.example.com:27017"],
        ),
        ("mongodb+srv://u:p@c.example.com/db", ["c.example.com:27017", "c.example.com:27016", "c.example.com:27015"]),
        ("mongodb://[fd00::1]:5/db", ["[fd00::1]:5"]),
        ("redis://one,redis://two:7000", ["one:6379", "two:7000"]),
    ],
)
def test_all_servers_in_a_connection_string_are_found(uri: str, servers: list[str]):
    assert servers_of(uri, {**MONGO_PORTS, **REDIS_PORTS}) == servers
