from datetime import UTC, datetime

from pulumi.automation import UpdateSummary

from tools.recovery import KEPT, destroyed_but_kept, retains_anything, with_interrupted_creates

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def update(kind: str, message: str = "", result: str = "succeeded") -> UpdateSummary:
    return UpdateSummary(kind=kind, start_time=NOW, message=message, environment={}, config={}, result=result)


class TestDestroyedButKept:
    def test_is_told_by_the_last_update_that_succeeded(self):
        assert destroyed_but_kept([update("destroy", KEPT), update("update")])
        assert destroyed_but_kept([update("update", result="failed"), update("destroy", KEPT)])
        assert not destroyed_but_kept([update("update"), update("destroy", KEPT)])

    def test_is_false_where_nothing_was_kept_or_nothing_ever_was(self):
        assert not destroyed_but_kept([update("destroy")])
        assert not destroyed_but_kept([])

    def test_a_state_tells_whether_it_retains(self):
        assert retains_anything({"resources": [{}, {"retainOnDelete": True}]})
        assert not retains_anything({"resources": [{}]})
        assert not retains_anything({})


def test_interrupted_creates_are_said_to_exist_under_their_names():
    namespace = {
        "urn": "a",
        "type": "kubernetes:core/v1:Namespace",
        "inputs": {"kind": "Namespace", "metadata": {"name": "ai"}},
    }
    described = {"kind": "Secret", "metadata": {"name": "s", "namespace": "ai"}}
    secret = {"urn": "b", "type": "kubernetes:core/v1:Secret", "inputs": described}
    password = {"urn": "c", "type": "random:index/randomPassword:RandomPassword", "inputs": {"length": 32}}
    pending = [{"type": "creating", "resource": each} for each in (namespace, secret, password)]
    pending.append({"type": "updating", "resource": namespace})
    state = with_interrupted_creates({"resources": [{"urn": "d"}], "pending_operations": pending, "secrets": "kept"})
    assert [(each["urn"], each.get("id")) for each in state["resources"]] == [("d", None), ("a", "ai"), ("b", "ai/s")]
    assert state["resources"][-1]["outputs"] == secret["inputs"]
    assert state["pending_operations"] == []
    assert state["secrets"] == "kept"
