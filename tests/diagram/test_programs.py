from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pytest

from homelab.diagram.programs import programs, title
from homelab.offline import Recording, record


class Component(pulumi.ComponentResource):
    def __init__(self, type_: str, name: str, parent: pulumi.Resource | None = None):
        super().__init__(type_, name, {}, pulumi.ResourceOptions(parent=parent))


def pod(**spec: Any) -> Any:
    return {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [{"name": "a", "image": "a"}], **spec}}


def deployment(name: str, parent: pulumi.Resource | None = None, **spec: Any) -> None:
    content: Any = {
        "metadata": {"name": name, "namespace": "ai"},
        "spec": {"selector": {"matchLabels": {"app": "a"}}, "template": pod(), **spec},
    }
    k8s.apps.v1.Deployment(name, **content, opts=pulumi.ResourceOptions(parent=parent))


def components(recording: Recording) -> dict[str, str | None]:
    return {each.name: title(each.component) if each.component else None for each in programs(recording)}


def test_a_program_belongs_to_the_outermost_component_of_the_library_within_the_workspace():
    def program() -> None:
        mine = Component("mine:index:Platform", "mine")
        workspace = Component("homelab:index:AIWorkspace", "ws", mine)
        firecrawl = Component("homelab:index:Firecrawl", "ws-firecrawl", workspace)
        cache = Component("homelab:index:Valkey", "ws-firecrawl-valkey", firecrawl)
        deployment("ws-firecrawl", firecrawl)
        deployment("ws-firecrawl-valkey", cache)
        deployment("other", mine)
        deployment("alone")

    assert components(record(program)) == {
        "firecrawl": "Firecrawl",
        "firecrawl-valkey": "Firecrawl",
        "other": "Platform",
        "alone": None,
    }


def test_with_two_workspaces_names_stay_whole():
    def program() -> None:
        for name in ("one", "two"):
            deployment(f"{name}-web", Component("homelab:index:AIWorkspace", name))

    assert [each.name for each in programs(record(program))] == ["one-web", "two-web"]


@pytest.mark.parametrize(("replicas", "expected"), [(1, "Deployment, 1 pod"), (3, "Deployment, 3 pods")])
def test_pods_are_counted(replicas: int, expected: str):
    (found,) = programs(record(lambda: deployment("web", replicas=replicas)))
    assert found.details == expected


def test_an_autoscaler_gives_a_range():
    def program() -> None:
        deployment("web")
        spec: Any = {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "minReplicas": 2, "maxReplicas": 9}
        k8s.autoscaling.v2.HorizontalPodAutoscaler("web", metadata={"name": "web", "namespace": "ai"}, spec=spec)

    (found,) = programs(record(program))
    assert found.details == "Deployment, 2 to 9 pods"


def test_jobs_are_left_out_and_those_of_a_schedule_are_not():
    def program() -> None:
        for suspend in (False, True):
            name = f"nightly-{suspend}".lower()
            job = {"spec": {"template": pod(restartPolicy="Never")}}
            spec: Any = {"schedule": "0 3 * * *", "suspend": suspend, "jobTemplate": job}
            k8s.batch.v1.CronJob(name, metadata={"name": name, "namespace": "ai"}, spec=spec)
        k8s.batch.v1.Job("once", spec={"template": pod(restartPolicy="Never")})

    assert [each.details for each in programs(record(program))] == ["CronJob, 0 3 * * *", "CronJob, suspended"]


def test_programs_of_one_name_without_the_prefix_are_told_apart():
    def program() -> None:
        deployment("ws-web", Component("homelab:index:AIWorkspace", "ws"))
        deployment("web")

    assert {each.id for each in programs(record(program))} == {"Deployment ai/ws-web", "Deployment ai/web"}
