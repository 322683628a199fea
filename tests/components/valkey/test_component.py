import pulumi
import pytest

from homelab import ArgumentError, Valkey, ValkeyArgs
from tests.components.recorded import container, objects


def valkey(args: ValkeyArgs):
    return objects(lambda: Valkey("cache", args))


def test_keeps_what_it_was_given():
    args = container(valkey({"namespace": "ai"})["StatefulSet", "cache"])["args"]
    assert args[args.index("--appendonly") + 1] == "yes"
    assert args[args.index("--maxmemory-policy") + 1] == "noeviction"


def test_data_takes_less_than_half_of_its_memory():
    made = valkey({"namespace": "ai", "resources": {"limits": {"memory": "1Gi"}}})
    args = container(made["StatefulSet", "cache"])["args"]
    assert args[args.index("--maxmemory") + 1] == str(int((1024 - 16) * 1024**2 * 0.4))


def test_the_password_is_in_a_file_not_on_the_command_line():
    made = valkey({"namespace": "ai", "password": "x" * 20})
    assert "x" * 20 not in str(made["StatefulSet", "cache"])
    assert made["Secret", "cache-password"]["stringData"]["password.conf"] == f"requirepass {'x' * 20}\n"


def test_probes_read_the_answer_because_the_exit_code_lies():
    probe = container(valkey({"namespace": "ai"})["StatefulSet", "cache"])["readinessProbe"]
    assert "grep -q PONG" in probe["exec"]["command"][2]


def test_alone_it_admits_its_namespace():
    policy = valkey({"namespace": "ai"})["NetworkPolicy", "cache"]
    assert policy["spec"]["ingress"] == [{"from": [{"podSelector": {}}], "ports": [{"port": 6379, "protocol": "TCP"}]}]
    assert "egress" not in policy["spec"]


def test_a_password_that_is_known_later_is_taken():
    made = objects(lambda: Valkey("cache", {"namespace": "ai", "password": pulumi.Output.secret("y" * 20)}))
    assert made["Secret", "cache-password"]["stringData"]["password"] == "y" * 20


def test_an_external_server_makes_nothing_but_a_secret_for_its_password():
    made = valkey({"namespace": "ai", "external": {"uri": "rediss://a.example.com:6380", "password": "z" * 20}})
    assert list(made) == [("Secret", "cache-password")]


def test_an_external_server_with_an_existing_secret_makes_nothing():
    external = {"uri": "redis://a.example.com", "password_secret": {"name": "a", "key": "b"}}
    assert valkey({"namespace": "ai", "external": external}) == {}  # type: ignore[typeddict-item]


def test_clients_of_an_external_server_are_refused():
    with pytest.raises(ArgumentError, match="Valkey 'cache': clients has no effect with external"):
        valkey({"namespace": "ai", "clients": ["a"], "external": {"uri": "redis://a.example.com"}})


def test_an_existing_secret_takes_the_place_of_the_password():
    made = valkey({"namespace": "ai", "existing_secret": "cache"})
    assert not [name for kind, name in made if kind == "Secret"]
    volumes = made["StatefulSet", "cache"]["spec"]["template"]["spec"]["volumes"]
    assert {"name": "password", "secret": {"secretName": "cache", "defaultMode": 0o440}} in volumes
    with pytest.raises(ArgumentError, match="password has no effect with existing_secret"):
        valkey({"namespace": "ai", "existing_secret": "cache", "password": "a" * 16})
