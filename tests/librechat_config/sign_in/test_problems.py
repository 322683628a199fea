from typing import Any

import pulumi
import pytest

from homelab.librechat_config.sign_in.problems import needs_beside

FIND = needs_beside("a", "b", "c").violations


@pytest.mark.parametrize("group", [{}, {"a": True}, {"a": True, "b": 1}, {"a": "text", "c": 1}, {"a": {}, "b": 1}])
def test_what_has_its_condition_is_taken(group: dict[str, Any]):
    assert not list(FIND(group))


@pytest.mark.parametrize("group", [{"b": 1}, {"a": False, "b": 1}])
def test_what_lacks_its_condition_is_named(group: dict[str, Any]):
    assert list(FIND(group)) == ["b has no effect without a: give both or neither"]


def test_a_condition_may_be_an_output():
    assert not list(FIND({"a": pulumi.Output.from_input("text"), "b": 1}))
