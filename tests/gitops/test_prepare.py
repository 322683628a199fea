from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pytest

from homelab.gitops.prepare import KEPT, REPLACED, WAVE, prepare
from homelab.gitops.tool import Tool
from homelab.offline import record
from homelab.offline.objects import Manifest
from tests import recordings
from tests.recordings import grouped
from tests.scenarios import SCENARIOS
from tests.stacks_and_examples import WORKSPACES

GITOPS = [Tool.ARGOCD, Tool.FLUX]
META: Any = {"namespace": "ai", "name": "x"}
RETAINED = pulumi.ResourceOptions(retain_on_delete=True)


def program() -> None:
    k8s.core.v1.Namespace("ai", metadata={"name": "ai"}, opts=RETAINED)
    k8s.core.v1.PersistentVolumeClaim("data", metadata=META, opts=RETAINED)
    k8s.core.v1.PersistentVolumeClaim("scratch", metadata=META | {"name": "scratch"})
    k8s.core.v1.Secret("password", metadata=META, opts=pulumi.ResourceOptions(protect=True))
    annotations = {"pulumi.com/skipAwait": "true", "team.example.com/owner": "us"}
    k8s.core.v1.Service("web", metadata=META | {"annotations": annotations})
    k8s.core.v1.Service("only", metadata=META | {"name": "only", "annotations": {"pulumi.com/skipAwait": "true"}})
    spec: Any = {"ttl_seconds_after_finished": 60, "template": {"spec": {"containers": []}}}
    k8s.batch.v1.Job("fixed", metadata=META, spec=spec)
    k8s.batch.v1.Job("hashed", metadata={"namespace": "ai"}, spec=spec)


def prepared(tool: Tool, wave: int = 0) -> dict[str, Manifest]:
    objects = record(program).objects
    waves = {each.resource.urn: wave for each in objects}
    return {f"{each.kind} {each.resource.name}": each.manifest for each in prepare(objects, waves, tool)}


def annotations(manifest: Manifest) -> dict[str, str]:
    return manifest["metadata"].get("annotations", {})


@pytest.mark.parametrize("tool", GITOPS)
def test_what_outlives_a_stack_is_not_pruned(tool: Tool):
    found = prepared(tool)
    protected = {name for name, each in found.items() if KEPT[tool] in annotations(each).items()}
    assert protected == {"Namespace ai", "PersistentVolumeClaim data", "Secret password"}


@pytest.mark.parametrize("tool", GITOPS)
def test_pulumis_annotations_stay_out_and_others_stay(tool: Tool):
    found = prepared(tool)
    assert found["Service web"]["metadata"]["annotations"] == {"team.example.com/owner": "us"}
    assert "annotations" not in found["Service only"]["metadata"]


@pytest.mark.parametrize(
    ("tool", "again"),
    [
        (Tool.ARGOCD, {"argocd.argoproj.io/sync-options": "Force=true,Replace=true"}),
        (Tool.FLUX, {"kustomize.toolkit.fluxcd.io/force": "enabled"}),
    ],
)
def test_a_job_runs_again_by_another_name_or_by_being_replaced_and_stays_once_it_has_run(tool: Tool, again: Any):
    found = prepared(tool)
    assert annotations(found["Job hashed"]) == {}
    assert annotations(found["Job fixed"]) == again
    assert not any("ttlSecondsAfterFinished" in found[name]["spec"] for name in ("Job hashed", "Job fixed"))


def test_the_wave_is_for_argo_alone_which_takes_none_as_the_first():
    assert annotations(prepared(Tool.ARGOCD, 2)["Job hashed"]) == {WAVE: "2"}
    assert annotations(prepared(Tool.ARGOCD, 0)["Job hashed"]) == {}
    assert annotations(prepared(Tool.FLUX, 2)["Job hashed"]) == {}


def test_kubectl_gets_what_the_program_declares():
    objects = record(program).objects
    assert prepare(objects, {}, Tool.KUBECTL) == [*objects]


def test_nothing_is_changed_in_the_recording():
    objects = record(program).objects
    before = str([each.manifest for each in objects])
    for tool in GITOPS:
        prepare(objects, {each.resource.urn: 1 for each in objects}, tool)
    assert str([each.manifest for each in objects]) == before


def test_an_autoscaler_alone_sets_the_number_of_pods():
    def scaled() -> None:
        for name in ("scaled", "fixed"):
            metadata: Any = {"namespace": "ai", "name": name}
            k8s.apps.v1.Deployment(name, metadata=metadata, spec={"replicas": 2, "selector": {}, "template": {}})
        target: Any = {"api_version": "apps/v1", "kind": "Deployment", "name": "scaled"}
        spec: Any = {"scale_target_ref": target, "max_replicas": 3}
        k8s.autoscaling.v2.HorizontalPodAutoscaler("scaled", metadata={"namespace": "ai"}, spec=spec)

    objects = record(scaled).objects
    found = prepare(objects, {each.resource.urn: 0 for each in objects}, Tool.FLUX)
    specs = {each.name: each.manifest["spec"] for each in found if each.kind == "Deployment"}
    assert ("replicas" in specs["scaled"], "replicas" in specs["fixed"]) == (False, True)


@pytest.mark.parametrize("tool", GITOPS)
@pytest.mark.parametrize("title", grouped([*SCENARIOS, *WORKSPACES]))
def test_no_workspace_has_anything_of_pulumis_or_a_job_that_cannot_change(title: str, tool: Tool):
    objects = recordings.made(title).recording.objects
    found = prepare(objects, {each.resource.urn: 0 for each in objects}, tool)
    assert "pulumi.com/" not in str([each.manifest for each in found])
    replaced = [
        str(each) for each in found if each.kind == "Job" and REPLACED[tool] in annotations(each.manifest).items()
    ]
    assert not replaced
    claims = [each for each in found if each.kind == "PersistentVolumeClaim" and each.resource.retain_on_delete]
    assert all(KEPT[tool] in annotations(each.manifest).items() for each in claims)
