"""The policy pack in the real engine, on the same objects as the rules themselves. It needs no cluster."""

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import CommandError, Stack

from homelab.policies import RULES, STACK_RULES, Level
from tests.engine.engine import ROOT, Engine, configure, small_workspace
from tests.policies.examples import OBJECTS, STACKS, good

PACK = ROOT / "homelab_policies"
PROGRAM = """\
import json
from pathlib import Path

import pulumi
import pulumi_kubernetes as k8s

KINDS = {
    "CronJob": k8s.batch.v1.CronJob,
    "DaemonSet": k8s.apps.v1.DaemonSet,
    "Deployment": k8s.apps.v1.Deployment,
    "HorizontalPodAutoscaler": k8s.autoscaling.v2.HorizontalPodAutoscaler,
    "Job": k8s.batch.v1.Job,
    "NetworkPolicy": k8s.networking.v1.NetworkPolicy,
    "PersistentVolumeClaim": k8s.core.v1.PersistentVolumeClaim,
    "Pod": k8s.core.v1.Pod,
    "PodDisruptionBudget": k8s.policy.v1.PodDisruptionBudget,
    "ReplicaSet": k8s.apps.v1.ReplicaSet,
    "Service": k8s.core.v1.Service,
    "StatefulSet": k8s.apps.v1.StatefulSet,
}
for name, each in json.loads(Path("objects.json").read_text()).items():
    KINDS[each["kind"]](name, metadata=each["metadata"], spec=each["spec"])
claim = json.loads(Path("claim.json").read_text())
k8s.core.v1.PersistentVolumeClaim(
    "protected", metadata=claim["metadata"], spec=claim["spec"], opts=pulumi.ResourceOptions(protect=True)
)
secret = k8s.core.v1.Secret("unknown-name", metadata={"namespace": "ai"}, string_data={"token": "ghp_" + 18 * "b2"})
k8s.core.v1.ConfigMap("unknown-value", metadata={"namespace": "ai"}, data={"secret-name": secret.id})
"""
_REPORT = re.compile(r"- \[(?P<level>advisory|mandatory)\]\s+(?P<rule>[a-z-]+)\s+\(\S+ (?P<name>[\w-]+)\)")


def reports(output: str) -> set[tuple[str, str, str]]:
    """Rule, level and resource of each violation that the engine prints."""
    return {(match["rule"], match["level"], match["name"]) for match in _REPORT.finditer(output)}


def preview(stack: Stack, config: Mapping[str, Any], folder: Path) -> str:
    """What a preview with the pack prints."""
    file = folder / "policies.json"
    file.write_text(json.dumps(config))
    stack.workspace.env_vars["PATH"] = f"{sys.prefix}/policies/bin{os.pathsep}{os.environ['PATH']}"
    try:
        return stack.preview(policy_packs=[str(PACK)], policy_pack_configs=[str(file)]).stdout
    except CommandError as error:
        return str(error)


@pytest.fixture(scope="module")
def broken(engine: Engine) -> Stack:
    """A program with an object for each example of what breaks a rule."""
    project = engine.second_project("broken")
    (project / "__main__.py").write_text(PROGRAM)
    objects: dict[str, Any] = {}
    for index, example in enumerate(OBJECTS):
        objects[f"{example.rule}-{index}"] = example.manifest
    for index, example in enumerate(STACKS):
        # Each in a namespace of its own, so that they are not mended by each other's objects.
        for number, each in enumerate(example.objects):
            is_known = each.kind != "ScaledObject"
            manifest = {**each.manifest, "metadata": {**each.manifest["metadata"], "namespace": f"stack-{index}"}}
            if is_known and each.namespace == "ai":
                objects[f"{example.rule}-{index}-{number}"] = manifest
    for name, manifest in objects.items():
        if not name.startswith(tuple(rule.name for rule in STACK_RULES)):
            manifest["metadata"]["name"] = name
    (project / "objects.json").write_text(json.dumps(objects))
    claim = good("PersistentVolumeClaim")
    del claim["metadata"]["annotations"]
    (project / "claim.json").write_text(json.dumps(claim))
    return engine.stack(project)


def test_the_engine_reports_every_object_that_breaks_a_rule(broken: Stack, tmp_path: Path):
    printed = preview(broken, {"all": "advisory"}, tmp_path)
    expected = {(each.rule, "advisory", f"{each.rule}-{index}") for index, each in enumerate(OBJECTS)}
    reported = reports(printed)
    assert expected - reported == set()
    assert [each for each in OBJECTS if not all(message in printed for message in each.messages)] == []
    assert "can't run policy" not in printed
    # What Pulumi protects, and secrets in their place.
    assert not {"protected", "unknown-name", "unknown-value"} & {name for _, _, name in reported}


def test_a_mandatory_rule_stops_the_preview(broken: Stack, tmp_path: Path):
    printed = preview(broken, {}, tmp_path)
    levels = {rule.name: rule.level.value for rule in RULES}
    found = {(rule, level) for rule, level, _ in reports(printed)}
    assert {level for _, level in found} == {"mandatory", "advisory"}
    assert found <= {*levels.items()}
    assert "preview failed" in printed


def test_the_engine_reports_objects_that_break_a_rule_together(broken: Stack, tmp_path: Path):
    # A preview that another rule stops may end before these are applied.
    config = {"all": "disabled", **{rule.name: "mandatory" for rule in STACK_RULES}}
    printed = preview(broken, config, tmp_path)
    reported = {(rule, name.removesuffix("-0")) for rule, _, name in reports(printed) if name.startswith(rule)}
    without_keda = [
        (each.rule, f"{each.rule}-{index}")
        for index, each in enumerate(STACKS)
        if "ScaledObject" not in {other.kind for other in each.objects}
    ]
    assert {*without_keda} - reported == set()
    assert "can't run policy" not in printed


def test_levels_and_registries_are_configured(broken: Stack, tmp_path: Path):
    config = {
        "all": "disabled",
        "image-digest": "mandatory",
        "image-registry": {"enforcementLevel": "advisory", "registries": ["docker.io", "registry.example.com"]},
    }
    reported = reports(preview(broken, config, tmp_path))
    assert {(rule, level) for rule, level, _ in reported} == {
        ("image-digest", "mandatory"),
        ("image-registry", "advisory"),
    }
    allowed = [f"{each.rule}-{index}" for index, each in enumerate(OBJECTS) if "registry.example" in each.messages[0]]
    assert allowed
    assert not {("image-registry", "advisory", name) for name in allowed} & reported


def test_a_workspace_breaks_no_mandatory_rule(engine: Engine, tmp_path: Path):
    project = engine.repository("checked")
    configure(project, small_workspace("checked"))
    printed = preview(engine.stack(project), {}, tmp_path)
    assert {(rule, level) for rule, level, _ in reports(printed)} == {("image-digest", Level.ADVISORY.value)}
    assert "to create" in printed
