import pytest

import homelab
import homelab.aws
from homelab.explain import component_names, find


def test_every_component_with_public_arguments_is_known():
    public = {name for module in (homelab, homelab.aws) for name in module.__all__ if f"{name}Args" in module.__all__}
    assert component_names().keys() == public


@pytest.mark.parametrize("name", component_names())
def test_every_component_is_explained(name: str):
    described = find(name).describe()
    assert described.path == name
    assert described.children
    assert described.meaning
    assert "```" not in described.meaning


def test_outputs_of_a_component_are_explained():
    outputs = {each.name: each for each in find("").describe().outputs}
    assert (outputs["url"].type, outputs["url"].meaning) == (
        "Output of string",
        "URL for users; empty without LibreChat",
    )
    assert [each.name for each in find("Valkey").describe().outputs] == ["connection"]
    assert find("valkey").describe().outputs == []
