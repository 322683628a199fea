import json
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pulumi_random as random

from homelab.offline import Recording, record
from homelab.offline.checks import CheckResult
from homelab.offline.report import summarize
from homelab.offline.report_data import report_data

CHECKED = CheckResult(violations=[], kubernetes_version="1.37", unchecked=[], counts={"schema": 1})


class Group(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None):
        super().__init__("test:index:Group", name, {}, opts)


class Bucket(pulumi.CustomResource):
    def __init__(self, name: str, **inputs: object):
        super().__init__("aws:s3/bucket:Bucket", name, inputs)


def program() -> None:
    outer = Group("outer")
    k8s.core.v1.Namespace("space", metadata={"name": "ai"}, opts=pulumi.ResourceOptions(parent=outer))
    Group("inner", pulumi.ResourceOptions(parent=outer))
    k8s.core.v1.Pod("pod", spec={"containers": [{"name": "x", "image": "x:1"}]})
    password = random.RandomPassword("password", length=20)
    pulumi.export("url", "https://b.example.com")
    pulumi.export("password", password.result)


def data(recording: Recording) -> dict[str, Any]:
    files = {object_.resource.urn: "namespace-ai.yaml" for object_ in recording.objects if object_.kind == "Namespace"}
    return report_data(summarize(recording, CHECKED), project="p", stack="s", files=files)


def test_inputs_of_other_resources_are_there_and_their_secrets_are_not():
    def declare() -> None:
        password = random.RandomPassword("password", length=24).result
        tags = {"plain": "yes", "secret": password, "hidden": pulumi.Output.unsecret(password)}
        Bucket("files", bucket="files", tags=tags)

    (bucket,) = data(record(declare))["otherResources"]
    tags = {"plain": "yes", "secret": "[secret]", "hidden": "[secret]"}
    assert bucket["inputs"] == {"bucket": "files", "tags": tags}
    assert bucket["protected"] is False


def test_the_report_holds_no_secret():
    recording = record(program)
    report = data(recording)
    assert report["exports"] == {"password": "[secret]", "url": "https://b.example.com"}
    assert recording.exports["password"] not in json.dumps(report)


def test_components_form_a_tree():
    inner = {"type": "test:index:Group", "name": "inner", "components": []}
    assert data(record(program))["components"] == [{"type": "test:index:Group", "name": "outer", "components": [inner]}]


def test_objects_are_listed_with_their_files():
    objects = {entry["kind"]: entry for entry in data(record(program))["objects"]}
    assert objects["Namespace"] == {
        "apiVersion": "v1",
        "kind": "Namespace",
        "namespace": None,
        "name": "ai",
        "urn": "urn:pulumi:test::homelab::test:index:Group$kubernetes:core/v1:Namespace::space",
        "file": "namespace-ai.yaml",
        "retained": False,
    }
    assert objects["Pod"]["file"] is None


def test_images_and_totals_are_those_of_the_workloads():
    report = data(record(program))
    assert report["images"] == ["x:1"]
    assert report["totals"] == {"cpu": "0m", "memory": "0", "storage": "0"}


def test_a_preview_can_be_reported():
    assert json.dumps(data(record(program, preview=True)))


def test_the_order_in_which_resources_are_registered_is_not_in_it():
    def resources(*names: str) -> list[Any]:
        def declare() -> None:
            for name in names:
                Bucket(name)

        return data(record(declare))["otherResources"]

    assert resources("a", "b") == resources("b", "a")
