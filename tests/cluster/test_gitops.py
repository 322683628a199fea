"""What is rendered for Argo CD and Flux, as their own definitions and a real API server accept it.

Their controllers do not run here: the tests apply what they would apply, in their order.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl
from tests.stacks_and_examples import ROOT, render

MODULE = ROOT / "tests" / "gitops" / "definitions"
DEFINITIONS = {
    "github.com/argoproj/argo-cd/v3": "manifests/crds/application-crd.yaml",
    "github.com/fluxcd/kustomize-controller": "config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml",
}
NAMES = ("crd/applications.argoproj.io", "crd/kustomizations.kustomize.toolkit.fluxcd.io")
EXAMPLES = ROOT / "examples"
NAMESPACE = "ai"
CONTROLLERS = ("argocd", "flux-system")


@pytest.fixture(scope="module")
def kubectl(cluster: Cluster) -> Iterator[Kubectl]:
    """The cluster with the definitions of both in force."""
    kubectl = cluster.kubectl
    command = ["go", "mod", "download", "-json", *DEFINITIONS]
    run = subprocess.run(command, cwd=MODULE, env={**os.environ, "GOFLAGS": ""}, capture_output=True, check=True)
    decoder, text = json.JSONDecoder(), run.stdout.decode().strip()
    while text:
        module, end = decoder.raw_decode(text)
        # Too large for what `kubectl apply` remembers in an annotation.
        kubectl.run("create", "-f", str(Path(module["Dir"]) / DEFINITIONS[module["Path"]]))
        text = text[end:].strip()
    # `kubectl wait` fails while there is no condition yet.
    deadline = time.monotonic() + 60
    while not all(_is_served(kubectl, name) for name in NAMES):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    for name in CONTROLLERS:
        kubectl.run("create", "namespace", name)
    yield kubectl
    kubectl.run("delete", "namespace", *CONTROLLERS, "--wait=false")
    kubectl.run("delete", *NAMES)


@pytest.fixture
def namespace(kubectl: Kubectl) -> Iterator[None]:
    yield
    kubectl.run("delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=60s")


def rendered(tool: str, out: Path, *options: str) -> Path:
    run = render(EXAMPLES / tool, "production", out, "--for", tool, "--without-secrets", *options)
    assert run.returncode == 0, run.stderr
    return out


def accept(kubectl: Kubectl, file: Path) -> None:
    """Have the API server check every object of a file."""
    run = kubectl.run("apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", str(file))
    assert run.stderr == ""


@pytest.mark.parametrize("file", ["argocd/application.yaml", "flux/clusters/production/ai-workspace.yaml"])
def test_what_the_tools_are_told_in_the_examples_is_accepted(kubectl: Kubectl, file: str):
    accept(kubectl, EXAMPLES / file)


@pytest.mark.usefixtures("namespace")
def test_all_that_argo_cd_builds_is_accepted_at_once_and_changes_nothing_again(kubectl: Kubectl, tmp_path: Path):
    labels = yaml.safe_load((EXAMPLES / "argocd" / "application.yaml").read_text())["spec"]["syncPolicy"]
    metadata = {"name": NAMESPACE, **labels["managedNamespaceMetadata"]}
    kubectl.create({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
    out = rendered("argocd", tmp_path)
    # As Argo CD does with ServerSideApply=true.
    apply = ("apply", "--server-side", "--validate=strict", "--kustomize", str(out))
    assert kubectl.run(*apply, "--dry-run=server").stderr == ""
    kubectl.run(*apply)
    kubectl.wait_until_ready(NAMESPACE)
    before = kubectl.versions(NAMESPACE)
    kubectl.run(*apply)
    assert _settled(kubectl.versions(NAMESPACE)) == _settled(before)


@pytest.mark.usefixtures("namespace")
def test_fluxs_waves_become_ready_one_after_the_other_and_a_change_leaves_the_generation_before(
    kubectl: Kubectl, tmp_path: Path
):
    out = rendered("flux", tmp_path)
    accept(kubectl, out / "flux" / "waves.yaml")
    _apply_waves(kubectl, out)
    first = _config_maps(kubectl)
    # With another domain, the variables of LibreChat are in another ConfigMap.
    main = (EXAMPLES / "flux" / "__main__.py").read_text()
    program = tmp_path / "program"
    program.mkdir()
    for name in ("Pulumi.yaml", "Pulumi.production.yaml"):
        (program / name).write_text((EXAMPLES / "flux" / name).read_text())
    (program / "__main__.py").write_text(main.replace("chat.example.com", "other.example.com"))
    run = render(program, "production", out, "--for", "flux", "--without-secrets")
    assert run.returncode == 0, run.stderr
    _apply_waves(kubectl, out)
    # What Flux would prune is what is no longer in the output.
    built = kubectl.run("kustomize", str(out)).stdout
    names = {each["metadata"]["name"] for each in yaml.safe_load_all(built) if each["kind"] == "ConfigMap"}
    assert first < names
    assert names == _config_maps(kubectl)


def _is_served(kubectl: Kubectl, definition: str) -> bool:
    status = json.loads(kubectl.run("get", definition, "--output=json").stdout).get("status", {})
    conditions = {each["type"]: each["status"] for each in status.get("conditions") or []}
    return conditions.get("Established") == "True"


def _apply_waves(kubectl: Kubectl, out: Path) -> None:
    """Apply each wave and wait for its health, as Flux does."""
    waves: list[dict[str, Any]] = [*yaml.safe_load_all((out / "flux" / "waves.yaml").read_text())]
    assert len(waves) > 1
    for wave in waves:
        folder = out / Path(wave["spec"]["path"]).name
        kubectl.run("apply", "--server-side", "--validate=strict", "--kustomize", str(folder))
        for each in wave["spec"].get("healthChecks", []):
            where = f"--namespace={each['namespace']}"
            if each["kind"] == "Job":
                kubectl.run("wait", where, "--timeout=60s", "--for=condition=complete", f"job/{each['name']}")
            else:
                kubectl.run("rollout", "status", where, "--timeout=60s", f"{each['kind'].lower()}/{each['name']}")


def _config_maps(kubectl: Kubectl) -> set[str]:
    names = {each["metadata"]["name"] for each in kubectl.items("configmaps", namespace=NAMESPACE)}
    return names - {"kube-root-ca.crt"}


def _settled(versions: dict[str, str]) -> dict[str, str]:
    """Versions of what changes only when it is applied."""
    return {name: version for name, version in versions.items() if not name.startswith("Pod ")}
