"""The library in other programs than this repository's."""

import json

from tests.engine.engine import Engine, configure, small_workspace

NAMESPACE = "shared"


def test_two_stacks_live_side_by_side_in_one_namespace(engine: Engine):
    kubectl = engine.cluster.kubectl
    first, second = engine.repository("first"), engine.second_project("second")
    configure(first, small_workspace(NAMESPACE))
    (second / "workspaces.json").write_text(json.dumps({"other": small_workspace(NAMESPACE, create_namespace=False)}))
    stacks = [engine.stack(first), engine.stack(second)]
    for stack in stacks:
        stack.up()
    kubectl.wait_until_ready(NAMESPACE)
    assert stacks[1].outputs()["other-url"].value == "https://chat.example.com"
    for stack in stacks:
        stack.up(expect_no_changes=True)
    before = kubectl.versions(NAMESPACE)
    stacks[1].destroy()
    left = kubectl.versions(NAMESPACE)
    own = {name: version for name, version in before.items() if " ai-workspace-" in name}
    assert {name: left[name] for name in own} == own
    workloads = kubectl.items("deployment,statefulset,service,networkpolicy", namespace=NAMESPACE)
    assert all(each["metadata"]["name"].startswith("ai-workspace-") for each in workloads)
    stacks[0].destroy()
    kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")
