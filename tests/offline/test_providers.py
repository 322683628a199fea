from collections.abc import Mapping

import pulumi
import pytest
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline import GeneratedValues
from homelab.offline.providers import Created, Providers

PASSWORD = "random:index/randomPassword:RandomPassword"
URN = f"urn:pulumi:s::p::{PASSWORD}::x"
CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "data": {}}


def create(type_: str, inputs: Mapping[str, object], *, preview: bool = False) -> Created:
    providers = Providers(GeneratedValues(), preview)
    return providers.create(type_, "x", URN, inputs, default_namespace=None, region="us-east-1")


def test_random_values_are_unknown_in_a_preview():
    assert create(PASSWORD, {"length": 8}, preview=True) == Created("", {})
    assert len(create(PASSWORD, {"length": 8}).outputs["result"]) == 8


def test_automatic_names_are_unknown_in_a_preview():
    manifest = create("kubernetes:core/v1:ConfigMap", CONFIG_MAP, preview=True).manifest
    assert manifest
    assert manifest["metadata"]["name"] == UNKNOWN


def test_a_name_that_the_server_generates_stays_open():
    manifest = create("kubernetes:core/v1:ConfigMap", CONFIG_MAP | {"metadata": {"generateName": "x-"}}).manifest
    assert manifest
    assert manifest["metadata"] == {"generateName": "x-"}


def test_arguments_that_cannot_be_met_name_the_resource():
    with pytest.raises(pulumi.RunError, match=f"{PASSWORD} 'x': length 0 is less"):
        create(PASSWORD, {"length": 0})


def test_other_random_resources_are_refused():
    with pytest.raises(pulumi.RunError, match="RandomUuid7 'x' cannot be generated offline"):
        create("random:index/randomUuid7:RandomUuid7", {})


def test_made_up_ids_are_always_the_same():
    assert create("gcp:storage/bucket:Bucket", {}) == create("gcp:storage/bucket:Bucket", {})
