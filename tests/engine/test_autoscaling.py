"""Autoscaling that is switched on and off again on a running workspace, which keeps its pods."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from pulumi.automation import CommandError

from tests.cluster.kubectl import Kubectl
from tests.engine.engine import NAME, Engine, configure, small_workspace

NAMESPACE = "autoscaling"
DEPLOYMENT = f"{NAME}-librechat"
SHARED = {
    "domain": "chat.example.com",
    "ingress": {"enabled": False},
    "storage": {"local": {"access_mode": "ReadWriteMany", "storage_class": "shared"}},
}


def workspace(namespace: str, **librechat: Any) -> Mapping[str, Any]:
    return small_workspace(namespace, librechat={**SHARED, **librechat}, rag={"enabled": False})


def replicas(kubectl: Kubectl, namespace: str) -> int:
    found = {each["metadata"]["name"]: each["spec"] for each in kubectl.items("deployment", namespace=namespace)}
    return found[DEPLOYMENT]["replicas"]


def scale_as_the_controller_does(kubectl: Kubectl, namespace: str, count: int) -> None:
    """Set the number of pods through the subresource, as the owner that the controller is."""
    patch = json.dumps({"spec": {"replicas": count}})
    where = (f"--namespace={namespace}", "--subresource=scale", "--type=merge", f"--patch={patch}")
    kubectl.run("patch", "deployment", DEPLOYMENT, "--field-manager=kube-controller-manager", *where)


def autoscalers(kubectl: Kubectl, namespace: str) -> list[str]:
    return [each["metadata"]["name"] for each in kubectl.items("hpa", namespace=namespace)]


def test_switching_autoscaling_on_and_off_resets_no_running_workspace_to_one_pod(engine: Engine):
    kubectl, project = engine.cluster.kubectl, engine.repository("autoscaling")
    configure(project, workspace(NAMESPACE, replicas=3))
    stack = engine.stack(project)
    stack.up()
    assert (replicas(kubectl, NAMESPACE), autoscalers(kubectl, NAMESPACE)) == (3, [])

    autoscaling = {"min_replicas": 2, "max_replicas": 5}
    configure(project, workspace(NAMESPACE, autoscaling=autoscaling))
    stack.up()
    assert (replicas(kubectl, NAMESPACE), autoscalers(kubectl, NAMESPACE)) == (3, [DEPLOYMENT])

    scale_as_the_controller_does(kubectl, NAMESPACE, 4)
    configure(project, workspace(NAMESPACE, autoscaling=autoscaling, env={"LOGIN_MAX": "5"}))
    stack.up()
    assert replicas(kubectl, NAMESPACE) == 4
    stack.refresh()
    stack.up(expect_no_changes=True)
    assert replicas(kubectl, NAMESPACE) == 4

    # Nothing says how many pods there are from now on.
    configure(project, workspace(NAMESPACE, env={"LOGIN_MAX": "5"}))
    for operation in (stack.preview, stack.up):
        with pytest.raises(CommandError, match="set replicas to their number"):
            operation()
    assert (replicas(kubectl, NAMESPACE), autoscalers(kubectl, NAMESPACE)) == (4, [DEPLOYMENT])

    configure(project, workspace(NAMESPACE, replicas=3, env={"LOGIN_MAX": "5"}))
    stack.up()
    assert (replicas(kubectl, NAMESPACE), autoscalers(kubectl, NAMESPACE)) == (3, [])


def test_a_workspace_that_begins_with_an_autoscaler_declares_no_number_of_pods(engine: Engine):
    kubectl, project, namespace = engine.cluster.kubectl, engine.second_project("begins-autoscaled"), "autoscaled"
    stack = engine.stack(project)

    def up(**librechat: Any) -> None:
        args = workspace(namespace, autoscaling={}, **librechat)
        (project / "workspaces.json").write_text(json.dumps({NAME: args}))
        stack.up()

    up()
    resources: list[Any] = (stack.export_stack().deployment or {})["resources"]
    kind = "kubernetes:apps/v1:Deployment"
    (spec,) = [each["inputs"]["spec"] for each in resources if each["urn"].endswith(f"{kind}::{DEPLOYMENT}")]
    assert "replicas" not in spec
    scale_as_the_controller_does(kubectl, namespace, 4)
    stack.up(expect_no_changes=True)
    up(image="example.com/librechat:v9")
    assert replicas(kubectl, namespace) == 4
