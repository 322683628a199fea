from pathlib import Path
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pytest
import yaml

from homelab.gitops.flux import Place, arrange, place
from homelab.gitops.waves import waves
from homelab.offline import GeneratedValues, record
from homelab.offline.manifests import Rendered, render

META: Any = {"namespace": "ai"}
POD: Any = {"spec": {"containers": []}}


def program() -> None:
    k8s.core.v1.Namespace("ai", metadata={"name": "ai"})
    k8s.core.v1.Secret("key", metadata=META | {"name": "key"}, string_data={"key": "hush-hush"})
    claim = k8s.core.v1.PersistentVolumeClaim("idle", metadata=META | {"name": "idle"})
    spec: Any = {"selector": {}, "template": POD, "service_name": "store"}
    store = k8s.apps.v1.StatefulSet("store", metadata=META | {"name": "store"}, spec=spec)
    after = pulumi.ResourceOptions(depends_on=[store, claim])
    job = k8s.batch.v1.Job(
        "job", metadata=META | {"name": "job"}, spec={"template": POD, "active_deadline_seconds": 7200}, opts=after
    )
    last = pulumi.ResourceOptions(depends_on=[job])
    app: Any = {"selector": {}, "template": POD}
    k8s.apps.v1.Deployment("app", metadata=META | {"name": "app"}, spec=app, opts=last)


def arranged(*, with_secrets: bool = False) -> Rendered:
    recording = record(program)
    files = render(recording.objects, GeneratedValues(), with_secrets=with_secrets)
    numbers = waves(recording.objects, recording.resources)
    return arrange(files, recording.objects, numbers, Place("chat-dev", "rendered/dev"))


def resources(files: Rendered, folder: str = "") -> list[str]:
    return yaml.safe_load(files.files[f"{folder}kustomization.yaml"])["resources"]


def kustomizations() -> list[dict[str, Any]]:
    return [*yaml.safe_load_all(arranged().files["flux/waves.yaml"])]


def test_each_wave_has_a_folder_and_all_of_them_are_one_kustomization():
    files = arranged()
    assert resources(files) == files.resources == ["wave-0", "wave-1", "wave-2"]
    assert resources(files, "wave-0/") == ["namespace-ai.yaml", "statefulset-store.yaml"]
    assert resources(files, "wave-1/") == ["job-job.yaml"]
    assert resources(files, "wave-2/") == ["persistentvolumeclaim-idle.yaml", "deployment-app.yaml"]
    assert {*files.file_of.values()} <= files.files.keys()


def test_secrets_stay_where_git_ignores_them():
    assert resources(arranged(with_secrets=True)) == ["secrets.yaml", "wave-0", "wave-1", "wave-2"]


def test_one_wave_follows_the_other():
    first, second, third = kustomizations()
    assert [each["metadata"]["name"] for each in (first, second, third)] == ["chat-dev-0", "chat-dev-1", "chat-dev-2"]
    assert "dependsOn" not in first["spec"]
    assert [each["spec"]["dependsOn"] for each in (second, third)] == [
        [{"name": "chat-dev-0"}],
        [{"name": "chat-dev-1"}],
    ]
    assert second["spec"]["path"] == "./rendered/dev/wave-1"


def test_a_wave_is_ready_once_its_workloads_are_however_long_a_job_takes():
    first, second, third = kustomizations()
    healthy = [[f"{each['kind']} {each['name']}" for each in wave["spec"]["healthChecks"]] for wave in kustomizations()]
    assert healthy == [["StatefulSet store"], ["Job job"], ["Deployment app"]]
    assert not any("wait" in each["spec"] for each in (first, second, third))
    assert [each["spec"]["timeout"] for each in (first, second)] == ["1200s", "7200s"]


@pytest.mark.parametrize(
    ("git", "out", "path"),
    [(".", "rendered/dev", "rendered/dev"), ("config", "config", "."), (None, "rendered/dev", ".")],
)
def test_the_path_is_that_in_the_repository_of_the_output(tmp_path: Path, git: str | None, out: str, path: str):
    if git:
        (tmp_path / git / ".git").mkdir(parents=True)
    assert place(tmp_path / out, "My_Chat", "acme/Prod") == Place("my-chat-acme-prod", path)
