from homelab.connections import peer_of
from homelab.kubernetes import SecretReference, any_address, pods

URI: SecretReference = {"name": "database", "key": "uri"}


def test_a_server_of_the_namespace_is_its_pods():
    assert peer_of({"uri": URI, "port": 27017, "workload": "db"}) == pods("db", 27017)


def test_a_server_outside_may_be_anywhere_on_its_port():
    assert peer_of({"uri": URI, "port": 27017}) == any_address(27017)
