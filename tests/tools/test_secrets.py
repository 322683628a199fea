"""Which secrets can be set. How one gets into a stack's file is up to the real CLI: `tests/engine/test_secrets.py`."""

import pytest

from homelab import AIWorkspaceArgs
from homelab.arguments import secret_paths
from homelab.offline.config_values import path_text
from tools.errors import EngineError
from tools.secrets import workspace_secret


@pytest.mark.parametrize(
    "name",
    [
        "openai.api_key",
        "custom_endpoints[3].api_key",
        "librechat.secret_env.TICKETS_TOKEN",
        *(path_text(path) for path in secret_paths(AIWorkspaceArgs)),
    ],
)
def test_a_secret_is_named_by_its_path_below_the_workspace(name: str):
    assert workspace_secret(name) == f"workspace.{name}"


def refusal(name: str) -> str:
    with pytest.raises(EngineError) as caught:
        workspace_secret(name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("opnai.api_key", "openai.api_key"),
        ("openai-api-key", "openai.api_key"),
        ("workspace.openai.api_key", "openai.api_key"),
        ("custom_endpoint[2].api_key", "custom_endpoints[2].api_key"),
        ("custom_endpoints.api_key", "custom_endpoints[0].api_key"),
        ("librechat.secret_env", "librechat.secret_env.NAME"),
    ],
)
def test_what_is_no_secret_gets_a_suggestion(name: str, meant: str):
    assert refusal(name) == f"{name} is none of the workspace's secrets (did you mean {meant}?)"


@pytest.mark.parametrize("name", ["namespace", "x"])
def test_what_is_like_no_secret_is_shown_what_one_is_like(name: str):
    assert refusal(name).startswith(f"{name} is none of the workspace's secrets, of which openai.api_key is one")


def test_what_is_no_path_is_refused():
    assert refusal("openai..api_key") == "'openai..api_key' is not a path such as workspace.custom_endpoints[0].api_key"
