from typing import Any

import pulumi

from homelab.components.backend import Backend
from homelab.components.base import ComponentArgs, application
from homelab.components.valkey.dedicated import DedicatedValkeyArgs, create_dedicated_valkey, url_environment
from homelab.connections import RedisConnection
from homelab.kubernetes import pods
from tests.components.recorded import container, objects, recording


class Client(pulumi.ComponentResource):
    def __init__(self, args: ComponentArgs, valkey: DedicatedValkeyArgs) -> None:
        super().__init__("test:index:Client", "server", {})
        app = application(self, "server", args, app="server", role="server")
        self.backend: Backend = create_dedicated_valkey(app, args, valkey, url_variables=["REDIS_URL"])


def valkey(given: DedicatedValkeyArgs, **args: Any):
    everything: Any = {"namespace": "ai", **args}
    return objects(lambda: Client(everything, given))


def test_is_called_after_its_only_client():
    made = valkey({})
    (rule,) = made["NetworkPolicy", "server-valkey"]["spec"]["ingress"]
    assert rule["from"] == [{"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "server"}}}]


def test_has_a_small_volume_unless_told_otherwise():
    def size(given: DedicatedValkeyArgs) -> str:
        return valkey(given)["PersistentVolumeClaim", "server-valkey-data"]["spec"]["resources"]["requests"]["storage"]

    assert size({}) == "1Gi"
    assert size({"storage": {"storage_class": "fast"}}) == "1Gi"
    assert size({"storage": {"size": "3Gi"}}) == "3Gi"


def test_goes_where_its_client_goes():
    made = valkey({}, pods={"node_selector": {"disk": "fast"}})
    assert made["StatefulSet", "server-valkey"]["spec"]["template"]["spec"]["nodeSelector"] == {"disk": "fast"}


def test_is_adopted_with_its_client():
    args: Any = {"namespace": "ai", "adopt": True}
    adopted = {each.name for each in recording(lambda: Client(args, {})).resources if each.import_id}
    assert adopted == {"server-valkey-data"}


def test_its_resources_are_as_given():
    made = valkey({"resources": {"limits": {"memory": "1Gi"}}})
    assert container(made["StatefulSet", "server-valkey"])["resources"]["limits"]["memory"] == "1Gi"


def test_its_client_gets_address_peer_and_workload():
    made: list[Backend] = []
    recording(lambda: made.append(Client({"namespace": "ai"}, {}).backend))
    assert made[0].environment["REDIS_URL"] == "redis://:$(CACHE_PASSWORD)@server-valkey.ai.svc.cluster.local:6379"
    assert made[0].peer == [pods("server-valkey", 6379)]
    assert type(made[0].workload).__name__ == "StatefulSet"


def test_every_variable_has_the_url_and_the_password_comes_from_its_secret():
    connection: RedisConnection = {"uri": "redis://v:6379", "port": 6379, "password": {"name": "n", "key": "k"}}
    assert url_environment(connection, ["REDIS_URL", "VALKEY_URL"]) == {
        "CACHE_PASSWORD": {"name": "n", "key": "k"},
        "REDIS_URL": "redis://:$(CACHE_PASSWORD)@v:6379",
        "VALKEY_URL": "redis://:$(CACHE_PASSWORD)@v:6379",
    }


def test_without_a_password_the_url_has_none():
    assert url_environment({"uri": "redis://v:6379", "port": 6379}, ["REDIS_URL"]) == {"REDIS_URL": "redis://v:6379"}
