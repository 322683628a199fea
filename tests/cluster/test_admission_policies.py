"""The admission policies on a real API server: they compile, and say what the rules in Python say."""

import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from homelab.offline import GeneratedValues
from homelab.offline.objects import Manifest
from homelab.policies import OBJECT_RULES, Admission, Level, Settings
from homelab.policies.admission import LABEL, NAMESPACE, name_of
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl, KubectlError
from tests.cluster.workspaces import render_workspace
from tests.policies.examples import OBJECTS, Example, good, goods
from tests.scenarios import SCENARIOS
from tools.policies import FOLDER

ADMITTED = {rule.name: rule for rule in OBJECT_RULES if isinstance(rule.admission, Admission)}
EXAMPLES = [each for each in OBJECTS if each.rule in ADMITTED and not each.is_refused_anyway]
RENDERED = ("production", "everything inside")
_WARNING = re.compile(
    r"^Warning: Validation failed for ValidatingAdmissionPolicy 'homelab-(?P<rule>[a-z-]+)' with binding "
    r"'homelab-(?P=rule)-(?P<binding>enforce|warn)': (?P<message>.*)$",
    re.MULTILINE,
)


def expected(manifest: Manifest) -> dict[str, str]:
    """What the rules in Python say, as an admission policy joins it."""
    found = {name: rule.violations(manifest, Settings()) for name, rule in ADMITTED.items()}
    return {name: "; ".join(messages) for name, messages in found.items() if messages}


def warnings(run: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {match["rule"]: match["message"] for match in _WARNING.finditer(run.stderr)}


def in_namespace(manifest: Manifest, namespace: str) -> str:
    return json.dumps({**manifest, "metadata": {**manifest["metadata"], "namespace": namespace}})


def dry_run(kubectl: Kubectl, manifest: Manifest, namespace: str) -> subprocess.CompletedProcess[str]:
    return kubectl.run("create", "--dry-run=server", "-f", "-", stdin=in_namespace(manifest, namespace))


def namespace(kubectl: Kubectl, name: str, labels: Mapping[str, str]) -> None:
    kubectl.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": dict(labels)}})


@pytest.fixture(scope="module")
def kubectl(cluster: Cluster) -> Iterator[Kubectl]:
    """A cluster with the policies in force, and a namespace for each value of their label."""
    kubectl = cluster.kubectl
    kubectl.apply(FOLDER)
    for value in ("enforce", "warn"):
        namespace(kubectl, value, {LABEL: value})
    namespace(kubectl, "other", {})
    _wait_until_in_force(kubectl)
    yield kubectl
    kubectl.run("delete", "--kustomize", str(FOLDER), "--wait=false")
    kubectl.run("delete", "namespace", "enforce", "warn", "other", "--wait=false")


def _wait_until_in_force(kubectl: Kubectl) -> None:
    """Policies take seconds, each its own time, until they are in force, and namespaces until they admit pods."""
    deadline = time.monotonic() + 60
    waiting = {each.rule: each for each in EXAMPLES}
    while waiting or not kubectl.items("serviceaccounts", namespace="enforce"):
        assert time.monotonic() < deadline, f"not in force: {sorted(waiting)}"
        for name, example in [*waiting.items()]:
            if name in warnings(dry_run(kubectl, example.manifest, "warn")):
                del waiting[name]
        time.sleep(0.5)


def test_the_api_server_finds_no_mistake_of_type(kubectl: Kubectl):
    policies = {each["metadata"]["name"]: each for each in kubectl.items("validatingadmissionpolicies")}
    assert {name_of(rule) for rule in ADMITTED.values()} <= policies.keys()
    deadline = time.monotonic() + 60
    while any("typeChecking" not in each.get("status", {}) for each in policies.values()):
        assert time.monotonic() < deadline, "the controller checks types"
        time.sleep(0.5)
        policies = {each["metadata"]["name"]: each for each in kubectl.items("validatingadmissionpolicies")}
    assert {name: each["status"]["typeChecking"] for name, each in policies.items()} == {name: {} for name in policies}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.rule}-{each.kind}")
