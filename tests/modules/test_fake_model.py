from typing import Any

import pytest
import yaml

from homelab import AIWorkspace, ArgumentError
from homelab.components.fake_model import server
from homelab.load.plan import FAKE_MODEL, FAKE_MODEL_ENDPOINT
from homelab.offline import record


def recording(**groups: Any):
    args: Any = {"namespace": "ai", "librechat": {"domain": "chat.example.com"}, "load": {"fake_model": True}, **groups}
    return record(lambda: AIWorkspace("ws", args))


def test_librechat_offers_it_and_may_reach_it():
    made = {(each.kind, each.resource.name): each.manifest for each in recording().objects}
    document = yaml.safe_load(made["ConfigMap", "ws-librechat-config"]["data"]["librechat.yaml"])
    (endpoint,) = document["endpoints"]["custom"]
    assert (endpoint["name"], endpoint["models"]["default"]) == (FAKE_MODEL_ENDPOINT, [FAKE_MODEL])
    assert endpoint["baseURL"] == "http://ws-fake-model.ai.svc.cluster.local:8000/v1"
    selector = {"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "ws-fake-model"}}}
    assert selector in [
        peer for rule in made["NetworkPolicy", "ws-librechat"]["spec"]["egress"] for peer in rule.get("to", [])
    ]


def test_its_server_says_that_it_has_the_model_which_is_offered():
    assert server.MODEL == FAKE_MODEL


def test_without_it_nothing_of_it_is_there():
    made = [each.resource.name for each in recording(load={"fake_model": False}).objects]
    assert not [name for name in made if "fake-model" in name]


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (
            {"librechat": {"domain": "chat.example.com", "enabled": False}},
            "load.fake_model has no effect with librechat.enabled: false: remove it",
        ),
        (
            {
                "custom_endpoints": [
                    {"name": "load TEST", "base_url": "http://a:1/v1", "models": ["m"], "keyless": True}
                ]
            },
            "custom_endpoints.0.name load TEST: taken by load.fake_model: choose another name",
        ),
    ],
)
def test_what_contradicts_it_is_refused(groups: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        recording(**groups)
