from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pytest

from homelab.offline import RecordedResource, Recording, record


class Group(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None):
        super().__init__("test:index:Group", name, {}, opts)


class Bucket(pulumi.CustomResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None):
        super().__init__("aws:s3/bucket:Bucket", name, {"size": 1, "arn": None}, opts)


def config_map(logical: str, opts: pulumi.ResourceOptions | None = None, **metadata: Any) -> k8s.core.v1.ConfigMap:
    return k8s.core.v1.ConfigMap(logical, metadata=k8s.meta.v1.ObjectMetaArgs(**metadata), data={"a": "b"}, opts=opts)


def by_name(recording: Recording) -> dict[str, RecordedResource]:
    return {resource.name: resource for resource in recording.resources}


def test_urns_name_the_types_of_all_ancestors():
    def program() -> None:
        outer = Group("outer")
        inner = Group("inner", pulumi.ResourceOptions(parent=outer))
        config_map("leaf", pulumi.ResourceOptions(parent=inner))

    resources = by_name(record(program, project="p", stack="s"))
    types = "test:index:Group$test:index:Group$kubernetes:core/v1:ConfigMap"
    assert resources["leaf"].urn == f"urn:pulumi:s::p::{types}::leaf"
    assert resources["leaf"].parent == resources["inner"].urn
    assert resources["outer"].parent == ""


def test_options_are_recorded():
    def program() -> None:
        first, host = config_map("first"), config_map("host")
        options = pulumi.ResourceOptions(
            depends_on=[first],
            protect=True,
            retain_on_delete=True,
            delete_before_replace=True,
            ignore_changes=["data"],
            replace_on_changes=["metadata"],
            additional_secret_outputs=["data"],
            custom_timeouts=pulumi.CustomTimeouts(create="5m"),
            deleted_with=host,
            import_="default/second",
        )
        config_map("second", options)

    resources = by_name(record(program))
    second = resources["second"]
    assert second.dependencies == (resources["first"].urn,)
    assert (second.protect, second.retain_on_delete, second.delete_before_replace) == (True, True, True)
    assert (second.ignore_changes, second.replace_on_changes) == (("data",), ("metadata",))
    assert second.additional_secret_outputs == ("data",)
    assert second.custom_timeouts == {"create": "5m"}
    assert (second.deleted_with, second.import_id) == (resources["host"].urn, "default/second")
    assert not resources["first"].protect


def test_fields_whose_changes_are_ignored_stay_as_they_are_deployed():
    seen: list[list[dict[str, object]]] = []

    def program() -> None:
        metadata: k8s.meta.v1.ObjectMetaArgsDict = {
            "name": "data",
            "namespace": "new",
            "labels": {"a/b": "2", "c": "2"},
        }
        spec: k8s.core.v1.PersistentVolumeClaimSpecArgsDict = {
            "access_modes": ["ReadWriteMany"],
            "volume_mode": "Block",
        }
        ignored = ['metadata.labels["a/b"]', "metadata.namespace", "spec.accessModes", "spec.volumeName"]
        claim = k8s.core.v1.PersistentVolumeClaim(
            "data", metadata=metadata, spec=spec, opts=pulumi.ResourceOptions(ignore_changes=ignored)
        )
        # One output of both: the SDK resolves separate ones in any order.
        pulumi.Output.all(claim.metadata, claim.spec).apply(seen.append)

    urn = by_name(record(program))["data"].urn
    metadata = {"name": "data", "namespace": "old", "labels": {"a/b": "1", "c": "1"}}
    spec = {"accessModes": ["ReadWriteOnce"], "volumeMode": "Filesystem"}
    seen.clear()
    record(program, preview=True, deployed={urn: {"metadata": metadata, "spec": spec}})
    [[metadata_now, spec_now]] = seen
    assert (metadata_now["namespace"], metadata_now["labels"]) == ("old", {"a/b": "1", "c": "2"})
    assert (spec_now["access_modes"], spec_now["volume_mode"]) == (["ReadWriteOnce"], "Block")


