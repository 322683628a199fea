"""The Job that has a server download its models runs where the workspace's pods do, not on the server's own nodes."""

from typing import Any

import pytest

from tests.scenarios import CHAT, recorded

GPU_NODES: dict[str, Any] = {
    "node_selector": {"gpu": "yes"},
    "runtime_class": "nvidia",
    "tolerations": [{"key": "gpu", "operator": "Exists"}],
    "annotations": {"team": "models"},
}


@pytest.mark.parametrize("server", ["ollama", "speaches"])
def test_the_job_is_not_bound_to_the_nodes_of_its_server(server: str):
    models = {"ollama": ["m"], "speaches": ["a/b"]}[server]
    made = recorded(
        {
            "namespace": "ai",
            "librechat": CHAT,
            server: {"models": models},
            "pods": {"all": {"node_selector": {"pool": "ai"}}, server: GPU_NODES},
        }
    )
    templates = {
        each.name: each.manifest["spec"]["template"]
        for each in made.objects
        if each.kind in ("Job", "Deployment", "StatefulSet") and each.name.startswith(f"ws-{server}")
    }
    (job,) = (template for name, template in templates.items() if "models" in name)
    pods = templates[f"ws-{server}"]
    assert pods["spec"]["nodeSelector"] == {"pool": "ai", "gpu": "yes"}
    assert pods["spec"]["runtimeClassName"] == "nvidia"
    assert job["spec"]["nodeSelector"] == {"pool": "ai"}
    assert "runtimeClassName" not in job["spec"]
    assert job["spec"]["tolerations"] == pods["spec"]["tolerations"]
    assert job["metadata"]["annotations"]["team"] == "models"
