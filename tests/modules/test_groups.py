from typing import Any

import pytest

from homelab.kubernetes import PlacementArgs
from homelab.modules.groups import (
    component_args,
    enabled_group,
    is_enabled,
    retains_any_volume,
    retains_database,
    subset,
)
from tests.modules.workspaces import workspace


@pytest.mark.parametrize(
    ("group", "enabled"), [(None, False), ({}, True), ({"enabled": True}, True), ({"enabled": False}, False)]
)
def test_a_group_is_enabled_if_it_is_set_and_not_disabled(group: Any, enabled: bool):
    assert is_enabled(group) is enabled
    assert enabled_group({"a": group} if group is not None else {}, "a") == (group if enabled else None)


def test_a_subset_has_the_fields_that_both_types_have():
    assert subset(PlacementArgs, {"labels": {"a": "b"}, "librechat": {}}) == {"labels": {"a": "b"}}


def test_every_component_listens_as_the_network_allows():
    assert component_args(workspace(network={"ipv6": False}))["placement"] == {"ipv6": False}  # type: ignore[typeddict-item]
    assert component_args(workspace())["placement"] == {}  # type: ignore[typeddict-item]


def test_every_component_goes_where_the_workspace_does():
    args = workspace(storage_class="fast", labels={"a": "b"}, retain=False)
    assert component_args(args) == {
        "namespace": "ai",
        "placement": {"storage_class": "fast", "labels": {"a": "b"}, "retain": False},
        "not_secret": ["*"],
    }
    assert component_args(workspace(adopt=True))["adopt"] is True


def test_a_component_has_the_arguments_for_all_pods_and_its_own():
    tolerations = [{"key": "ai"}]
    args = workspace(pods={"all": {"tolerations": tolerations}, "rag": {"priority_class": "low"}})
    assert component_args(args, "rag")["pods"] == {"tolerations": tolerations, "priority_class": "low"}
    assert component_args(args, "librechat")["pods"] == {"tolerations": tolerations}
    assert "pods" not in component_args(args)


@pytest.mark.parametrize(
    ("groups", "documents", "anything"),
    [
        ({}, True, True),
        ({"retain": False}, False, False),
        ({"documentdb": {"storage": {"retain": False}}}, False, True),
        ({"retain": False, "documentdb": {"storage": {"retain": True}}}, True, True),
        ({"retain": False, "librechat": {"storage": {"local": {"retain": True}}}}, False, True),
        ({"retain": False, "valkey": {"storage": {"retain": False}}}, False, False),
    ],
)
def test_what_outlives_the_stack(groups: dict[str, Any], documents: bool, anything: bool):
    args = workspace(**groups)
    assert (retains_database(args), retains_any_volume(args)) == (documents, anything)
