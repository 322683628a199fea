"""The Job at the end of a change; its script runs in tests/servers/test_smoke_test.py."""

from typing import Any

import pytest

from tests.components.librechat.chat import VALKEY, librechat, recorded
from tests.components.recorded import container, environment

INSTANCE = "app.kubernetes.io/instance"


def test_there_is_none_unless_it_is_asked_for():
    made = librechat()
    assert not [name for kind, name in made if kind == "Job" or "smoke" in name]


def test_it_has_librechats_image_environment_and_no_token():
    made = librechat(
        smoke_test=True, image="registry.example.com/librechat:1", secret_env={"OPENAI_API_KEY": "not-one"}
    )
    job, deployment = made["Job", "chat-smoke"], made["Deployment", "chat"]
    assert container(job)["image"] == container(deployment)["image"] == "registry.example.com/librechat:1"
    assert environment(made, "Job", "chat-smoke") == environment(made, "Deployment", "chat")
    assert job["spec"]["template"]["spec"]["automountServiceAccountToken"] is False
    assert container(job)["command"][-1] == "http://chat:3080"


def test_it_takes_no_volume_that_librechat_may_have_for_itself():
    volumes = librechat(smoke_test=True)["Job", "chat-smoke"]["spec"]["template"]["spec"]["volumes"]
    assert not [each for each in volumes if "persistentVolumeClaim" in each]


@pytest.mark.parametrize(
    "change",
    [{"image": "registry.example.com/librechat:2"}, {"config": {"cache": False}}, {"env": {"DEBUG_LOGGING": "true"}}],
)
def test_it_runs_again_with_whatever_changes_librechat(change: dict[str, Any]):
    # A Job whose pods change is replaced.
    before, after = (librechat(smoke_test=True, **each)["Job", "chat-smoke"]["spec"] for each in ({}, change))
    assert before != after
    assert before == librechat(smoke_test=True)["Job", "chat-smoke"]["spec"]


def test_it_runs_again_once_it_has_failed():
    job = librechat(smoke_test=True)["Job", "chat-smoke"]
    assert job["metadata"]["annotations"]["pulumi.com/replaceUnready"] == "true"
    assert job["spec"]["backoffLimit"] == 1


def test_it_waits_for_the_deployment():
    recording = recorded(smoke_test=True)
    [job] = [each for each in recording.resources if each.name == "chat-smoke" and each.type.endswith(":Job")]
    [deployment] = [each for each in recording.resources if each.type.endswith(":Deployment")]
    assert deployment.urn in job.dependencies


def test_librechat_admits_it_and_it_reaches_what_librechat_reaches():
    made = librechat(smoke_test=True, valkey={**VALKEY, "workload": "cache"})
    [rule] = made["NetworkPolicy", "chat"]["spec"]["ingress"]
    assert rule["from"] == [{"podSelector": {"matchLabels": {INSTANCE: "chat-smoke"}}}]
    own, its = (made["NetworkPolicy", name]["spec"]["egress"] for name in ("chat", "chat-smoke"))
    assert all(rule in its for rule in own)
    [more] = [rule for rule in its if rule not in own]
    assert more["to"] == [{"podSelector": {"matchLabels": {INSTANCE: "chat"}}}]
    assert "ingress" not in made["NetworkPolicy", "chat-smoke"]["spec"]
