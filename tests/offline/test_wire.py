from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline import wire

# Keys that Pulumi gives a meaning of its own are no data.
keys = st.text(max_size=5).filter(lambda key: key != wire.SIGNATURE_KEY)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.booleans() | st.text(max_size=5) | numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=10,
)


def secret(value: object) -> dict[str, object]:
    return {wire.SIGNATURE_KEY: wire.SECRET_SIGNATURE, "value": value}


def struct(**properties: object) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    wire.merge(made, properties)
    return made


@given(st.dictionaries(keys, values, max_size=4))
def test_plain_data_comes_back_as_it_was(properties: dict[str, object]):
    made = struct_pb2.Struct()
    wire.merge(made, properties)
    assert wire.plain(made) == (properties, {})


def test_whole_numbers_are_integers():
    properties, _ = wire.plain(struct(port=80.0, cpu=0.5))
    assert str(properties) == "{'cpu': 0.5, 'port': 80}"


def test_keys_are_sorted():
    properties, _ = wire.plain(struct(b={"d": 1, "c": 2}, a=3))
    assert str(properties) == "{'a': 3, 'b': {'c': 2, 'd': 1}}"


def test_each_secret_is_noted_at_its_own_place():
    properties, secrets = wire.plain(struct(env=[{"name": "A", "value": secret("hush")}, {"value": "open"}]))
    assert properties == {"env": [{"name": "A", "value": "hush"}, {"value": "open"}]}
    assert secrets == {("env", 0, "value"): "hush"}


def test_a_resource_stands_for_its_id():
    reference = {wire.SIGNATURE_KEY: wire.RESOURCE_SIGNATURE, "urn": "urn:x", "id": "ai/x"}
    assert wire.plain(struct(there=reference, new=reference | {"id": ""}))[0] == {"there": "ai/x", "new": "urn:x"}


def test_merging_keeps_what_is_there_and_its_secrecy():
    made = struct(metadata=secret({"labels": {"a": "b"}}))
    wire.merge(made, {"metadata": {"name": "x"}})
    properties, secrets = wire.plain(made)
    assert properties == {"metadata": {"labels": {"a": "b"}, "name": "x"}}
    assert list(secrets) == [("metadata",)]


def test_marking_a_secret_twice_is_marking_it_once():
    made = struct(result="hush")
    wire.mark_secret(made, "result")
    once = struct_pb2.Struct()
    once.CopyFrom(made)
    wire.mark_secret(made, "result")
    assert made == once
    assert wire.plain(made) == ({"result": "hush"}, {("result",): "hush"})


def test_strings_are_the_known_texts_at_any_depth():
    assert wire.strings({"a": ["b", {"c": "d"}], "e": 1, "f": UNKNOWN}) == {"b", "d"}
