from typing import Any

import pulumi
import pytest

from homelab import ArgumentError
from homelab.arguments import check
from homelab.kubernetes import Application
from homelab.kubernetes.service_account import ServiceAccountArgs, create_service_account
from homelab.offline import record


class Server(pulumi.ComponentResource):
    def __init__(self, args: dict[str, Any]):
        super().__init__("test:index:Server", "chat", {})
        app = Application(self, "chat", app="librechat", component="chat", namespace="ai")
        pulumi.export("name", create_service_account(app, check(ServiceAccountArgs, args, "service account")))


def test_one_is_created_under_the_workloads_name_and_gives_no_token():
    recording = record(lambda: Server({"annotations": {"eks.amazonaws.com/role-arn": "arn"}}))
    (account,) = recording.manifests
    assert (account["kind"], account["metadata"]["name"], account["metadata"]["namespace"]) == (
        "ServiceAccount",
        "chat",
        "ai",
    )
    assert account["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": "arn"}
    assert account["automountServiceAccountToken"] is False
    assert recording.exports["name"] == "chat"


def test_one_without_annotations_is_for_an_association_of_eks_pod_identity():
    (account,) = record(lambda: Server({})).manifests
    assert "annotations" not in account["metadata"]


def test_one_that_exists_is_named_and_nothing_is_created():
    recording = record(lambda: Server({"name": "files"}))
    assert (recording.manifests, recording.exports["name"]) == ([], "files")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"name": "a", "annotations": {}}, "annotations has no effect with name: remove one"),
        ({"name": "A"}, "name: expected the name of a Kubernetes object"),
        ({"annotation": {}}, r"unknown argument annotation \(did you mean annotations\?\)"),
    ],
)
def test_refuses(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        check(ServiceAccountArgs, args, "service account")
