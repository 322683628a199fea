import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from homelab.diff.immutable import path_parts
from homelab.review.replacements import CONDITIONS, FILE, Replacement, replacement, rules

DATA = json.loads(FILE.read_text())
PINS = Path(__file__).parents[2] / "requirements" / "aws.txt"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
SEARCH = "aws:opensearch/domain:Domain"


def inputs(args: type) -> dict[str, str]:
    """Inputs of a resource, or of a part of one, by Pulumi's names, each with the type that it has."""
    properties = {name: each.fget for name, each in vars(args).items() if isinstance(each, property)}
    return {getattr(get, "_pulumi_name", name): str(get.__annotations__["return"]) for name, get in properties.items()}


def parts(type_: str) -> tuple[Any, type]:
    """The module of a resource, and the class of its arguments."""
    _, module, name = type_.split(":")
    found = importlib.import_module(f"pulumi_aws.{module.partition('/')[0]}")
    return found, getattr(found, f"{name}Args")


def exists(type_: str, path: str) -> bool:
    module, args = parts(type_)
    known = inputs(args)
    *outer, last = path_parts(path)
    for part in outer:
        (inner,) = {*re.findall(r"(\w+Args)\b", known[part])}
        known = inputs(getattr(module, inner))
    return last in known


@pytest.mark.parametrize("type_", rules())
def test_every_input_exists(type_: str):
    assert rules()[type_].inputs
    assert [path for path in rules()[type_].inputs if not exists(type_, path)] == []


def test_the_table_is_of_the_version_that_is_pinned():
    assert f"pulumi-aws=={DATA['pulumiAws']} " in PINS.read_text()


def test_the_table_has_what_is_read_and_nothing_else():
    known = {"source", "asOf", "replaces", "if", "inPlace", "may", "notKnown"}
    for each in DATA["types"].values():
        assert each.keys() <= known
        assert {"source", "asOf"} <= each.keys()
        assert set(each.get("inPlace", ())) <= set(each["replaces"])
    assert {condition for each in rules().values() for condition in each.conditions.values()} <= CONDITIONS.keys()


def changed(type_: str, **values: tuple[Any, Any]) -> Replacement:
    old, new = ({name: pair[side] for name, pair in values.items() if pair[side] is not None} for side in (0, 1))
    return replacement(type_, old, new)


def test_an_input_replaces_whether_it_changes_comes_or_goes():
    for pair in (("a", "b"), (None, "b"), ("a", None)):
        assert changed(CACHE, kmsKeyId=pair, nodeType=("a", "b")) == Replacement(["kmsKeyId"], [])
    assert changed(CACHE, kmsKeyId=("a", "a"), nodeType=("a", "b")) == Replacement([], [])
    assert changed("aws:iam/role:Role", name=("a", "b")) == Replacement()


def test_a_part_of_an_input_replaces_and_its_neighbours_do_not():
    old = {"kmsKeyId": "a", "enabled": True}
    assert changed(SEARCH, encryptAtRest=(old, {**old, "kmsKeyId": "b"})) == Replacement(["encryptAtRest.kmsKeyId"], [])
    replaced = changed("aws:docdb/cluster:Cluster", restoreToPointInTime=({"restoreType": "a"}, {"restoreType": "b"}))
    assert replaced.certain == ["restoreToPointInTime"]


def conditional() -> Iterator[tuple[str, str, Any, Any, str]]:
    yield CACHE, "engine", "redis", "valkey", ""
    yield CACHE, "engine", "valkey", "redis", "certain"
    yield CACHE, "engineVersion", "7.1", "7.2", ""
    yield CACHE, "engineVersion", "7.10", "7.2", "certain"
    yield CACHE, "engineVersion", "7.1", "6.x", "certain"
    yield CACHE, "transitEncryptionEnabled", False, True, "possible"
    yield CACHE, "durability", None, "a", "possible"
    yield CACHE, "region", "eu-central-1", "eu-west-1", "certain"
    yield CACHE, "region", None, "eu-west-1", "possible"
    yield SEARCH, "vpcOptions", {"subnetIds": ["a"]}, {"subnetIds": ["b"]}, ""
    yield SEARCH, "vpcOptions", None, {"subnetIds": ["b"]}, "certain"
    yield SEARCH, "nodeToNodeEncryption", {"enabled": True}, {"enabled": False}, "certain"
    yield SEARCH, "nodeToNodeEncryption", {"enabled": False}, {"enabled": True}, "possible"
    yield "aws:docdb/cluster:Cluster", "serverlessV2ScalingConfiguration", {"minCapacity": 1}, None, "certain"
    yield "aws:docdb/cluster:Cluster", "serverlessV2ScalingConfiguration", None, {"minCapacity": 1}, ""
    yield "aws:docdb/cluster:Cluster", "snapshotIdentifier", "a", None, ""
    yield "aws:docdb/cluster:Cluster", "snapshotIdentifier", None, "a", "certain"
    yield "aws:rds/instance:Instance", "identifier", "a", "b", ""


@pytest.mark.parametrize(("type_", "name", "old", "new", "found"), [*conditional()])
def test_some_inputs_replace_on_a_condition(type_: str, name: str, old: Any, new: Any, found: str):
    result = changed(type_, **{name: (old, new)})
    assert "".join(["certain" if result.certain else "", "possible" if result.possible else ""]) == found


def test_what_is_not_known_before_an_update_may_replace():
    assert changed(CACHE, kmsKeyId=("a", UNKNOWN)) == Replacement([], ["kmsKeyId"])
    assert changed(CACHE, kmsKeyId=(UNKNOWN, UNKNOWN)) == Replacement([], [])
