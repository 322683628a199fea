from typing import Any

from pulumi.automation import EngineEvent

from tools.plan import Plan

PROVIDER = "urn:pulumi:dev::p::pulumi:providers:kubernetes::default"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}


def creates(op: str = "create", **new: Any) -> list[dict[str, Any]]:
    """What a plan says after one event of a preview."""
    state = {
        "urn": "u",
        "type": "kubernetes:core/v1:Secret",
        "custom": True,
        "parent": "p",
        "provider": PROVIDER,
        **new,
    }
    metadata = {"op": op, "urn": "u", "type": state["type"], "provider": PROVIDER, "new": state}
    plan = Plan()
    plan.add(EngineEvent.from_json({"sequence": 1, "timestamp": 1, "resourcePreEvent": {"metadata": metadata}}))
    return plan.creates


def test_what_is_secret_or_unknown_is_left_out_at_any_depth():
    inputs = {"kind": "Secret", "stringData": SECRET, "spec": {"containers": [{"env": UNKNOWN, "name": "a"}, UNKNOWN]}}
    (created,) = creates(inputs=inputs)
    assert created["inputs"] == {"kind": "Secret", "spec": {"containers": [{"name": "a"}]}}


def test_what_outlives_the_stack_still_does():
    assert creates(retainOnDelete=True)[0]["retainOnDelete"] is True
    assert "retainOnDelete" not in creates()[0]


def test_a_component_has_no_inputs():
    component = creates(type="homelab:index:Valkey", provider="", inputs={"a": 1})
    assert component == [{"urn": "u", "custom": False, "type": "homelab:index:Valkey", "parent": "p"}]


def test_what_exists_is_not_created():
    assert creates(op="update") == creates(op="same") == []
