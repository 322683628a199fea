from typing import Any

import pulumi
import pytest

from homelab.librechat_config.sections import as_section, items, section

LATER = pulumi.Output.from_input({})


@pytest.mark.parametrize("value", [None, 5, "a", [], LATER])
def test_values_that_are_not_maps_are_empty_sections(value: Any):
    assert as_section(value) == section({"a": value}, "a") == section({"a": value}, "a", "b") == {}
    assert items(value) == []


def test_maps_are_found_at_their_path_and_among_items():
    assert section({"a": {"b": {"c": 1}}}, "a", "b") == {"c": 1}
    assert items([{"a": 1}, None, "b", {}, LATER]) == [{"a": 1}, {}]
