from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pytest

from homelab.offline import record
from homelab.offline.objects import KubernetesObject

Options = pulumi.ResourceOptions


def config_map(name: str, options: Options | None = None) -> k8s.core.v1.ConfigMap:
    return k8s.core.v1.ConfigMap(name, metadata={"name": name}, data={"a": "1"}, opts=options)


class Group(pulumi.ComponentResource):
    def __init__(self, options: Options):
        super().__init__("test:index:Group", "group", {}, options)
        config_map("inner", Options(parent=self))
        self.register_outputs({})


def adding(key: str) -> Callable[[pulumi.ResourceTransformArgs], pulumi.ResourceTransformResult | None]:
    def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if not args.custom:
            return None
        before: Any = args.props["data"]
        data: dict[str, Any] = {**before, key: str(len(before) + 1)}
        options = Options.merge(args.opts, Options(protect=True, ignore_changes=[key]))
        return pulumi.ResourceTransformResult({**args.props, "data": data}, options)

    return transform


async def adding_later(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    return adding("later")(args)


def only(program: Callable[[], object], *, preview: bool = False) -> KubernetesObject:
    (found,) = record(program, preview=preview).objects
    return found


@pytest.mark.parametrize("preview", [True, False])
def test_transforms_change_properties_and_options(preview: bool):
    changed = only(lambda: config_map("x", Options(transforms=[adding("b")])), preview=preview)
    assert changed.manifest["data"] == {"a": "1", "b": "2"}
    assert (changed.resource.protect, changed.resource.ignore_changes) == (True, ("b",))


def test_transforms_run_from_the_resource_to_its_parents_to_the_stack():
    def program() -> None:
        pulumi.runtime.register_resource_transform(adding("stack"))
        Group(Options(transforms=[adding("parent"), adding_later]))

    assert only(program).manifest["data"] == {"a": "1", "parent": "2", "later": "3", "stack": "4"}


def test_transformations_are_applied():
    def transformation(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        return pulumi.ResourceTransformationResult({**args.props, "data": {"b": "2"}}, args.opts)

    assert only(lambda: Group(Options(transformations=[transformation]))).manifest["data"] == {"b": "2"}


def test_failing_transforms_are_reported_with_their_resource():
    def failing(_args: pulumi.ResourceTransformArgs) -> None:
        raise ValueError("no")

    with pytest.raises(pulumi.RunError, match=r"a transform of kubernetes:core/v1:ConfigMap 'x' failed: no"):
        record(lambda: config_map("x", Options(transforms=[failing])))
