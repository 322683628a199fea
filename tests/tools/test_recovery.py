from datetime import UTC, datetime
from typing import Any

import pytest
from pulumi.automation import UpdateSummary

from tools.recovery import (
    counted,
    has_failed,
    how_to_remove,
    is_own,
    locked_out,
    retained,
    unread,
    was_cut_short,
    with_interrupted_creates,
    with_planned,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PROVIDER = "urn:pulumi:dev::p::pulumi:providers:kubernetes::default"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def update(kind: str, result: str = "succeeded") -> UpdateSummary:
    return UpdateSummary(kind=kind, start_time=NOW, message="", environment={}, config={}, result=result)


def resource(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """A Kubernetes object of namespace ``ai`` without an id."""
    metadata = {"name": name} if kind == "Namespace" else {"name": name, "namespace": "ai"}
    group = "apps/v1" if kind in ("Deployment", "StatefulSet") else "core/v1"
    inputs = {"kind": kind, "metadata": metadata}
    provider = f"{PROVIDER}::{UNKNOWN}"
    return {
        "urn": name,
        "type": f"kubernetes:{group}:{kind}",
        "custom": True,
        "inputs": inputs,
        "provider": provider,
        **more,
    }


PARENT: dict[str, Any] = {"urn": "workspace", "type": "homelab:index:AIWorkspace", "custom": False}
UNUSED: dict[str, Any] = {"urn": "unused", "type": "pulumi:providers:random", "custom": True, "inputs": {}}
DEFAULT: dict[str, Any] = {
    "urn": PROVIDER,
    "type": "pulumi:providers:kubernetes",
    "custom": True,
    "inputs": {"version": "4"},
}
LABELS = {"app.kubernetes.io/managed-by": "pulumi", "app.kubernetes.io/instance": "ai-workspace-valkey"}
KEPT = [resource("PersistentVolumeClaim", "data", id="ai/data"), resource("Secret", "s", id="ai/s")]


class TestHistory:
    def test_tells_whether_the_last_operation_succeeded(self):
        assert has_failed([update("destroy", "failed"), update("update")])
        assert not has_failed([update("refresh"), update("destroy", "failed")])
        assert not has_failed([])

    @pytest.mark.parametrize(
        "after", [[], [update("refresh")], [update("destroy")]], ids=["nothing", "refresh", "down"]
    )
    def test_tells_whether_an_up_has_left_objects_that_nobody_knows(self, after: list[UpdateSummary]):
        assert was_cut_short([*after, update("update", "failed"), update("destroy")])
        assert not was_cut_short([*after, update("update"), update("update", "failed")])


def test_interrupted_creates_may_exist_under_their_names():
    namespace, secret = (
        resource("Namespace", "ai"),
        resource("Secret", "s", inputs={**resource("Secret", "s")["inputs"], "stringData": {}}),
    )
    password = {"urn": "c", "type": "random:index/randomPassword:RandomPassword", "inputs": {"length": 32}}
    pending = [{"type": "creating", "resource": each} for each in (namespace, secret, password)]
    pending.append({"type": "updating", "resource": namespace})
    state = with_interrupted_creates({"resources": [{"urn": "d"}], "pending_operations": pending, "secrets": "kept"})
    assert [(each["urn"], each.get("id")) for each in state["resources"]] == [("d", None), ("ai", "ai"), ("s", "ai/s")]
    assert state["resources"][-1]["inputs"] == secret["inputs"]
    assert state["pending_operations"] == []
    assert state["secrets"] == "kept"


class TestPlannedObjects:
    def test_go_into_an_empty_state_with_what_they_need(self):
        planned = [PARENT, UNUSED, DEFAULT, resource("Secret", "s"), resource("Secret", "not-asked-for")]
        state = with_planned({}, planned, {"s"})
        parent, provider, secret = state["resources"]
        assert (parent["urn"], provider["urn"]) == ("workspace", PROVIDER)
        assert provider["id"] != UNKNOWN
        assert (secret["id"], secret["provider"]) == ("ai/s", f"{PROVIDER}::{provider['id']}")

    def test_are_not_read_yet(self):
        assert unread(with_planned({}, [DEFAULT, resource("Secret", "s")], {"s"})) == {"s"}

    def test_take_the_provider_that_is_there(self):
        present = [{**DEFAULT, "id": "mine"}, resource("Secret", "old", id="ai/old", outputs={"a": 1})]
        state = with_planned({"resources": present}, [resource("Secret", "s")], {"s"})
        assert state["resources"][:2] == present
        assert state["resources"][2]["provider"] == f"{PROVIDER}::mine"


class TestOwnObject:
    def read(self, labels: dict[str, str], manager: str, wanted: dict[str, str] = LABELS) -> dict[str, Any]:
        outputs = {"metadata": {"labels": labels, "managedFields": [{"manager": "kubelet"}, {"manager": manager}]}}
        return resource("Secret", "s", inputs={"metadata": {"labels": wanted}}, outputs=outputs)

    def test_is_made_by_pulumi_and_for_this_workspace(self):
        assert is_own(self.read(LABELS, "pulumi-kubernetes"))
        assert not is_own(self.read(LABELS, "kubectl-create"))
        assert not is_own(self.read({**LABELS, "app.kubernetes.io/instance": "other"}, "pulumi-kubernetes"))

    def test_may_have_had_other_labels_of_the_users_own(self):
        assert is_own(self.read(LABELS, "pulumi-kubernetes-1a2b", {**LABELS, "team": "new"}))


class TestLostPassword:
    @staticmethod
    def of(instance: str, kind: str, name: str, **more: Any) -> dict[str, Any]:
        metadata = {"name": name, "namespace": "ai", "labels": {"app.kubernetes.io/instance": instance}}
        return resource(kind, name, id=f"ai/{name}", inputs={"metadata": metadata}, **more)

    def test_of_a_volume_that_is_there_is_refused(self):
        volume, password = self.of("db", "PersistentVolumeClaim", "db-data"), self.of("db", "Secret", "db-p")
        kept = {**password, "retainOnDelete": True}
        assert "volume ai/db-data is there, but Secret db-p" in (locked_out([volume], [volume, kept]) or "")
        assert locked_out([volume, kept], [volume, kept]) is None
        assert locked_out([volume], [volume, password]) is None

    def test_of_another_server_is_created(self):
        volume, new = self.of("db", "PersistentVolumeClaim", "db-data"), self.of("admin", "Secret", "admin-p")
        assert locked_out([volume], [volume, {**new, "retainOnDelete": True}]) is None


class TestWhatStays:
    def test_is_what_is_retained(self):
        state = {"resources": [resource("Secret", "a"), resource("Secret", "b", retainOnDelete=True)]}
        assert [each["urn"] for each in retained(state)] == ["b"]
        assert retained({}) == []

    def test_is_counted_by_kind(self):
        assert counted([*KEPT, *KEPT[1:]]) == "2 Secrets, 1 volume"

    def test_is_removed_by_name_where_the_namespace_is_somebody_elses(self):
        assert how_to_remove(KEPT).endswith("`kubectl delete --namespace ai persistentvolumeclaim/data secret/s`")

    def test_is_removed_with_its_namespace_where_that_is_the_stacks_own(self):
        assert how_to_remove([resource("Namespace", "ai", id="ai"), *KEPT]).endswith("`kubectl delete namespace ai`")
