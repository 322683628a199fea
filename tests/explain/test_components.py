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
