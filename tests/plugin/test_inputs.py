import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from google.protobuf import struct_pb2
from google.protobuf.json_format import ParseDict
from pulumi.runtime.rpc import deserialize_output_value

from homelab import AIWorkspaceArgs, LibreChatArgs
from homelab.offline import record
from homelab.plugin.inputs import python_arguments
from tests.plugin.wire import sent
from tests.scenarios import SCENARIOS


@pytest.mark.parametrize("args", SCENARIOS.values(), ids=SCENARIOS)
def test_a_workspace_arrives_as_python_would_write_it(args: Mapping[str, Any]):
    arrived = python_arguments(AIWorkspaceArgs, sent(AIWorkspaceArgs, args))
    assert arrived == args
    # 1 equals 1.0, but does not print as it.
    assert json.dumps(arrived, sort_keys=True) == json.dumps(args, sort_keys=True)


def test_the_order_of_maps_is_always_the_same():
    def arrived(*names: str) -> str:
        settings = {name: {"z": 1.0, name: [{"b": 1.0, "a": 1.0}]} for name in names}
        return str(python_arguments(LibreChatArgs, {"env": dict.fromkeys(names, "a"), "config": settings}))

    assert arrived("a", "b", "c") == arrived("c", "a", "b")


def test_librechats_own_words_and_keys_of_maps_arrive_unchanged():
    own = {"mcpServers": {"my_tools": {"url": "http://a", "headers": {"X_a": "b"}, "customUserVars": {"API_KEY": {}}}}}
    inputs = {
        "config": own,
        "env": {"LOGIN_MAX": 5.0, "lower_case": "a"},
        "envFrom": {"variables": {"snake_case": {"name": "keys", "key": "a_b"}}},
    }
    assert python_arguments(LibreChatArgs, inputs) == {
        "config": own,
        "env": {"LOGIN_MAX": 5, "lower_case": "a"},
        "env_from": {"variables": {"snake_case": {"name": "keys", "key": "a_b"}}},
    }


def test_what_is_no_argument_is_left_for_the_check():
    inputs = {"secretEvn": {"A": "b"}, "envFrom": "all", "sidecars": {"name": "a"}}
    assert python_arguments(LibreChatArgs, inputs) == {
        "secretEvn": {"A": "b"},
        "env_from": "all",
        "sidecars": {"name": "a"},
    }


def test_outputs_arrive_where_they_are_with_whole_numbers():
    def program() -> None:
        later = pulumi.Output.secret({"retention": 720.0, "share": 0.5})
        inputs = {"config": {"interface": later}, "secretEnv": {"A": pulumi.Output.secret("b")}, "files": later}
        arrived: Mapping[str, Any] = python_arguments(LibreChatArgs, inputs)
        pulumi.export("secret", arrived["secret_env"]["A"])
        pulumi.export("interface", arrived["config"]["interface"].apply(str))
        pulumi.export("files", arrived["files"].apply(str))

    recording = record(program)
    text = "{'retention': 720, 'share': 0.5}"
    assert recording.exports == {"interface": text, "files": text, "secret": "b"}
    assert recording.secret_exports == {"interface", "files", "secret"}


CONNECTION = {
    "uri": {"name": "documentdb-uri", "key": "uri"},
    "port": 27017.0,
    "workload": "documentdb",
    "concurrentIndexBuilds": False,
}


def test_what_one_component_gives_out_another_takes_as_an_output():
    def program() -> None:
        output = deserialize_output_value(ParseDict({"value": CONNECTION}, struct_pb2.Struct()))
        arrived: Any = python_arguments(LibreChatArgs, {"documentdb": output})["documentdb"]
        assert arrived.keys() == {"uri", "port", "workload", "concurrent_index_builds"}
        assert arrived["concurrent_index_builds"] is False
        assert all(isinstance(arrived[name], pulumi.Output) for name in ("port", "workload"))
        pulumi.export("leaves", {**arrived["uri"], "port": arrived["port"].apply(str), "workload": arrived["workload"]})

    leaves = {"name": "documentdb-uri", "key": "uri", "port": "27017", "workload": "documentdb"}
    assert record(program).exports["leaves"] == leaves


def test_before_it_is_known_it_has_what_it_always_has():
    def program() -> None:
        unknown = deserialize_output_value(struct_pb2.Struct())
        arrived: Any = python_arguments(LibreChatArgs, {"documentdb": unknown})["documentdb"]
        assert arrived.keys() == {"uri", "port"}
        assert arrived["uri"].keys() == {"name", "key"}

    record(program, preview=True)