def test_what_breaks_a_rule_is_warned_of_in_the_words_of_the_rule(kubectl: Kubectl, example: Example):
    said = warnings(dry_run(kubectl, example.manifest, "warn"))
    assert said == expected(example.manifest)
    assert said[example.rule] == "; ".join(example.messages)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.rule}-{each.kind}")
def test_what_breaks_a_mandatory_rule_is_refused_where_rules_are_enforced(kubectl: Kubectl, example: Example):
    mandatory = {name for name in expected(example.manifest) if ADMITTED[name].level is Level.MANDATORY}
    if mandatory:
        with pytest.raises(KubectlError, match=rf"'homelab-({'|'.join(mandatory)})' with binding '.*-enforce' denied"):
            dry_run(kubectl, example.manifest, "enforce")
    else:
        assert warnings(dry_run(kubectl, example.manifest, "enforce")) == expected(example.manifest)


@pytest.mark.parametrize("manifest", goods(), ids=lambda each: each["kind"])
def test_what_follows_the_rules_is_admitted_without_a_word(kubectl: Kubectl, manifest: Manifest):
    assert dry_run(kubectl, manifest, "enforce").stderr == ""


def test_other_namespaces_are_left_alone(kubectl: Kubectl):
    assert dry_run(kubectl, EXAMPLES[0].manifest, "other").stderr == ""


@pytest.mark.parametrize("scenario", RENDERED)
def test_a_workspace_is_admitted(kubectl: Kubectl, scenario: str, tmp_path: Path):
    name = f"policies-{scenario.replace(' ', '-')}"
    render_workspace({**SCENARIOS[scenario], "namespace": name}, tmp_path / "out", GeneratedValues())
    namespace(kubectl, name, {LABEL: "enforce"})
    own = f"{tmp_path / 'out' / f'namespace-{name}.yaml'}"
    run = kubectl.run("apply", "--dry-run=server", "--openapi-patch=false", "--kustomize", str(tmp_path / "out"))
    kubectl.run("delete", "-f", own, "--wait=false")
    # The table of images lacks digests; see the level of the rule.
    assert warnings(run).keys() <= {"image-digest"}
    assert "deployment.apps/ws-librechat created (server dry run)" in run.stdout


def test_what_was_there_before_can_be_scaled_and_deleted_but_not_changed(kubectl: Kubectl):
    namespace(kubectl, "before", {})
    manifest = good("Deployment")
    del manifest["spec"]["template"]["spec"]["containers"][0]["resources"]
    kubectl.run("create", "-f", "-", stdin=in_namespace(manifest, "before"))
    kubectl.run("label", "namespace", "before", f"{LABEL}=enforce")
    where = ("--namespace=before", "deployment", manifest["metadata"]["name"])
    kubectl.run("annotate", *where, "a=b")
    kubectl.run("scale", "--replicas=0", *where)
    with pytest.raises(KubectlError, match="container valkey: no request of cpu, no request of memory"):
        kubectl.run("patch", *where, "--patch", '{"spec": {"paused": true}}')
    kubectl.run("delete", "--cascade=foreground", "--timeout=60s", *where)
    kubectl.run("delete", "namespace", "before", "--wait=false")


def test_registries_are_those_of_the_config_map(kubectl: Kubectl):
    example = next(each for each in EXAMPLES if each.rule == "image-registry")
    allow = {"data": {"registries": "docker.io\n registry.example.com \n"}}
    kubectl.run("patch", "configmap", "settings", f"--namespace={NAMESPACE}", "--patch", json.dumps(allow))
    deadline = time.monotonic() + 30
    while "image-registry" in warnings(dry_run(kubectl, example.manifest, "warn")):
        assert time.monotonic() < deadline
        time.sleep(0.5)
