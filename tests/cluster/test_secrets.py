"""ExternalSecrets and SealedSecrets, as the operators' own definitions and a real API server accept them."""

import json
import os
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from homelab.offline import GeneratedValues
from homelab.offline.command import RenderOptions, render_stack
from homelab.offline.secrets import SecretsOptions
from homelab.offline.secrets_format import SecretsFormat
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.workspaces import render_workspace
from tests.modules.bases import base
from tests.offline.secrets.test_sealed import certificate, private_key

__all__ = ["certificate", "private_key"]
TESTS = Path(__file__).parent.parent
STORE = TESTS / "offline" / "programs" / "store"
NAMESPACE = "ai"


def _module(folder: str, name: str) -> Path:
    command = ["go", "mod", "download", "-json", name]
    run = subprocess.run(
        command, cwd=TESTS / folder, env={**os.environ, "GOFLAGS": ""}, capture_output=True, check=True
    )
    return Path(json.loads(run.stdout)["Dir"])


@pytest.fixture(scope="module")
def kubectl(cluster: Cluster) -> Iterator[Kubectl]:
    """A cluster with the definitions of both operators."""
    external = _module("cluster/programs/external-secrets", "github.com/external-secrets/external-secrets")
    sealed = _module("servers/programs/sealed-secrets", "github.com/bitnami/sealed-secrets")
    files = [
        external / "config" / "crds" / "bases" / "external-secrets.io_externalsecrets.yaml",
        sealed / "helm" / "sealed-secrets" / "crds" / "bitnami.com_sealedsecrets.yaml",
    ]
    names = ["crd/externalsecrets.external-secrets.io", "crd/sealedsecrets.bitnami.com"]
    for file in files:
        cluster.kubectl.run("create", "-f", str(file))
    cluster.kubectl.run("wait", "--for=condition=Established", "--timeout=60s", *names)
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    cluster.kubectl.run("apply", "-f", "-", stdin=json.dumps(namespace))
    yield cluster.kubectl
    cluster.kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")
    cluster.kubectl.run("delete", *names)


@pytest.mark.parametrize("engine", ["ferretdb", "mongodb"])
def test_a_workspace_whose_secrets_are_in_a_store_is_accepted(kubectl: Kubectl, tmp_path: Path, engine: str):
    external: dict[str, Any] = {
        "store": {"name": "vault", "kind": "ClusterSecretStore"},
        "key": "ai/chat",
        "secrets": {
            "valkey": {"values": {"password": {"key": "a", "property": "b", "version": "1"}}},
            "more": {"key": "ai/more"},
        },
    }
    chat = {"domain": "chat.example.com", "env_from": {"secrets": ["more"]}}
    args = base(external_secrets=external, documentdb={"engine": engine}, searxng={}, firecrawl={}, librechat=chat)
    render_workspace(args, tmp_path / "out", GeneratedValues())
    outcomes = kubectl.apply(tmp_path / "out", "--dry-run=server", "--validate=strict")
    found = {name.partition("/")[2] for name in outcomes if name.startswith("externalsecret.external-secrets.io/")}
    assert {"ws-librechat", "ws-valkey", "ws-documentdb", "ws-documentdb-server", "more"} <= found


@pytest.mark.parametrize("form", [SecretsFormat.SEALED, SecretsFormat.EXTERNAL])
def test_rendered_secrets_are_accepted(kubectl: Kubectl, tmp_path: Path, certificate: Path, form: SecretsFormat):
    options = {
        SecretsFormat.SEALED: SecretsOptions(format=form, sealing_certificate=certificate),
        SecretsFormat.EXTERNAL: SecretsOptions(format=form, store="vault"),
    }
    rendered = RenderOptions(
        folder=STORE, stack="dev", out=tmp_path / "out", config=[f"namespace={NAMESPACE}"], secrets=options[form]
    )
    render_stack(rendered, Console(file=StringIO()))
    outcomes = kubectl.apply(tmp_path / "out", "--dry-run=server", "--validate=strict")
    operator = "bitnami.com" if form is SecretsFormat.SEALED else "external-secrets.io"
    assert [name for name in outcomes if name.partition("/")[0].endswith(operator)]