def test_retaining_is_inherited_unless_the_child_says_otherwise():
    def program() -> None:
        group = Group("group", pulumi.ResourceOptions(retain_on_delete=True))
        config_map("kept", pulumi.ResourceOptions(parent=group))
        config_map("let-go", pulumi.ResourceOptions(parent=group, retain_on_delete=False))
        config_map("other")

    resources = by_name(record(program))
    assert [resources[name].retain_on_delete for name in ("kept", "let-go", "other")] == [True, False, False]


def test_additional_secret_outputs_are_secret_in_both_modes():
    def program() -> None:
        made = config_map("x", pulumi.ResourceOptions(additional_secret_outputs=["data"]))
        pulumi.export("data", made.data)

    assert record(program).secret_exports == {"data"}
    assert record(program, preview=True).secret_exports == {"data"}


def test_a_second_resource_of_the_same_urn_is_refused():
    with pytest.raises(pulumi.RunError, match=r"duplicate resource URN .*ConfigMap::x: two resources are named 'x'"):
        record(lambda: [config_map("x"), config_map("x")])


def test_a_second_object_of_the_same_name_is_refused():
    with pytest.raises(pulumi.RunError, match=r"ConfigMap \S*same is declared twice, by .*::one and .*::two"):
        record(lambda: [config_map("one", name="same"), config_map("two", name="same", namespace="default")])


def test_the_same_name_in_another_namespace_is_another_object():
    assert len(record(lambda: [config_map(n, name="same", namespace=n) for n in "ab"]).objects) == 2


def test_automatic_names_do_not_collide_in_a_preview():
    assert len(record(lambda: [config_map("one"), config_map("two")], preview=True).objects) == 2


def test_an_explicit_providers_namespace_is_the_default():
    def program() -> None:
        provider = k8s.Provider("cluster", namespace="ai")
        config_map("x", pulumi.ResourceOptions(provider=provider))

    assert record(program).objects[0].namespace == "ai"


def test_other_providers_choose_an_id_and_an_arn():
    def program() -> None:
        bucket = Bucket("files")
        pulumi.export("id", bucket.id)
        pulumi.export("arn", pulumi.Output.from_input(getattr(bucket, "arn", None)))

    recording = record(program)
    assert recording.objects == ()
    assert recording.exports["id"].startswith("files-")
    assert by_name(recording)["files"].outputs["arn"] == f"arn:aws:s3:::{recording.exports['id']}"


def test_what_is_looked_up_is_no_object():
    def program() -> None:
        found = k8s.core.v1.ConfigMap.get("there", "ai/there")
        pulumi.export("name", found.metadata["name"])

    recording = record(program)
    assert recording.objects == ()
    assert [(resource.id, resource.read) for resource in recording.resources] == [("ai/there", True)]
    assert recording.exports == {"name": "there"}


def test_a_providers_function_answers_with_its_arguments():
    def program() -> None:
        result = pulumi.runtime.invoke("aws:index/getRegion:getRegion", {"name": "eu-west-1"})
        pulumi.export("name", result.value["name"])

    recording = record(program)
    assert recording.exports == {"name": "eu-west-1"}
    assert recording.functions == {"aws:index/getRegion:getRegion"}


def test_what_only_the_provider_can_render_is_refused():
    def program() -> None:
        k8s.helm.v4.Chart("chart", chart="x")

    with pytest.raises(pulumi.RunError, match=r"kubernetes:helm.sh/v4:Chart 'chart' is a remote component"):
        record(program)
    with pytest.raises(pulumi.RunError, match="is computed by the Kubernetes provider"):
        record(lambda: pulumi.runtime.invoke("kubernetes:yaml:decode", {"text": ""}))


def test_transforms_of_provider_functions_are_rejected():
    with pytest.raises(
        pulumi.RunError, match="register_invoke_transform: offline rendering calls no provider functions"
    ):
        record(lambda: pulumi.runtime.register_invoke_transform(lambda args: None))
